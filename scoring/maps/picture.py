"""The picture of a window: companies as links or their density, areas, and names with room."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from scoring.maps import layers
from scoring.maps import rows as map_rows
from scoring.maps.colouring import Colours
from scoring.maps.doors import Door, doors_of
from scoring.maps.groups import Group, Marking
from scoring.maps.homes import Homes, Piece, Pieces, Shown, homes_of
from scoring.maps.layers import Frame, Position
from scoring.maps.rows import MOST_POINTS, Heap, Point, Source
from scoring.maps.screens import DESK, PHONE, Nameable, Names, Titled, write_names
from scoring.maps.windows import Window
from scoring.models import ShownClusters


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
    # By something else than clusters, where each company is drawn
    colours: Colours | None = None


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
    ring: Position | None
    lines: list[Line]
    # Areas of clusters under marks whose colours mean something else
    recoloured: bool = False

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def door_links(self) -> SafeString:
        return SafeString("".join(door.link for door in self.doors))

    @property
    def has_strays(self) -> bool:
        return any(group.has_strays for group in self.groups)

    @classmethod
    def of_points(
        cls, points: Sequence[Point], shown: ShownClusters, wanted: Wanted, homes: Homes
    ) -> "Picture":
        """With a link for each company, over the areas and names of `homes`."""
        members = _by_cluster(points, shown)
        lit = {point.company for point in wanted.matches or []}
        marks = Marking(_frame(wanted.window), lit, wanted.chosen)
        groups = _groups(members, homes, marks, wanted)
        # With search words the matches have names, else what is not faded
        if wanted.matches is not None:
            named = [point for point in points if point.company in lit]
        else:
            bright = [group.cluster for group in groups if not group.is_faded]
            named = [point for point in points if shown.get(point.cluster) in bright]
        return _picture(
            groups=groups,
            doors=[],
            pieces=_pieces(members),
            homes=homes,
            titled=_titled(named, wanted.window),
            wanted=wanted,
        )

    @classmethod
    def of_heaps(cls, heaps: Sequence[Heap], shown: ShownClusters, wanted: Wanted) -> "Picture":
        """With dots for how dense companies are, and links to those with the search words alone."""
        frame = _frame(wanted.window)
        has_matches = wanted.matches is not None
        groups = []
        for layer in layers.with_dots(heaps, shown, frame):
            density = Group(
                cluster=layer.cluster,
                is_faded=has_matches or _is_faded(layer.cluster, wanted),
                area=layer.area,
                marks=[],
                dots=layer.dots,
            )
            groups.append(density)
        matches = wanted.matches or []
        lit = {point.company for point in matches}
        marks = Marking(frame, lit, wanted.chosen)
        for cluster, own in _by_cluster(matches, shown).items():
            there = marks.of(own, home=None)
            groups.append(Group(cluster=cluster, is_faded=False, area="", marks=there, dots=[]))
        # Each company counts in its own cluster, though a heap has the colour of its largest
        by_number: dict[int | None, list[Piece]] = {}
        for heap in heaps:
            for number, total in heap.clusters.items():
                by_number.setdefault(number, []).append(Piece(heap.x, heap.y, total))
        counted = layers.as_shown(by_number, shown)
        return _picture(
            groups=groups,
            doors=doors_of(heaps, shown, wanted.window, wanted.address),
            pieces=counted,
            homes=homes_of(counted),
            titled=_titled(matches, wanted.window),
            wanted=wanted,
        )


def draw(source: Source, shown: ShownClusters, wanted: Wanted) -> Picture:
    """A window with what lies around it, for a screen is no square."""
    rows = source.within(wanted.window.picture)
    points = map_rows.few_points(rows, MOST_POINTS)
    if points is None:
        heaps = map_rows.heaps(source, wanted.window)
        return Picture.of_heaps(heaps, shown, wanted)
    homes = homes_of(_pieces(_by_cluster(points, shown)))
    if wanted.colours:
        # Companies have the number of their colour in place of a cluster's
        numbers = wanted.colours.numbers_of([point.company for point in points])
        points = [point._replace(cluster=numbers.get(point.company)) for point in points]
        shown = wanted.colours.shown
    return Picture.of_points(points, shown, wanted, homes)


def _groups(
    members: Mapping[Shown, Sequence[Point]],
    homes: Homes,
    marks: Marking,
    wanted: Wanted,
) -> list[Group]:
    """Of single companies; under other colours than those of clusters the areas come first."""
    behind = layers.areas(homes, marks.frame)
    groups = []
    if wanted.colours:
        for cluster, area in behind.items():
            groups.append(Group(cluster, is_faded=False, area=area, marks=[], dots=[]))
        # What has a colour of its own is no cluster, whatever its number
        behind, homes = {}, {}
    for cluster in layers.in_order(members):
        home = homes.get(cluster) if cluster else None
        group = Group(
            cluster=cluster,
            is_faded=_is_faded(cluster, wanted),
            area=behind.get(cluster, ""),
            marks=marks.of(members[cluster], home),
            dots=[],
        )
        groups.append(group)
    return groups


def _by_cluster(points: Iterable[Point], shown: ShownClusters) -> dict[Shown, list[Point]]:
    members: dict[Shown, list[Point]] = {}
    for point in points:
        cluster = shown.get(point.cluster)
        members.setdefault(cluster, []).append(point)
    return members


def _pieces(members: Mapping[Shown, Sequence[Point]]) -> dict[Shown, list[Piece]]:
    """Where the companies of each cluster are."""
    pieces = {}
    for cluster, own in members.items():
        pieces[cluster] = [Piece(point.x, point.y) for point in own]
    return pieces


def _titled(points: Iterable[Point], window: Window) -> list[Titled]:
    """What is to be named, those in the window first."""
    region = window.region

    def place_in_list(point: Point) -> tuple[bool, int]:
        is_outside = not region.holds(point.x, point.y)
        return is_outside, point.company

    frame = _frame(window)
    titled = []
    for point in sorted(points, key=place_in_list):
        x, y = frame.units(point.x, point.y)
        titled.append((point.title, x, y))
    return titled


def _picture(
    groups: list[Group],
    doors: list[Door],
    pieces: Pieces,
    homes: Homes,
    titled: list[Titled],
    wanted: Wanted,
) -> Picture:
    frame = _frame(wanted.window)
    viewed = None
    ring = None
    if wanted.viewed:
        title, x, y = wanted.viewed
        ring = frame.units(x, y)
        viewed = (title, *ring)
    marks = []
    for group in groups:
        for mark in group.marks:
            marks.append((mark.x, mark.y))
    there = Nameable(
        frame=frame,
        homes=homes,
        marks=marks,
        titled=titled,
        viewed=viewed,
    )
    return Picture(
        groups=groups,
        doors=doors,
        spot=frame.spot,
        desk=write_names(there, DESK),
        phone=write_names(there, PHONE),
        ring=ring,
        lines=_lines(pieces, wanted.window),
        recoloured=wanted.colours is not None and not doors,
    )


def _frame(window: Window) -> Frame:
    return Frame(window.left, window.top, window.side)


def _is_faded(cluster: Shown, wanted: Wanted) -> bool:
    """Whether another cluster is asked for."""
    return wanted.cluster is not None and cluster != wanted.cluster


def _lines(pieces: Pieces, window: Window) -> list[Line]:
    """The largest first, no cluster last; counted in the window alone."""
    region = window.region
    lines = []
    for cluster, there in pieces.items():
        inside = []
        for piece in there:
            if region.holds(piece.x, piece.y):
                inside.append(piece.total)
        if inside:
            line = Line(cluster, sum(inside))
            lines.append(line)

    def place_in_list(line: Line) -> tuple[bool, int, int]:
        number = 0
        if line.cluster:
            number = line.cluster.number
        return line.cluster is None, -line.total, number

    return sorted(lines, key=place_in_list)
