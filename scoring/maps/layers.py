"""What lies under and between the names: an area and the marks of each cluster, as path data."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from scoring.maps.rows import Heap, full_size
from scoring.models import Cluster, ShownClusters

UNITS = 1000
# Areas are made of round spots of this width, on the whole map, at places this far apart
SPOT = 56
SPOT_STEP = 12
# Whether a place belongs to a cluster's area is told by squares, so many along the map's side
SQUARES = 32
FEWEST_FOR_AREA = 3
LEAST_SHARE = 1 / 3
# The diameters of dots for many companies, of the side of their cell
DOT_SIZES = (0.2, 0.35, 0.5, 0.7)


class Piece(NamedTuple):
    """So many companies in one place."""

    x: float
    y: float
    total: int = 1


# Of companies: the cluster that they are shown in, or none
Shown = Cluster | None
Pieces = Mapping[Shown, Sequence[Piece]]
# Column and row
Square = tuple[int, int]
# In a picture, in its units: from the left and from the top
Position = tuple[int, int]


class Dots(NamedTuple):
    """Round dots of one size."""

    size: int
    path: str


class Layer(NamedTuple):
    """How a cluster is drawn, or what is in none that is shown.

    `marks` is a path with a shape at each of its points, `dots` are paths of dots.
    """

    cluster: Shown
    area: str
    marks: str
    dots: list[Dots]


def of_heaps(heaps: Iterable[Heap], shown: ShownClusters) -> Pieces:
    """Each heap belongs to its most frequent cluster."""
    by_number: dict[int | None, list[Piece]] = {}
    for heap in heaps:
        by_number.setdefault(heap.cluster, []).append(Piece(heap.x, heap.y, heap.total))
    return as_shown(by_number, shown)


def as_shown(by_number: Mapping[int | None, list[Piece]], shown: ShownClusters) -> Pieces:
    """The same by what the numbers are shown as, several of them perhaps as one."""
    # Once for a number, and not for each piece: to look up a cluster takes a while
    pieces: dict[Shown, list[Piece]] = {}
    for number, there in by_number.items():
        pieces.setdefault(shown.get(number), []).extend(there)
    return pieces


class Frame(NamedTuple):
    """Where a picture lies on the map: its corner, and the side that is 1,000 units."""

    left: float
    top: float
    side: float

    def units(self, x: float, y: float) -> Position:
        """A place (0 to 1 over the whole map) in the picture."""
        across = (x - self.left) / self.side
        down = (y - self.top) / self.side
        return (
            round(across * UNITS),
            round(down * UNITS),
        )

    def places(self, pieces: Iterable[Piece]) -> list[Position]:
        """Those of pieces, in the picture."""
        return [self.units(piece.x, piece.y) for piece in pieces]

    @property
    def spot(self) -> int:
        """The width of an area's spots."""
        return round(SPOT / self.side)


def with_marks(pieces: Pieces, frame: Frame) -> list[Layer]:
    """A shape for each piece."""
    behind = areas(pieces, frame)
    layers = []
    for cluster in in_order(pieces):
        places = frame.places(pieces[cluster])
        layer = Layer(
            cluster=cluster,
            area=behind.get(cluster, ""),
            marks=_path(places, ""),
            dots=[],
        )
        layers.append(layer)
    return layers


def with_dots(heaps: Sequence[Heap], shown: ShownClusters, frame: Frame) -> list[Layer]:
    """A dot for each heap, the larger the more companies are in it."""
    pieces = of_heaps(heaps, shown)
    full = full_size(heaps)
    # All heaps are of cells of one size
    share_of_frame = heaps[0].side / frame.side
    cell = share_of_frame * UNITS
    sizes = [round(cell * size) for size in DOT_SIZES]
    largest = len(sizes) - 1
    behind = areas(pieces, frame)
    layers = []
    for cluster in in_order(pieces):
        by_size: dict[int, list[Piece]] = {}
        for piece in pieces[cluster]:
            # By its root, for it is the area of a dot that is seen
            share = (piece.total / full) ** 0.5
            step = int(share * len(sizes))
            size = sizes[min(step, largest)]
            by_size.setdefault(size, []).append(piece)
        dots = []
        for size, own in sorted(by_size.items()):
            # A line of no length, which its round ends make a dot
            path = _path(frame.places(own), "h0")
            dots.append(Dots(size, path))
        layer = Layer(
            cluster=cluster,
            area=behind.get(cluster, ""),
            marks="",
            dots=dots,
        )
        layers.append(layer)
    return layers


def in_order(pieces: Iterable[Shown]) -> list[Shown]:
    """By number, none first: it lies below all others."""

    def number(cluster: Shown) -> int:
        if cluster is None:
            return -1
        return cluster.number

    return sorted(pieces, key=number)


class Squares:
    """How many companies of each cluster lie in the squares of the map."""

    def __init__(self, pieces: Pieces) -> None:
        self._own: dict[Shown, Counter[Square]] = {}
        self._everyone: Counter[Square] = Counter()
        for cluster, there in pieces.items():
            own: Counter[Square] = Counter()
            for piece in there:
                place = square(piece)
                own[place] += piece.total
            self._own[cluster] = own
            self._everyone.update(own)

    def of_area(self, cluster: Shown) -> set[Square]:
        """Those around which a cluster is frequent: strays in another's midst have no area."""
        own = self._own[cluster]
        found = set()
        for place in own:
            mine = _around(own, place)
            everyone = _around(self._everyone, place)
            least = max(FEWEST_FOR_AREA, everyone * LEAST_SHARE)
            if mine >= least:
                found.add(place)
        return found


def square(piece: Piece) -> Square:
    """Where a piece lies."""
    column = int(piece.x * SQUARES)
    row = int(piece.y * SQUARES)
    return column, row


def _around(counts: Counter[Square], place: Square) -> int:
    """What lies in a square and the eight around it."""
    column, row = place
    columns = (column - 1, column, column + 1)
    rows = (row - 1, row, row + 1)
    return sum(counts[near] for near in product(columns, rows))


def areas(pieces: Pieces, frame: Frame) -> dict[Shown, str]:
    """Soft spots behind the companies of each cluster."""
    squares = Squares(pieces)
    drawn: dict[Shown, str] = {}
    for cluster in pieces:
        # What is in no cluster has no colour
        if cluster is None:
            continue
        of_area = squares.of_area(cluster)
        spots = set()
        for piece in pieces[cluster]:
            if square(piece) not in of_area:
                continue
            # Companies that lie close together share a spot
            x, y = frame.units(piece.x, piece.y)
            left = x - x % SPOT_STEP
            top = y - y % SPOT_STEP
            spots.add((left, top))
        in_order_of_places = sorted(spots)
        drawn[cluster] = _path(in_order_of_places, "h0")
    return drawn


def _path(places: Iterable[Position], after: str) -> str:
    """One that moves to each of these places, and draws there what comes `after`."""
    moves = [f"M{x} {y}{after}" for x, y in places]
    return "".join(moves)
