"""What lies under and between the names: an area and the marks of each cluster, as path data."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from scoring.maps.homes import Homes, Piece, Pieces, Shown, homes_of
from scoring.maps.rows import Heap, full_size
from scoring.models import ShownClusters

UNITS = 1000
# Areas are made of round spots of this width, on the whole map, at places this far apart
SPOT = 56
SPOT_STEP = 12
# The diameters of dots for many companies, of the side of their cell
DOT_SIZES = (0.2, 0.35, 0.5, 0.7)


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
        # As `units`, of thousands
        left, top, side = self
        return [
            (round((x - left) / side * UNITS), round((y - top) / side * UNITS))
            for x, y, _ in pieces
        ]

    @property
    def spot(self) -> int:
        """The width of an area's spots."""
        return round(SPOT / self.side)


def with_marks(pieces: Pieces, frame: Frame) -> list[Layer]:
    """A shape for each piece."""
    behind = areas(homes_of(pieces), frame)
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
    behind = areas(homes_of(pieces), frame)
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


def areas(homes: Homes, frame: Frame) -> dict[Shown, str]:
    """The region of each cluster: soft spots behind the companies of its core."""
    drawn: dict[Shown, str] = {}
    for cluster, home in homes.items():
        spots = set()
        for part in home.parts:
            for x, y in frame.places(part):
                # Companies that lie close together share a spot
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
