"""The stored rows of the map: which lie in a window, and how dense they are."""

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, F, FilteredRelation, Min, Q

from scoring.maps.windows import Window
from scoring.models import Assignment, ModelVersion
from scoring.models.map_cells import BITS, centre
from scoring.models.work import QueuedQuerySet
from scoring.pages.caching import counted_lately

# Together with the matches and the viewed company 2,000 marks
MOST_POINTS = 2_000
MOST_HEAPS = 1_499
MOST_MATCHES = 500
# A window is divided into 64 x 64 cells, or fewer
FINEST = 6


class Point(NamedTuple):
    """A company on the map, and the number of the cluster that it has now."""

    company: int
    title: str
    x: float
    y: float
    cluster: int | None


class Heap(NamedTuple):
    """Companies of one cell with its middle and side: how many, their most frequent cluster number,
    how many have each number, and one company of each.
    """

    x: float
    y: float
    side: float
    total: int
    cluster: int | None
    clusters: dict[int | None, int]
    examples: dict[int | None, int]


class Source(NamedTuple):
    """Whose places are shown, and whose clusters colour them;
    both are one version without a remote endpoint.
    """

    places: ModelVersion
    clusters: ModelVersion

    def within(self, window: Window) -> QueuedQuerySet:
        """The assignments in a window, each with `now`, the number of the cluster that it has."""
        # With the version in every run, each is one look into the index
        runs = (Q(version=self.places, map_cell__range=run) for run in window.runs())
        rows = Assignment.objects.filter(reduce(or_, runs))
        if window.z:
            right, bottom = window.left + window.side, window.top + window.side
            rows = rows.filter(map_x__range=(window.left, right), map_y__range=(window.top, bottom))
        if self.places == self.clusters:
            return rows.annotate(now=F("shown_cluster"))
        other = Q(submission__assignments__version=self.clusters)
        return rows.annotate(
            other=FilteredRelation("submission__assignments", condition=other),
            now=F("other__shown_cluster"),
        )


def is_crowded(rows: QueuedQuerySet) -> bool:
    """Whether they are too many to draw each."""
    return rows.order_by()[: MOST_POINTS + 1].count() > MOST_POINTS


def points(rows: QueuedQuerySet, limit: int = MOST_POINTS) -> list[Point]:
    found = rows.order_by("submission_id").values_list(
        "submission_id", "submission__title", "map_x", "map_y", "now"
    )
    return [Point(*row) for row in found[:limit]]


def heaps(source: Source, window: Window) -> list[Heap]:
    """The density of a window, at most a minute old."""
    key = f"map-density-{source.places.pk}-{source.clusters.pk}-{window.z}-{window.x}-{window.y}"
    return counted_lately(key, lambda: _heaps(source, window))


def _heaps(source: Source, window: Window) -> list[Heap]:
    """The finest cells that are few enough."""
    bits = min(window.z + FINEST, BITS)
    counted = (
        source.within(window)
        .order_by()
        .annotate(cell=F("map_cell").bitrightshift(2 * (BITS - bits)))
        .values_list("cell", "now")
        .annotate(total=Count("pk"), example=Min("submission_id"))
    )
    cells = _by_cell(counted)
    while len(cells) > MOST_HEAPS:
        bits -= 1
        cells = _by_cell((cell >> 2, *rest) for cell, found in cells.items() for rest in found)
    return [_heap(cell, bits, found) for cell, found in sorted(cells.items())]


Counted = tuple[int | None, int, int]


def _by_cell(counted: Iterable[tuple[int, int | None, int, int]]) -> dict[int, list[Counted]]:
    cells: dict[int, list[Counted]] = {}
    for cell, cluster, total, example in counted:
        cells.setdefault(cell, []).append((cluster, total, example))
    return cells


def _heap(cell: int, bits: int, found: list[Counted]) -> Heap:
    clusters: Counter[int | None] = Counter()
    examples: dict[int | None, int] = {}
    for cluster, total, example in found:
        clusters[cluster] += total
        examples[cluster] = min(example, examples.get(cluster, example))
    most = min(clusters, key=lambda each: (-clusters[each], each is None, each or 0))
    return Heap(*centre(cell, bits), 2.0**-bits, clusters.total(), most, dict(clusters), examples)
