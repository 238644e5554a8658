"""The review desk: one company, what it reads like, and where else it may belong."""

from math import inf
from typing import Any, NamedTuple

from clustering.marking import Piece
from scoring.kinds.sureness import in_words
from scoring.models import Assignment, Cluster, ModelVersion, Scope, ShownClusters, Submission
from scoring.review.letters import LETTERS, letters
from scoring.similar.explaining import marked_where_shared
from scoring.similar.nearest import Similar, nearest_to_companies
from scoring.similar.sources import Sources

SIMILAR = 5
# Where there are more clusters than letters, so many have a button; a box takes any name
NEAREST = 11


class Choice(NamedTuple):
    """A cluster that the company may belong in, its name at the desk, and its key if it has one."""

    cluster: Cluster
    name: str
    key: str


class Case(NamedTuple):
    """A company to decide on.

    `choice` is where it is shown, `said` what the model itself said, and `reads` the cluster that
    it reads like to a model that had not seen it, where that is another. `likelier` is the one that
    its text points to, if it is another, and `others` are where else it may belong, the nearest
    first. The text has the words marked that the similar companies share.
    """

    row: Assignment
    words: str
    company: Submission
    choice: Choice | None
    said: Cluster | None
    reads: Cluster | None
    likelier: Choice | None
    others: list[Choice]
    similar: list[Similar]
    text: list[Piece]

    @property
    def near(self) -> list[Choice]:
        """The others that have a button."""
        if self.has_box:
            return self.others[:NEAREST]
        return self.others

    @property
    def has_box(self) -> bool:
        """Whether there are more clusters than letters, so that a name may be typed."""
        others = len(self.others) + bool(self.likelier)
        return others >= len(LETTERS)


def case_of(
    row: Any,
    version: ModelVersion,
    clusters: ShownClusters,
    scope: Scope,
) -> Case:
    """All that the desk shows of a company, from a row of its queue."""
    sources = Sources.beside(version, clusters, scope)
    similar = nearest_to_companies([row.submission], sources, SIMILAR).rows
    keys = letters(version, clusters)
    called = clusters.names

    def choice(cluster: Cluster) -> Choice:
        number = cluster.number
        return Choice(cluster, called[number], keys.get(number, ""))

    shown = clusters.of_assignment(row)
    reads = clusters.get(row.read_cluster)
    others = others_than(shown, row, clusters)
    nearest = others[0] if others else None
    likelier = reads if reads in others else _of_sector(row.sector, shown, others)
    if likelier:
        others.remove(likelier)
    # With what it shares most with the companies closest to it
    text = [Piece(row.submission.text, is_marked=False)]
    model = sources.model() if similar else None
    if model:
        text = marked_where_shared(model, row.submission.text, [each.reason for each in similar])
    return Case(
        row=row,
        words=in_words(row.kind, shown, nearest),
        company=row.submission,
        choice=choice(shown) if shown else None,
        said=None if row.cluster is None else clusters.own(row.cluster),
        reads=None if reads == shown else reads,
        likelier=choice(likelier) if likelier else None,
        others=[choice(other) for other in others],
        similar=similar,
        text=text,
    )


def _of_sector(sector: str, shown: Cluster | None, others: list[Cluster]) -> Cluster | None:
    """The cluster of the sector that a text points to; None where it is that of the shown one."""
    if not sector or shown is None or shown.sector in ("", sector):
        return None
    return next((other for other in others if other.sector == sector), None)


def others_than(shown: Cluster | None, row: Assignment, clusters: ShownClusters) -> list[Cluster]:
    """Every cluster but the one that shows the company, the nearest first; merged ones are one.

    Those without a known distance come last, by their numbers.
    """
    known = row.distances_to_all
    others: list[tuple[float, int]] = []
    for cluster in clusters:
        if cluster == shown:
            continue
        # A cluster that came after the score has no distance yet
        numbers = clusters.numbers_in(cluster.number)
        distances = [known[number] for number in numbers if number < len(known)]
        nearest = min(distances, default=inf)
        others.append((nearest, cluster.number))
    return [clusters[number] for _, number in sorted(others)]
