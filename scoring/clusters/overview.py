"""Clusters as shelves: how many companies stand on each, and of which categories."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

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
    """A shown cluster, those that reviewers merged into it, its size,
    and its category mix, the largest categories first.
    """

    cluster: Cluster
    merged: list[Cluster]
    size: int
    mix: list[Share]


def totals(version: ModelVersion | None) -> Totals:
    """The kept counts of a version, with those in no cluster."""
    return Tally.objects.filter(version=version).totals("cluster", "category") if version else {}


def shelves(version: ModelVersion | None) -> list[Shelf]:
    return filled_shelves(ShownClusters.of_version(version), totals(version))


def filled_shelves(clusters: ShownClusters, found: Totals) -> list[Shelf]:
    """A shelf for each shown cluster; merged ones stand as one."""
    mixes: dict[int, Counter[str]] = {cluster.number: Counter() for cluster in clusters}
    for (number, category), total in found.items():
        cluster = clusters.get(number)
        if cluster:
            mixes[cluster.number][category] += total
    return [_shelf(clusters, cluster, mixes[cluster.number]) for cluster in clusters]


def shelf_of(cluster: Cluster, clusters: ShownClusters) -> Shelf:
    """The shelf of one of the shown clusters."""
    numbers = clusters.numbers_in(cluster.number)
    rows = Tally.objects.filter(version=cluster.version_id, cluster__in=numbers)
    return _shelf(clusters, cluster, Counter(rows.totals("category")))


def clusters_table(version: ModelVersion | None) -> writing.Table:
    """The shown clusters, for a file; merged ones stand as one."""
    shown, _ = parted(shelves(version))
    return writing.Table("clusters", HEADER, [_cells(shelf) for shelf in shown])


def _cells(shelf: Shelf) -> list[Any]:
    cluster = shelf.cluster
    mix = ", ".join(f"{share.category or 'No category'} {share.percent} %" for share in shelf.mix)
    merged = ", ".join(str(each) for each in shelf.merged)
    return [cluster.number, cluster.name, shelf.size, ", ".join(cluster.phrases), mix, merged]


def _shelf(clusters: ShownClusters, cluster: Cluster, mix: Counter[str]) -> Shelf:
    size = mix.total()
    shares = [
        Share(category, total, round(100 * total / size)) for category, total in mix.most_common()
    ]
    return Shelf(cluster, clusters.merged_into(cluster.number), size, shares[:SHOWN_CATEGORIES])


def parted(found: Iterable[Shelf]) -> tuple[list[Shelf], list[Shelf]]:
    """Those that overviews show, and those that reviewers hid."""
    all_of_them = list(found)
    return (
        [shelf for shelf in all_of_them if not shelf.cluster.is_hidden],
        [shelf for shelf in all_of_them if shelf.cluster.is_hidden],
    )
