"""Clusters as shelves: how many companies stand on each, and of which categories."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from scoring.models import Cluster, ModelVersion, ShownClusters, Tally
from scoring.tables import writing

SHOWN_CATEGORIES = 4
HEADER = ("Number", "Name", "Companies", "Phrases", "Largest categories", "Merged into it")
# (number, category) -> companies
Totals = dict[tuple[int, str], int]


class Share(NamedTuple):
    """A category's part in a cluster; `percent` of the cluster's members."""

    category: str
    total: int
    percent: int


class Shelf(NamedTuple):
    """A shown cluster, and the clusters of the model that reviewers merged into it.

    `size` is how many companies it has, `mix` their categories, the largest first.
    """

    cluster: Cluster
    merged: list[Cluster]
    size: int
    mix: list[Share]


def totals(version: ModelVersion | None) -> Totals:
    """The kept counts of a version, with those in no cluster."""
    if version is None:
        return {}
    return Tally.objects.filter(version=version).totals("cluster", "category")


def shelves(version: ModelVersion | None) -> list[Shelf]:
    """A shelf for each cluster that is shown; none without a version."""
    return filled_shelves(ShownClusters.of_version(version), totals(version))


def filled_shelves(clusters: ShownClusters, totals: Totals) -> list[Shelf]:
    """A shelf for each shown cluster; merged ones stand as one."""
    categories: dict[int, Counter[str]] = {cluster.number: Counter() for cluster in clusters}
    for (number, category), companies in totals.items():
        cluster = clusters.get(number)
        if cluster:
            categories[cluster.number][category] += companies
    filled = []
    for cluster in clusters:
        filled.append(_shelf(cluster, clusters, categories[cluster.number]))
    return filled


def shelf_of(cluster: Cluster, clusters: ShownClusters) -> Shelf:
    """The shelf of one of the shown clusters."""
    numbers = clusters.numbers_in(cluster.number)
    tallies = Tally.objects.filter(version=cluster.version_id, cluster__in=numbers)
    return _shelf(cluster, clusters, Counter(tallies.totals("category")))


def _shelf(cluster: Cluster, clusters: ShownClusters, categories: Counter[str]) -> Shelf:
    size = categories.total()
    mix = []
    for category, companies in categories.most_common(SHOWN_CATEGORIES):
        percent = round(100 * companies / size)
        mix.append(Share(category, companies, percent))
    return Shelf(cluster, clusters.merged_into(cluster.number), size, mix)


def parted(shelves: Iterable[Shelf]) -> tuple[list[Shelf], list[Shelf]]:
    """Those that overviews show, and those that reviewers hid."""
    shown: list[Shelf] = []
    hidden: list[Shelf] = []
    for shelf in shelves:
        side = hidden if shelf.cluster.is_hidden else shown
        side.append(shelf)
    return shown, hidden


def clusters_table(version: ModelVersion | None) -> writing.Table:
    """The shown clusters, for a file; merged ones stand as one."""
    shown, _ = parted(shelves(version))
    lines = []
    for shelf in shown:
        cluster = shelf.cluster
        mix = []
        for share in shelf.mix:
            category = share.category or "No category"
            mix.append(f"{category} {share.percent} %")
        cells = [
            cluster.number,
            cluster.name,
            shelf.size,
            ", ".join(cluster.phrases),
            ", ".join(mix),
            ", ".join(str(other) for other in shelf.merged),
        ]
        lines.append(cells)
    return writing.Table("clusters", HEADER, lines)
