"""Small maps for other pages: the whole map without companies' names, and around one company."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Self

from scoring.maps import layers
from scoring.maps import rows as map_rows
from scoring.maps.homes import Piece, Pieces, Shown, homes_of
from scoring.maps.layers import UNITS, Frame, Layer, Position
from scoring.maps.lettering import Box, Lettering, Sheet, name_marks
from scoring.maps.names import Anchored, Name
from scoring.maps.naming import name_clusters, name_mark
from scoring.maps.places import Place, few_places, places_of, some_places
from scoring.maps.rows import Source
from scoring.maps.windows import Region, Window
from scoring.models import ShownClusters, Submission
from scoring.pages.caching import counted_lately, digest_of

# With more companies than this the small map shows how dense they are
MOST_SHAPES = 1_000
CLUSTER_NAMES = Lettering(size=30, longest=30, is_bold=True)
REACH = 7
# Names may reach further than companies
BEYOND = 50

# Around one company
HEIGHT = 640
COMPANY_NAMES = Lettering(size=30, longest=28)
NEIGHBOUR_REACH = 11
MOST_AROUND = 400
RING = 24
# So many neighbours are to be in the picture, which is at least and at most so wide
WANTED = 5
# So many of the closest are named, though there is no room beside their marks
CLOSEST = 2
NARROWEST = 0.1
WIDEST = 0.4
# What the nearest of them stay away from the edge
ROOM = 1.35


class WholeMap(NamedTuple):
    """All companies without their names; `top` and `height` are of the picture."""

    total: int
    layers: list[Layer]
    names: list[Name]
    top: int
    height: int

    @classmethod
    def cropped(
        cls,
        pieces: Pieces,
        drawn: list[Layer],
        names: list[Name],
        frame: Frame,
    ) -> Self:
        """Without what is empty above and below."""
        tops = [name.y - CLUSTER_NAMES.size for name in names]
        bottoms = [name.y + CLUSTER_NAMES.size for name in names]
        total = 0
        for there in pieces.values():
            total += sum(piece.total for piece in there)
            heights = [piece.y for piece in there]
            _, highest = frame.units(0, min(heights))
            _, lowest = frame.units(0, max(heights))
            tops.append(highest - frame.spot)
            bottoms.append(lowest + frame.spot)
        top = min(tops, default=0)
        bottom = max(bottoms, default=UNITS)
        return cls(
            total=total,
            layers=drawn,
            names=names,
            top=top,
            height=bottom - top,
        )


class Surroundings(NamedTuple):
    """A company, and what lies around it; `lines` lead from it to its neighbours in the picture."""

    place: Position
    layers: list[Layer]
    spot: int
    lines: str
    names: Anchored
    height: int


def whole_map(source: Source, shown: ShownClusters) -> WholeMap:
    """The whole map, small; at most a minute old, but for the names of clusters."""
    shown = shown.without_hidden()
    # Whoever changes a cluster sees it at once
    key = f"map-small-{source.key}-{digest_of(shown.told)}"
    return counted_lately(key, lambda: draw_whole_map(source, shown))


def draw_whole_map(source: Source, shown: ShownClusters) -> WholeMap:
    """As it is now."""
    frame = Frame(left=0, top=0, side=1)
    everywhere = Region(left=0, top=0, right=1, bottom=1)
    rows = source.within(everywhere)
    places = few_places(rows, MOST_SHAPES)
    edges = Box(
        left=-BEYOND,
        top=-BEYOND,
        right=UNITS + BEYOND,
        bottom=UNITS + BEYOND,
    )
    sheet = Sheet(edges)
    if places is None:
        heaps = map_rows.heaps(source, Window())
        pieces = layers.of_heaps(heaps, shown)
        drawn = layers.with_dots(heaps, shown, frame)
    else:
        pieces = _pieces(places, shown)
        drawn = layers.with_marks(pieces, frame)
        for there in pieces.values():
            sheet.put_marks(frame.places(there), REACH)
    names = name_clusters(
        homes_of(pieces),
        frame,
        sheet,
        lettering=CLUSTER_NAMES,
        inside=edges,
    )
    return WholeMap.cropped(pieces, drawn, names, frame)


def surroundings(
    company: Submission,
    near: Sequence[Submission],
    source: Source,
    shown: ShownClusters,
) -> Surroundings | None:
    """A company among those that are like it, nearest first; None while it has no place."""
    numbers = [company.pk, *(other.pk for other in near)]
    places = places_of(source, numbers)
    here = places.get(company.pk)
    if here is None:
        return None
    placed = [other for other in near if other.pk in places]
    region = _region(*here, [places[other.pk] for other in placed])
    frame = Frame(
        left=region.left,
        top=region.top,
        side=region.right - region.left,
    )
    # From so far away an area reaches into the region
    around = region.widened(layers.SPOT / UNITS)
    nearby = some_places(source, around, MOST_AROUND)
    pieces = _pieces(nearby, shown.without_hidden())
    x, y = frame.units(*here)
    marks = []
    lines = []
    for other in placed:
        place = places[other.pk]
        if region.holds(*place):
            to_x, to_y = frame.units(*place)
            marks.append((other.title, to_x, to_y))
            lines.append(f"M{x} {y}L{to_x} {to_y}")
    return Surroundings(
        place=(x, y),
        layers=layers.with_marks(pieces, frame),
        spot=frame.spot,
        lines="".join(lines),
        names=_names_around(marks, (x, y), pieces, frame),
        height=HEIGHT,
    )


def _region(x: float, y: float, others: Sequence[tuple[float, float]]) -> Region:
    """What of the map is shown around a place, so that the nearest of others are in it."""
    # It is not as high as it is wide
    flat = UNITS / HEIGHT
    away = []
    for other_x, other_y in others:
        across = abs(other_x - x)
        down = abs(other_y - y) * flat
        away.append(max(across, down))
    nearest = sorted(away)[:WANTED]
    farthest = max(nearest, default=NARROWEST)
    # To both sides
    needed = 2 * ROOM * farthest
    width = min(max(needed, NARROWEST), WIDEST)
    half_width = width / 2
    half_height = half_width / flat
    return Region(
        left=x - half_width,
        top=y - half_height,
        right=x + half_width,
        bottom=y + half_height,
    )


def _pieces(places: Sequence[Place], shown: ShownClusters) -> Pieces:
    """A piece for each company."""
    pieces: dict[Shown, list[Piece]] = {}
    for x, y, number in places:
        cluster = shown.get(number)
        pieces.setdefault(cluster, []).append(Piece(x, y))
    return pieces


def _names_around(
    marks: list[tuple[str, int, int]],
    ring: Position,
    pieces: Pieces,
    frame: Frame,
) -> Anchored:
    """Of the closest companies, else of those with room beside companies and the ring."""
    edges = Box(left=0, top=0, right=UNITS, bottom=HEIGHT)
    sheet = Sheet(edges)
    for there in pieces.values():
        places = frame.places(there)
        sheet.put_marks(places, NEIGHBOUR_REACH)
    sheet.put_marks([ring], RING)
    # A summary names these, so they are to be found
    closest = [
        name_mark(mark, sheet, COMPANY_NAMES, reach=NEIGHBOUR_REACH, inside=edges)
        for mark in marks[:CLOSEST]
    ]
    others = name_marks(
        marks[CLOSEST:],
        sheet,
        lettering=COMPANY_NAMES,
        reach=NEIGHBOUR_REACH,
        most=len(marks),
    )
    sides = zip(*closest, others, strict=True)
    return Anchored(*(list(chain.from_iterable(side)) for side in sides))
