"""The shown clusters: how many companies each has, and what it is made of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from scoring.clusters.mix import Mix, Segments, mix, segments
from scoring.models import Cluster, ModelVersion, Scope, ShownClusters, Tally
from scoring.models.assignments import DOUBTFUL
from scoring.tables import writing

EXPORTED_CATEGORIES = 4
HEADER = (
    "Number",
    "Name",
    "Companies",
    "Phrases",
    "Largest categories",
    "Merged into it",
    "Not sure",
)
# (number, category, answer) -> companies
Answered = Mapping[tuple[int, str, str], int]


class Shelf(NamedTuple):
    """A shown cluster, and the clusters of the model that reviewers merged into it.

    `size` is how many companies it has that are known to be of it, `guesses` how many there are
    besides. `categories` tells how many of the first are of each.
    """

    cluster: Cluster
    merged: list[Cluster]
    size: int
    guesses: int
    categories: Counter[str]
    mix: Mix


def shelves(version: ModelVersion | None, scope: Scope) -> list[Shelf]:
    """A shelf for each cluster that is shown, in order of their numbers; none without a version."""
    if version is None:
        return []
    visible = Tally.objects.visible_to(scope)
    counts = visible.filter(version=version).totals("cluster", "category", "answer")
    clusters = ShownClusters.of_version(version)
    return filled_shelves(clusters, counts, segments(version.pk, scope))


def filled_shelves(
    clusters: ShownClusters,
    counts: Answered,
    in_segments: Segments,
) -> list[Shelf]:
    """A shelf for each shown cluster; merged ones stand as one."""
    of_cluster: dict[int, Counter[tuple[str, str]]] = {}
    for (number, category, answer), companies in counts.items():
        cluster = clusters.get(number)
        if cluster:
            own = of_cluster.setdefault(cluster.number, Counter())
            own[category, answer] += companies
    nobody: Counter[tuple[str, str]] = Counter()
    filled = []
    for cluster in clusters:
        own = of_cluster.get(cluster.number, nobody)
        filled.append(_shelf(cluster, clusters, own, in_segments))
    return filled


def shelf_of(cluster: Cluster, clusters: ShownClusters, scope: Scope) -> Shelf:
    """The shelf of one of the shown clusters."""
    numbers = clusters.numbers_in(cluster.number)
    visible = Tally.objects.visible_to(scope)
    tallies = visible.filter(version=cluster.version_id, cluster__in=numbers)
    counts = Counter(tallies.totals("category", "answer"))
    return _shelf(cluster, clusters, counts, segments(cluster.version_id, scope))


def _shelf(
    cluster: Cluster,
    clusters: ShownClusters,
    counts: Counter[tuple[str, str]],
    in_segments: Segments,
) -> Shelf:
    categories: Counter[str] = Counter()
    for (category, answer), companies in counts.items():
        if answer not in DOUBTFUL:
            categories[category] += companies
    # With those of the clusters that were merged into it
    own: Counter[str] = Counter()
    for number in clusters.numbers_in(cluster.number):
        own += in_segments.get(number, Counter())
    return Shelf(
        cluster=cluster,
        merged=clusters.merged_into(cluster.number),
        size=categories.total(),
        guesses=counts.total() - categories.total(),
        categories=categories,
        mix=mix(cluster.number, categories, own),
    )


def parted(shelves: Iterable[Shelf]) -> tuple[list[Shelf], list[Shelf]]:
    """Those that overviews show, the largest first, and those that reviewers hid."""
    shown: list[Shelf] = []
    hidden: list[Shelf] = []
    largest_first = sorted(shelves, key=lambda shelf: (-shelf.size, shelf.cluster.number))
    for shelf in largest_first:
        side = hidden if shelf.cluster.is_hidden else shown
        side.append(shelf)
    return shown, hidden


def clusters_table(version: ModelVersion | None, scope: Scope) -> writing.Table:
    """The shown clusters, the largest first, for a file; merged ones stand as one."""
    shown, _ = parted(shelves(version, scope))
    lines = []
    for shelf in shown:
        cluster = shelf.cluster
        largest = []
        for category, companies in shelf.categories.most_common(EXPORTED_CATEGORIES):
            name = category or "No category"
            percent = round(100 * companies / shelf.size)
            largest.append(f"{name} {percent} %")
        cells = [
            cluster.number,
            cluster.name,
            shelf.size,
            ", ".join(cluster.phrases),
            ", ".join(largest),
            ", ".join(str(other) for other in shelf.merged),
            shelf.guesses,
        ]
        lines.append(cells)
    return writing.Table("clusters", HEADER, lines)
