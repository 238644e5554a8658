"""The picture of a window: companies as links or their density, areas, and names with room."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from django.urls import reverse

from scoring.maps import layers
from scoring.maps import rows as map_rows
from scoring.maps.layers import UNITS, Dots, Frame, Piece, Pieces, Shown
from scoring.maps.rows import MOST_POINTS, Heap, Point, Source
from scoring.maps.screens import DESK, PHONE, Nameable, Names, Titled, write_names
from scoring.maps.windows import Window
from scoring.models import ShownClusters

# A window with density is divided into so many links by so many, each leading two levels nearer
DOORS = 8
NEARER = 2


class Wanted(NamedTuple):
    """What is drawn: a window, the one cluster that is not faded, companies with the search words.

    `matches` are None without such words; `viewed` is the title and the place (0 to 1 over the
    whole map) of the company with a ring; `address` says where another window is.
    """

    window: Window
    address: Callable[[Window], str]
    cluster: Shown = None
    matches: Sequence[Point] | None = None
    chosen: Collection[int] = ()
    viewed: tuple[str, float, float] | None = None


class Mark(NamedTuple):
    """A company."""

    address: str
    x: int
    y: int
    kind: str


class Group(NamedTuple):
    """A cluster, or what is in none that is shown, and how it is drawn."""

    cluster: Shown
    is_faded: bool
    area: str
    marks: list[Mark]
    dots: list[Dots]


class Door(NamedTuple):
    """A square of a picture with density, which leads further in."""

    x: int
    y: int
    address: str
    title: str


class Line(NamedTuple):
    """How many companies of a cluster lie in the window."""

    cluster: Shown
    total: int


class Picture(NamedTuple):
    """All of a window that can be kept for a while."""

    groups: list[Group]
    doors: list[Door]
    spot: int
    desk: Names
    phone: Names
    ring: tuple[int, int] | None
    lines: list[Line]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


def draw(source: Source, shown: ShownClusters, wanted: Wanted) -> Picture:
    """A window with what lies around it, for a screen is no square."""
    rows = source.within(wanted.window.picture)
    points = map_rows.points(rows, MOST_POINTS + 1)
    if len(points) > MOST_POINTS:
        return _of_heaps(map_rows.heaps(source, wanted.window), shown, wanted)
    return _of_points(points, shown, wanted)


def _of_points(points: Sequence[Point], shown: ShownClusters, wanted: Wanted) -> Picture:
    frame = _frame(wanted.window)
    members = _by_cluster(points, shown)
    pieces = {
        cluster: [Piece(point.x, point.y) for point in own] for cluster, own in members.items()
    }
    behind = layers.areas(pieces, frame)
    lit = {point.company for point in wanted.matches or []}
    groups = []
    for cluster in layers.in_order(pieces):
        marks = [_mark(point, frame, lit, wanted.chosen) for point in members[cluster]]
        is_faded = _is_faded(cluster, wanted)
        groups.append(Group(cluster, is_faded, behind.get(cluster, ""), marks, []))

    if wanted.matches is not None:
        named = [point for point in points if point.company in lit]
    else:
        bright = [group.cluster for group in groups if not group.is_faded]
        named = [point for point in points if shown.get(point.cluster) in bright]
    return _picture(groups, [], pieces, _titled(named, wanted.window), wanted)


def _of_heaps(heaps: Sequence[Heap], shown: ShownClusters, wanted: Wanted) -> Picture:
    frame = _frame(wanted.window)
    groups = []
    for layer in layers.with_dots(heaps, shown, frame):
        is_faded = wanted.matches is not None or _is_faded(layer.cluster, wanted)
        groups.append(Group(layer.cluster, is_faded, layer.area, [], layer.dots))
    matches = wanted.matches or []
    lit = {point.company for point in matches}
    for cluster, own in _by_cluster(matches, shown).items():
        marks = [_mark(point, frame, lit, wanted.chosen) for point in own]
        groups.append(Group(cluster, False, "", marks, []))
    # Each company counts in its own cluster, though a heap has the colour of its largest
    counted: dict[Shown, list[Piece]] = {}
    for heap in heaps:
        for number, total in heap.clusters.items():
            counted.setdefault(shown.get(number), []).append(Piece(heap.x, heap.y, total))
    doors = _doors(heaps, shown, wanted)
    return _picture(groups, doors, counted, _titled(matches, wanted.window), wanted)


def _by_cluster(points: Iterable[Point], shown: ShownClusters) -> dict[Shown, list[Point]]:
    members: dict[Shown, list[Point]] = {}
    for point in points:
        members.setdefault(shown.get(point.cluster), []).append(point)
    return members


def _titled(points: Iterable[Point], window: Window) -> list[Titled]:
    """What is to be named, those in the window first."""
    inside = window.region.holds
    first = sorted(points, key=lambda point: (not inside(point.x, point.y), point.company))
    frame = _frame(window)
    return [(point.title, *frame.units(point.x, point.y)) for point in first]


def _picture(
    groups: list[Group],
    doors: list[Door],
    pieces: Pieces,
    titled: list[Titled],
    wanted: Wanted,
) -> Picture:
    frame = _frame(wanted.window)
    viewed = None
    if wanted.viewed:
        title, *place = wanted.viewed
        viewed = (title, *frame.units(*place))
    marks = [(mark.x, mark.y) for group in groups for mark in group.marks]
    there = Nameable(frame, pieces, marks, titled, viewed)
    return Picture(
        groups=groups,
        doors=doors,
        spot=frame.spot,
        desk=write_names(there, DESK),
        phone=write_names(there, PHONE),
        ring=viewed and viewed[1:],
        lines=_lines(pieces, wanted.window),
    )


def _frame(window: Window) -> Frame:
    return Frame(window.left, window.top, window.side)


def _is_faded(cluster: Shown, wanted: Wanted) -> bool:
    return wanted.cluster is not None and cluster != wanted.cluster


def _mark(point: Point, frame: Frame, lit: Collection[int], chosen: Collection[int]) -> Mark:
    kinds = []
    if point.company in chosen:
        kinds.append("chosen")
    if point.company in lit:
        kinds.append("lit")
    if point.is_doubtful:
        kinds.append("not")
    address = reverse("submission", args=[point.company])
    return Mark(address, *frame.units(point.x, point.y), " ".join(kinds))


def _doors(heaps: Iterable[Heap], shown: ShownClusters, wanted: Wanted) -> list[Door]:
    """Squares with companies, each with a word on what lies there."""
    window = wanted.window
    side = window.side / DOORS
    totals: dict[tuple[int, int], Counter[Shown]] = {}
    for heap in heaps:
        place = int((heap.x - window.left) // side), int((heap.y - window.top) // side)
        counted = totals.setdefault(place, Counter())
        for number, total in heap.clusters.items():
            counted[shown.get(number)] += total
    doors = []
    units = UNITS // DOORS
    for column, row in sorted(totals):
        counted = totals[column, row]
        cluster = max(counted, key=lambda each: counted[each])
        name = cluster.name if cluster else "no cluster"
        x, y = window.left + (column + 0.5) * side, window.top + (row + 0.5) * side
        doors.append(
            Door(
                x=column * units,
                y=row * units,
                address=wanted.address(window.around(x, y, NEARER)),
                title=f"{counted.total():,} companies, most of them in {name}",
            )
        )
    return doors


def _lines(pieces: Pieces, window: Window) -> list[Line]:
    """The largest first, no cluster last; counted in the window alone."""
    lines = []
    for cluster, there in pieces.items():
        total = sum(piece.total for piece in there if window.region.holds(piece.x, piece.y))
        if total:
            lines.append(Line(cluster, total))

    def place_in_list(line: Line) -> tuple[bool, int, int]:
        return line.cluster is None, -line.total, line.cluster.number if line.cluster else 0

    return sorted(lines, key=place_in_list)
