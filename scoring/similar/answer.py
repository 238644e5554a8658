"""What is said of one text, stored or pasted: where it belongs, how sure that is, and like whom."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from django.db.models import Sum
from django.utils.safestring import SafeString

from clustering.kinds.missing import ALL, missing
from clustering.kinds.sureness import PROBABLE, SURE, UNSURE
from clustering.marking import Piece
from clustering.text.cleaning import has_words
from scoring.kinds.names import KindLinks, links_of, readable
from scoring.kinds.sureness import in_words
from scoring.models import Assignment, Cluster, Scope, SegmentTally
from scoring.models.assignments import DOUBTFUL
from scoring.models.database.written import WrittenOnce
from scoring.similar.explaining import in_all, marked_where_shared
from scoring.similar.likelihood import (
    Centre,
    Likely,
    LikelySector,
    centres,
    likely_clusters,
    likely_sectors,
)
from scoring.similar.lists import SimilarList
from scoring.similar.nearest import Similar, nearest_of
from scoring.similar.ranking import Filters
from scoring.similar.rows import bars, distances, link_to, marked_text, sector_bars
from scoring.similar.seeds import Seed
from scoring.similar.sources import Sources

# Bars of what is less likely (0 to 100) cannot be seen
LEAST_LIKELY = 1
# From here on a segment is likelier than all others together
LIKELY_SEGMENT = 0.5
MOST_LIKELY = 3
# Companies of each of two that it may be
IN_EACH_HALF = 2
MOST_PHRASES = 3
COMPANIES_BY_SECTOR = WrittenOnce(
    lambda collections, version, clusters: (
        SegmentTally.objects.visible_to(Scope.of_all(collections))
        .filter(version=version, cluster__in=clusters)
        .exclude(sector="")
        .values_list("sector")
        .annotate(companies=Sum("total"))
        .order_by("sector")
    )
)


class Closest(NamedTuple):
    """The companies of the summary, and the phrases that stand in all their texts."""

    rows: list[Similar]
    phrases: list[str]

    @classmethod
    def of(cls, similar: SimilarList, sources: Sources) -> Self | None:
        """None for a filtered list, whose first companies need not be the closest."""
        # What says the same as one before it is folded behind that in the list, too
        rows = [row for row in similar.rows if row.twin_of is None][:2]
        model = sources.model()
        if not rows or model is None or similar.query.is_filtered:
            return None
        reasons = [row.reason for row in rows]
        phrases = in_all(model, reasons, MOST_PHRASES)
        if not phrases:
            # What the closest alone shares says more than nothing
            rows = rows[:1]
            phrases = rows[0].phrases[:MOST_PHRASES]
        return cls(rows, phrases)


class Half(NamedTuple):
    """One of two sectors or clusters that it may be, with its closest companies.

    Its bar is as long as it is likely, of 100; how likely a cluster is was not measured, and is no
    number to tell. A sector has the `look` of a cluster that is of it, if there is one.
    """

    name: str
    length: float
    is_measured: bool
    look: Cluster | None
    rows: list[Similar]

    @classmethod
    def of_both(
        cls,
        row: Assignment | None,
        likely: Sequence[Likely],
        seeds: Sequence[Seed],
        similar: SimilarList,
        sources: Sources,
    ) -> list[Self]:
        """None where a reader may be sure enough of one."""
        if row is None or row.answer != UNSURE or not seeds:
            return []
        # The company itself, and whom its list leaves out
        hidden = [*similar.asked_for, *similar.nearest.near_duplicates]
        left_out = {company.pk for company in hidden}
        left_out |= {other.pk for _, other in similar.nearest.not_similar}

        def near(filters: Filters) -> list[Similar]:
            return nearest_of(filters, seeds, sources, left_out, IN_EACH_HALF)

        halves = []
        if row.sector:
            for each in likely_sectors(row, sources.clusters)[:2]:
                rows = near(Filters(sector=each.sector))
                halves.append(
                    cls(each.name, each.share, is_measured=True, look=each.look, rows=rows)
                )
        elif len(likely) > 1:
            for cluster, share in likely[:2]:
                name = cluster.name or "Unnamed cluster"
                rows = near(Filters(cluster=cluster.number))
                halves.append(cls(name, share, is_measured=False, look=cluster, rows=rows))
        return halves


class Answer(NamedTuple):
    """All that is said of one text.

    `row` is the assignment, None while there is none; `cluster` is the one that it is shown in and
    `said` the model's. `words` say how sure a reader may be, and `meaning` what that was measured
    to be worth. `halves` are two where nobody can be sure, else none, and `asks` what would help.
    `sector` is that of the cluster, empty where it is not known, or not asked for: without a
    `kind`.
    """

    row: Assignment | None
    cluster: Cluster | None
    said: Cluster | None
    words: str
    meaning: str
    asks: Sequence[str]
    sectors: list[LikelySector]
    likely: list[Likely]
    centres: list[Centre]
    similar: SimilarList
    halves: list[Half]
    closest: Closest | None
    marked: list[Piece]
    kind: KindLinks | None
    sector: str

    @property
    def kind_is_apart(self) -> bool:
        """Whether the kind stands in a line of its own.

        Where the text reads like another sector than its cluster is of, both are told; and where no
        single cluster stands there, no kind can stand behind it.
        """
        if self.kind is None:
            return False
        has_own_cluster = self.cluster and not self.halves
        return not has_own_cluster or self.is_of_two_sectors

    @property
    def is_of_two_sectors(self) -> bool:
        """Whether the text reads like another sector than its cluster is of."""
        return self.kind is not None and self.sector not in ("", self.kind.sector)

    @property
    def words_name_another(self) -> bool:
        """Whether the model's words begin with another name than that of the cluster.

        The two side by side would be read as a contradiction.
        """
        return self.is_of_two_sectors and self.row is not None and self.row.answer == PROBABLE

    @property
    def segment_lead(self) -> str:
        """What stands before the segment, by how likely that alone is."""
        likely = self.row.segment_probability if self.row else None
        is_told = self.row is not None and self.row.kind_is_reviewed
        return "›" if is_told or (likely or 0) >= LIKELY_SEGMENT else "perhaps"

    @property
    def cluster_html(self) -> SafeString:
        if self.cluster:
            return link_to(self.cluster)
        return SafeString("")

    @property
    def likely_html(self) -> SafeString:
        """Of what the words are about: the longest bar has the name that they begin with."""
        return sector_bars(self.sectors) if self.sectors else bars(self.likely)

    @property
    def centres_html(self) -> SafeString:
        return distances(self.centres)

    @property
    def text_html(self) -> SafeString:
        """The text with what others say, too, marked."""
        return marked_text(self.marked)

    @property
    def has_words(self) -> bool:
        """Whether the text says anything at all, known or not."""
        return has_words("".join(piece.text for piece in self.marked))

    @property
    def model_was_sure(self) -> bool:
        """Before a person said otherwise."""
        return self.row is not None and self.row.model_answer == SURE


def answer_to(
    text: str,
    row: Assignment | None,
    seeds: Sequence[Seed],
    similar: SimilarList,
    sources: Sources,
) -> Answer:
    """The answer for a text with its assignment under the version that says the clusters."""
    clusters = sources.clusters
    likely = likely_clusters(row, clusters) if row else []
    sectors = likely_sectors(row, clusters) if row else []
    model = sources.model()
    marked = [Piece(text, is_marked=False)]
    if model:
        marked = marked_where_shared(model, text, [each.reason for each in similar.rows])
    cluster = clusters.of_assignment(row)
    other = next((each.cluster for each in likely if each.cluster != cluster), None)
    kind = links_of(row.kind) if row else None
    asks: Sequence[str] = []
    if row and row.answer in DOUBTFUL:
        # What a text does not say of which nobody can be sure
        asks = missing(text, model.kinds) if model and model.kinds else ALL
    return Answer(
        row=row,
        cluster=cluster,
        said=clusters.get(row.cluster) if row else None,
        words=in_words(row.kind, cluster, other) if row else "",
        meaning=_meaning(row, sources) if row else "",
        asks=asks,
        sectors=[each for each in sectors[:MOST_LIKELY] if each.share >= LEAST_LIKELY],
        likely=[each for each in likely[:MOST_LIKELY] if each.share >= LEAST_LIKELY],
        centres=centres(row, clusters) if row else [],
        similar=similar,
        halves=Half.of_both(row, likely, seeds, similar, sources),
        closest=Closest.of(similar, sources),
        marked=marked,
        kind=kind,
        sector=_sector_of(cluster, sources) if cluster and kind else "",
    )


def _meaning(row: Assignment, sources: Sources) -> str:
    """What “sure” is worth, as it was measured of the version that read the text."""
    measured = {}
    if sources.embedded:
        measured = sources.embedded.calibration
    model_was_sure = row.answer == SURE and row.model_answer == SURE
    if not model_was_sure or "right_of_sure" not in measured:
        return ""
    right = 100 * measured["right_of_sure"]
    return (
        "The figure beside an answer is for this text alone. Of 100 answers called sure, at least "
        f"95 should be right; when this model was measured, {right:.1f} were."
    )


def _sector_of(cluster: Cluster, sources: Sources) -> str:
    """Its own, or where it has none the sector that most of its companies are shown as."""
    numbers = sources.clusters.numbers_in(cluster.number)
    if cluster.sector and len(numbers) == 1:
        return readable(cluster.sector)
    told = COMPANIES_BY_SECTOR.read(
        sources.scope.visible,
        cluster.version_id,
        tuple(numbers),
    )
    most = 0
    largest = ""
    for sector, companies in told:
        # Of those with as many the first
        if companies > most:
            most = companies
            largest = sector
    return readable(largest)
