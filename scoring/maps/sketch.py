"""Points or heaps of a window become groups of marks, middles of clusters, and lines of a list."""

from collections.abc import Callable, Iterable, Sequence
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


class Piece(NamedTuple):
    """So many companies in one place."""

    x: float
    y: float
    total: int


# Of companies: the one that is shown, or none
Shown = Cluster | None
Points = dict[Shown, list[Point]]
Pieces = dict[Shown, list[Piece]]
Marks = dict[Shown, list[Mark]]
# The id and the title of a company
Example = tuple[int, str]
Examples = dict[Shown, list[Example]]


class Line(NamedTuple):
    """A cluster in the list beside the map; no cluster: companies of none that is shown."""

    cluster: Shown
    shape: str
    total: int
    examples: list[Example]

    def place_in_list(self) -> tuple[bool, int, int]:
        """The largest first, no cluster last."""
        is_none = self.cluster is None
        return is_none, -self.total, _number(self.cluster)


class Offer(NamedTuple):
    """A company of a heap; that of the densest heap sorts first, and of two the lower id."""

    minus_total: int
    company: int


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
    pieces: Pieces = {}
    examples: Examples = {}
    for cluster, own in _by_cluster(points, shown).items():
        pieces[cluster] = [Piece(point.x, point.y, 1) for point in own]
        nearest = _nearest_first(own, _centre(pieces[cluster]))
        examples[cluster] = [(point.company, point.title) for point in nearest[:EXAMPLES]]
    groups = group_points(points, window, shown, lit)
    return _sketch(groups, pieces, examples, window)


def sketch_heaps(
    heaps: Sequence[Heap], window: Window, shown: ShownClusters, address: Callable[[Window], str]
) -> Sketch:
    """Marks for many companies each, which lead further in.

    In the list stand companies of the densest heaps.
    """
    pieces: Pieces = {}
    for heap in heaps:
        for number, total in heap.clusters.items():
            cluster = shown.get(number)
            piece = Piece(heap.x, heap.y, total)
            pieces.setdefault(cluster, []).append(piece)
    groups = group_heaps(heaps, window, shown, address)
    examples = _heap_examples(heaps, shown)
    return _sketch(groups, pieces, examples, window)


def group_points(
    points: Sequence[Point], window: Window, shown: ShownClusters, lit: set[int]
) -> list[Group]:
    """A mark for each company, those of a cluster together."""
    groups = []
    for cluster, own in _by_cluster(points, shown).items():
        marks = []
        for point in own:
            title = drawing.cut(point.title, drawing.LONGEST_TITLE)
            x, y = drawing.units(window, point.x, point.y)
            mark = Mark(
                x=x,
                y=y,
                address=reverse("submission", args=[point.company]),
                title=f"{title}, {cluster or 'no shown cluster'}",
                is_lit=point.company in lit,
            )
            marks.append(mark)
        groups.append(Group(cluster, marks))
    return _in_order(groups)


def group_heaps(
    heaps: Sequence[Heap], window: Window, shown: ShownClusters, address: Callable[[Window], str]
) -> list[Group]:
    """A mark for each heap, together with those of its most frequent cluster."""
    # A few heaps far above the others would leave those too small to tell apart
    totals = sorted(heap.total for heap in heaps)
    full_size = totals[int(len(totals) * FULL_SIZE)] if totals else 1
    marks: Marks = {}
    for heap in heaps:
        cluster = shown.get(heap.cluster)
        width = heap.side / window.side * drawing.UNITS
        share = min(heap.total / full_size, 1)
        x, y = drawing.units(window, heap.x, heap.y)
        nearer = window.around(heap.x, heap.y, 2)
        mark = Mark(
            x=x,
            y=y,
            address=address(nearer),
            title=f"{heap.total:,} companies, most of them in {cluster or 'no shown cluster'}",
            scale=drawing.scale(share, width),
        )
        marks.setdefault(cluster, []).append(mark)
    return _in_order(Group(cluster, own) for cluster, own in marks.items())


def _by_cluster(points: Sequence[Point], shown: ShownClusters) -> Points:
    """Those of hidden clusters are of none."""
    members: Points = {}
    for point in points:
        cluster = shown.get(point.cluster)
        members.setdefault(cluster, []).append(point)
    return members


def _in_order(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: _number(group.cluster))


def _number(cluster: Shown) -> int:
    """Below all others without a cluster."""
    return -1 if cluster is None else cluster.number


def _nearest_first(points: Sequence[Point], centre: tuple[float, float]) -> list[Point]:
    x, y = centre

    def distance(point: Point) -> tuple[float, int]:
        right = point.x - x
        down = point.y - y
        # Of two as near, the one that came first
        return right**2 + down**2, point.company

    return sorted(points, key=distance)


def _sketch(groups: list[Group], pieces: Pieces, examples: Examples, window: Window) -> Sketch:
    lines = []
    middles = []
    for cluster, own in pieces.items():
        line = Line(
            cluster=cluster,
            shape=drawing.shape(cluster),
            total=sum(piece.total for piece in own),
            examples=examples.get(cluster, []),
        )
        lines.append(line)
        if cluster and line.total >= FEWEST_FOR_A_NAME:
            x, y = drawing.units(window, *_centre(own))
            middles.append(Middle(cluster, x, y, line.total))
    return Sketch(
        groups=groups,
        middles=middles,
        lines=sorted(lines, key=Line.place_in_list),
        total=sum(line.total for line in lines),
    )


def _centre(pieces: Sequence[Piece]) -> tuple[float, float]:
    """The median place of a cluster's companies: a few strays do not draw it away."""
    x = drawing.median((piece.x, piece.total) for piece in pieces)
    y = drawing.median((piece.y, piece.total) for piece in pieces)
    return x, y


def _heap_examples(heaps: Sequence[Heap], shown: ShownClusters) -> Examples:
    """A company from each cluster's densest heaps."""
    offered: dict[Shown, list[Offer]] = {}
    for heap in heaps:
        for number, total in heap.clusters.items():
            cluster = shown.get(number)
            offer = Offer(-total, heap.examples[number])
            offered.setdefault(cluster, []).append(offer)
    chosen: dict[Shown, list[int]] = {}
    for cluster, own in offered.items():
        densest = sorted(own)[:EXAMPLES]
        chosen[cluster] = [offer.company for offer in densest]
    # One query for the titles of all
    wanted: list[int] = []
    for companies in chosen.values():
        wanted += companies
    stored = Submission.objects.filter(pk__in=wanted)
    titles = dict(stored.values_list("pk", "title"))
    # A company may have been deleted since the density was counted
    examples: Examples = {}
    for cluster, companies in chosen.items():
        there = [company for company in companies if company in titles]
        examples[cluster] = [(company, titles[company]) for company in there]
    return examples
