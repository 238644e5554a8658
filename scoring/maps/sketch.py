"""Points or heaps of a window become groups of marks, middles of clusters, and lines of a list."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from scoring.maps import drawing
from scoring.maps.drawing import Group, Mark, Middle
from scoring.maps.rows import Heap, Point
from scoring.maps.windows import Window
from scoring.models import Cluster, ShownClusters, Submission

EXAMPLES = 3
FEWEST_FOR_A_NAME = 3
# The densest twentieth of the heaps has marks of full size
FULL_SIZE = 0.95
Example = tuple[int, str]
Examples = dict[Cluster | None, list[Example]]
Marks = dict[Cluster | None, list[Mark]]


class Piece(NamedTuple):
    """So many companies of one cluster in one place."""

    x: float
    y: float
    cluster: Cluster | None
    total: int


class Line(NamedTuple):
    """A cluster in the list beside the map; no cluster: companies of none that is shown."""

    cluster: Cluster | None
    shape: str
    total: int
    examples: list[Example]


class Sketch(NamedTuple):
    """What a window holds: drawn, counted by `lines`, and where names belong."""

    groups: list[Group]
    middles: list[Middle]
    lines: list[Line]
    total: int


def sketch_points(
    points: Sequence[Point], window: Window, shown: ShownClusters, lit: set[int]
) -> Sketch:
    """Every company as a mark; in the list, those nearest to their cluster's middle."""
    pieces = [Piece(point.x, point.y, shown.get(point.cluster), 1) for point in points]
    centres = _centres(pieces)

    def distance_from_centre(point: Point) -> tuple[float, int]:
        x, y = centres[shown.get(point.cluster)]
        return (point.x - x) ** 2 + (point.y - y) ** 2, point.company

    examples: Examples = {}
    for point in sorted(points, key=distance_from_centre):
        chosen = examples.setdefault(shown.get(point.cluster), [])
        if len(chosen) < EXAMPLES:
            chosen.append((point.company, point.title))
    groups = group_points(points, window, shown, lit)
    return _sketch(groups, pieces, centres, window, examples)


def sketch_heaps(
    heaps: Sequence[Heap], window: Window, shown: ShownClusters, address: Callable[[Window], str]
) -> Sketch:
    """Marks for many companies each, which lead further in.

    In the list stand companies of the densest heaps.
    """
    pieces = []
    for heap in heaps:
        for number, total in heap.clusters.items():
            pieces.append(Piece(heap.x, heap.y, shown.get(number), total))
    groups = _group_heaps(heaps, window, shown, address)
    return _sketch(groups, pieces, _centres(pieces), window, _heap_examples(heaps, shown))


def group_points(
    points: Sequence[Point], window: Window, shown: ShownClusters, lit: set[int]
) -> list[Group]:
    """A mark for each company, those of a cluster together."""
    marks: Marks = {}
    for point in points:
        cluster = shown.get(point.cluster)
        title = drawing.cut(point.title, drawing.LONGEST_TITLE)
        x, y = drawing.units(window, point.x, point.y)
        mark = Mark(
            x=x,
            y=y,
            address=reverse("submission", args=[point.company]),
            title=f"{title}, {cluster or 'no shown cluster'}",
            is_lit=point.company in lit,
        )
        marks.setdefault(cluster, []).append(mark)
    return _in_order(marks)


def _group_heaps(
    heaps: Sequence[Heap], window: Window, shown: ShownClusters, address: Callable[[Window], str]
) -> list[Group]:
    # A few heaps far above the others would leave those too small to tell apart
    totals = sorted(heap.total for heap in heaps)
    full_size = totals[int(len(heaps) * FULL_SIZE)] if heaps else 1
    marks: Marks = {}
    for heap in heaps:
        cluster = shown.get(heap.cluster)
        width = heap.side / window.side * drawing.UNITS
        x, y = drawing.units(window, heap.x, heap.y)
        mark = Mark(
            x=x,
            y=y,
            address=address(window.around(heap.x, heap.y, 2)),
            title=f"{heap.total:,} companies, most of them in {cluster or 'no shown cluster'}",
            scale=drawing.scale(min(heap.total / full_size, 1), width),
        )
        marks.setdefault(cluster, []).append(mark)
    return _in_order(marks)


def _in_order(marks: Marks) -> list[Group]:
    return [Group(cluster, marks[cluster]) for cluster in sorted(marks, key=_number)]


def _number(cluster: Cluster | None) -> int:
    return -1 if cluster is None else cluster.number


def _sketch(
    groups: list[Group],
    pieces: Sequence[Piece],
    centres: Mapping[Cluster | None, tuple[float, float]],
    window: Window,
    examples: Examples,
) -> Sketch:
    totals: Counter[Cluster | None] = Counter()
    for piece in pieces:
        totals[piece.cluster] += piece.total

    def place_in_list(cluster: Cluster | None) -> tuple[bool, int, int]:
        """The largest first, no cluster last."""
        return cluster is None, -totals[cluster], _number(cluster)

    middles = []
    lines = []
    for cluster in sorted(totals, key=place_in_list):
        total = totals[cluster]
        shape = drawing.shape(cluster)
        lines.append(Line(cluster, shape, total, examples.get(cluster, [])))
        if cluster and total >= FEWEST_FOR_A_NAME:
            x, y = drawing.units(window, *centres[cluster])
            middles.append(Middle(cluster, x, y, total))
    return Sketch(groups, middles, lines, totals.total())


def _centres(pieces: Iterable[Piece]) -> dict[Cluster | None, tuple[float, float]]:
    """The median place of each cluster's companies: a few strays do not draw it away."""
    by_cluster: dict[Cluster | None, list[Piece]] = {}
    for piece in pieces:
        by_cluster.setdefault(piece.cluster, []).append(piece)
    centres = {}
    for cluster, own in by_cluster.items():
        x = drawing.median((piece.x, piece.total) for piece in own)
        y = drawing.median((piece.y, piece.total) for piece in own)
        centres[cluster] = (x, y)
    return centres


def _heap_examples(heaps: Sequence[Heap], shown: ShownClusters) -> Examples:
    """A company from each cluster's densest heaps."""
    offered: dict[Cluster | None, list[tuple[int, int]]] = {}
    for heap in heaps:
        for number, total in heap.clusters.items():
            # So that the densest heap sorts first, and of two the lower id
            densest_first = (-total, heap.examples[number])
            offered.setdefault(shown.get(number), []).append(densest_first)
    chosen = {
        cluster: [company for _, company in sorted(own)[:EXAMPLES]]
        for cluster, own in offered.items()
    }
    wanted = [company for companies in chosen.values() for company in companies]
    titles = dict(Submission.objects.filter(pk__in=wanted).values_list("pk", "title"))
    # A company may have been deleted since the density was counted
    return {
        cluster: [(company, titles[company]) for company in companies if company in titles]
        for cluster, companies in chosen.items()
    }
