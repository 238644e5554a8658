"""Where on the map clusters are at home: what regions are drawn around, and who strays from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.maps.windows import Region
from scoring.models import Cluster

# Of companies: the cluster that they are shown in, or none
Shown = Cluster | None
# Column and row
Square = tuple[int, int]
# In each square, cluster by cluster
Counts = NDArray[np.int64]

# So many squares lie along the map's side
SQUARES = 32
LAST = SQUARES - 1
# A cluster is at home where it has so many companies in a square and around it, and this share
FEWEST = 3
LEAST_SHARE = 1 / 3
# A region is drawn around this share of a cluster, where it is densest
CORE = 0.9
# A part of a region that lies apart has this share of its cluster
LEAST_PART = 0.1


class Piece(NamedTuple):
    """So many companies in one place."""

    x: float
    y: float
    total: int = 1

    @property
    def square(self) -> Square:
        """Where it lies; the right and lower edge, and whatever is outside, is in the last."""
        column = int(self.x * SQUARES)
        row = int(self.y * SQUARES)
        return min(max(column, 0), LAST), min(max(row, 0), LAST)


Pieces = Mapping[Shown, Sequence[Piece]]


class Home(NamedTuple):
    """The squares where a cluster is at home, and the companies of its region.

    The parts of the region do not touch. The one with most companies comes first; a cluster of
    strays has none.
    """

    squares: Collection[Square]
    parts: list[list[Piece]]

    def is_astray(self, piece: Piece) -> bool:
        """Whether a company lies apart, where there is something to be apart from."""
        return bool(self.parts) and piece.square not in self.squares


Homes = Mapping[Cluster, Home]


def homes_of(pieces: Pieces) -> Homes:
    """That of each cluster."""
    squares: list[list[Square]] = []
    counted = np.zeros((len(pieces), SQUARES, SQUARES), np.int64)
    for own, there in zip(counted, pieces.values(), strict=True):
        # As `Piece.square`, of a thousand pieces
        middles = np.array([(x, y) for x, y, _ in there], np.float64).reshape(-1, 2)
        of_cluster = np.clip((middles * SQUARES).astype(np.intp), 0, LAST)
        np.add.at(own, (of_cluster[:, 0], of_cluster[:, 1]), [total for _, _, total in there])
        squares.append([(column, row) for column, row in of_cluster.tolist()])
    around_own = _around_each(counted)
    everyone = around_own.sum(axis=0)
    are_at_home = around_own >= np.maximum(FEWEST, LEAST_SHARE * everyone)
    homes = {}
    for number, (cluster, there) in enumerate(pieces.items()):
        if cluster is None:
            continue
        own = counted[number]
        density = {}
        totals = {}
        places = np.argwhere(are_at_home[number] & (own > 0))
        for column, row in places.tolist():
            density[column, row] = int(around_own[number, column, row])
            totals[column, row] = int(own[column, row])
        homes[cluster] = _home(there, squares[number], density, totals, int(own.sum()))
    return homes


def is_at_home(own: int, everyone: int) -> bool:
    """Whether a cluster is, that has so many of those who lie around a place."""
    return own >= max(FEWEST, LEAST_SHARE * everyone)


def around(square: Square) -> Region:
    """A square and the eight around it."""
    column, row = square
    return Region(
        left=(column - 1) / SQUARES,
        top=(row - 1) / SQUARES,
        right=(column + 2) / SQUARES,
        bottom=(row + 2) / SQUARES,
    )


def _home(
    there: Sequence[Piece],
    squares: Sequence[Square],
    density: Mapping[Square, int],
    totals: Mapping[Square, int],
    everyone: int,
) -> Home:
    """Of a cluster with so many companies in the squares where it is at home, and around each."""
    number_of: dict[Square, int] = {}
    sizes = []
    for number, part in enumerate(_connected(_core(density, totals, CORE * everyone))):
        sizes.append(sum(totals[place] for place in part))
        number_of |= dict.fromkeys(part, number)
    parts: list[list[Piece]] = [[] for _ in sizes]
    for piece, square in zip(there, squares, strict=True):
        if square in number_of:
            parts[number_of[square]].append(piece)
    large = [number for number, size in enumerate(sizes) if size >= LEAST_PART * everyone]
    large.sort(key=lambda number: -sizes[number])
    return Home(density.keys(), [parts[number] for number in large])


def _core(
    density: Mapping[Square, int],
    totals: Mapping[Square, int],
    wanted: float,
) -> set[Square]:
    """The densest squares, until they have so many companies of a cluster, which is nearly all."""
    core: set[Square] = set()
    found = 0
    for place in sorted(density, key=lambda place: (-density[place], place)):
        if found >= wanted:
            break
        core.add(place)
        found += totals[place]
    return core


def _connected(places: set[Square]) -> Iterable[set[Square]]:
    """Squares that touch one another, also at a corner, together."""
    left = set(places)
    for start in sorted(places):
        if start not in left:
            continue
        part: set[Square] = set()
        reached = {start}
        while reached:
            part |= reached
            left -= reached
            reached = {near for place in reached for near in _near(place)} & left
        yield part


def _around_each(counts: Counts) -> Counts:
    """What lies in each square and the eight around it."""
    inside = np.pad(counts, ((0, 0), (1, 1), (1, 1)))
    down = inside[:, :-2] + inside[:, 1:-1] + inside[:, 2:]
    return np.asarray(down[:, :, :-2] + down[:, :, 1:-1] + down[:, :, 2:], np.int64)


def _near(place: Square) -> Iterable[Square]:
    """A square and the eight around it."""
    column, row = place
    columns = (column - 1, column, column + 1)
    rows = (row - 1, row, row + 1)
    return product(columns, rows)
