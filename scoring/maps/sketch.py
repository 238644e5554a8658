"""Points or heaps of a window -> the groups of marks, where the clusters' middles are,
and what the list says.
"""

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


def of_points(
    found: Sequence[Point], window: Window, shown: ShownClusters, lit: set[int]
) -> Sketch:
    """Every company as a mark; in the list, those nearest to their cluster's middle."""
    pieces = [Piece(point.x, point.y, shown.get(point.cluster), 1) for point in found]
    centres = _centres(pieces)

    def from_middle(point: Point) -> tuple[float, int]:
        x, y = centres[shown.get(point.cluster)]
        return (point.x - x) ** 2 + (point.y - y) ** 2, point.company

    examples: dict[Cluster | None, list[Example]] = {}
    for point in sorted(found, key=from_middle):
        chosen = examples.setdefault(shown.get(point.cluster), [])
        if len(chosen) < EXAMPLES:
            chosen.append((point.company, point.title))
    return _sketch(point_groups(found, window, shown, lit), pieces, centres, window, examples)


def of_heaps(
    found: Sequence[Heap], window: Window, shown: ShownClusters, address: Callable[[Window], str]
) -> Sketch:
    """Marks for many companies each, which lead further in;
    in the list, companies of the densest heaps.
    """
    pieces = [
        Piece(heap.x, heap.y, shown.get(number), total)
        for heap in found
        for number, total in heap.clusters.items()
    ]
    # A few heaps far above the others would leave those too small to tell apart
    most = sorted(heap.total for heap in found)[int(len(found) * FULL_SIZE)] if found else 1
    groups: dict[Cluster | None, list[Mark]] = {}
    for heap in found:
        cluster = shown.get(heap.cluster)
        title = f"{heap.total:,} companies, most of them in {cluster or 'no shown cluster'}"
        place = drawing.units(window, heap.x, heap.y)
        size = drawing.scale(min(heap.total / most, 1), heap.side / window.side * drawing.UNITS)
        target = address(window.around(heap.x, heap.y, 2))
        groups.setdefault(cluster, []).append(Mark(*place, target, title, size))
    return _sketch(_grouped(groups), pieces, _centres(pieces), window, _heap_examples(found, shown))


def point_groups(
    found: Sequence[Point], window: Window, shown: ShownClusters, lit: set[int]
) -> list[Group]:
    """A mark for each company, those of a cluster together."""
    groups: dict[Cluster | None, list[Mark]] = {}
    for point in found:
        cluster = shown.get(point.cluster)
        title = (
            f"{drawing.cut(point.title, drawing.LONGEST_TITLE)}, {cluster or 'no shown cluster'}"
        )
        place = drawing.units(window, point.x, point.y)
        target = reverse("submission", args=[point.company])
        groups.setdefault(cluster, []).append(
            Mark(*place, target, title, is_lit=point.company in lit)
        )
    return _grouped(groups)


def _grouped(groups: dict[Cluster | None, list[Mark]]) -> list[Group]:
    return [Group(cluster, groups[cluster]) for cluster in sorted(groups, key=_order)]


def _order(cluster: Cluster | None) -> int:
    return -1 if cluster is None else cluster.number


def _sketch(
    groups: list[Group],
    pieces: Sequence[Piece],
    centres: Mapping[Cluster | None, tuple[float, float]],
    window: Window,
    examples: Mapping[Cluster | None, list[Example]],
) -> Sketch:
    totals = _totals(pieces)
    middles = [
        Middle(cluster, *drawing.units(window, *centres[cluster]), total)
        for cluster, total in totals.items()
        if cluster and total >= FEWEST_FOR_A_NAME
    ]
    lines = [
        Line(cluster, drawing.shape(cluster), total, examples.get(cluster, []))
        for cluster, total in sorted(
            totals.items(), key=lambda pair: (pair[0] is None, -pair[1], _order(pair[0]))
        )
    ]
    return Sketch(groups, middles, lines, totals.total())


def _totals(pieces: Iterable[Piece]) -> Counter[Cluster | None]:
    totals: Counter[Cluster | None] = Counter()
    for piece in pieces:
        totals[piece.cluster] += piece.total
    return totals


def _centres(pieces: Iterable[Piece]) -> dict[Cluster | None, tuple[float, float]]:
    """The median place of each cluster's companies: a few strays do not draw it away."""
    members: dict[Cluster | None, list[Piece]] = {}
    for piece in pieces:
        members.setdefault(piece.cluster, []).append(piece)
    return {
        cluster: (
            drawing.median((piece.x, piece.total) for piece in own),
            drawing.median((piece.y, piece.total) for piece in own),
        )
        for cluster, own in members.items()
    }


def _heap_examples(
    found: Sequence[Heap], shown: ShownClusters
) -> dict[Cluster | None, list[Example]]:
    """A company from each cluster's densest heaps."""
    chosen: dict[Cluster | None, list[tuple[int, int]]] = {}
    for heap in found:
        for number, total in heap.clusters.items():
            chosen.setdefault(shown.get(number), []).append((total, heap.examples[number]))
    densest = {
        cluster: [pk for _, pk in sorted(each, key=lambda pair: (-pair[0], pair[1]))[:EXAMPLES]]
        for cluster, each in chosen.items()
    }
    wanted = [pk for each in densest.values() for pk in each]
    titles = dict(Submission.objects.filter(pk__in=wanted).values_list("pk", "title"))
    return {
        cluster: [(pk, titles[pk]) for pk in each if pk in titles]
        for cluster, each in densest.items()
    }
