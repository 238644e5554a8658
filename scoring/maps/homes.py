"""Where on the map clusters are at home: what regions are drawn around, and who strays from it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from scoring.maps.windows import Region
from scoring.models import Cluster

# Of companies: the cluster that they are shown in, or none
Shown = Cluster | None
# Column and row
Square = tuple[int, int]

# So many squares lie along the map's side
SQUARES = 32
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
        """Where it lies."""
        column = int(self.x * SQUARES)
        row = int(self.y * SQUARES)
        return column, row


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
    counted: dict[Shown, Counter[Square]] = {}
    everyone: Counter[Square] = Counter()
    for cluster, there in pieces.items():
        own = counted.setdefault(cluster, Counter())
        for piece in there:
            own[piece.square] += piece.total
        everyone.update(own)
    around_everyone = _around_each(everyone)
    homes = {}
    for cluster, there in pieces.items():
        if cluster is not None:
            homes[cluster] = _home(there, counted[cluster], around_everyone)
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
    own: Counter[Square],
    around_everyone: Mapping[Square, int],
) -> Home:
    density = {}
    for place, mine in _around_each(own).items():
        if place in own and is_at_home(mine, around_everyone[place]):
            density[place] = mine
    least = LEAST_PART * own.total()
    parts = []
    for part in _connected(_core(own, density)):
        total = sum(own[place] for place in part)
        if total >= least:
            parts.append((total, [piece for piece in there if piece.square in part]))
    parts.sort(key=lambda each: -each[0])
    return Home(density.keys(), [part for _, part in parts])


def _core(own: Counter[Square], density: Mapping[Square, int]) -> set[Square]:
    """The densest squares, until they have nearly all companies of a cluster."""
    wanted = CORE * own.total()
    core: set[Square] = set()
    found = 0
    for place in sorted(density, key=lambda place: (-density[place], place)):
        if found >= wanted:
            break
        core.add(place)
        found += own[place]
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


def _around_each(counts: Counter[Square]) -> Counter[Square]:
    """What lies in each square and the eight around it."""
    around: Counter[Square] = Counter()
    for place, total in counts.items():
        for near in _near(place):
            around[near] += total
    return around


def _near(place: Square) -> Iterable[Square]:
    """A square and the eight around it."""
    column, row = place
    columns = (column - 1, column, column + 1)
    rows = (row - 1, row, row + 1)
    return product(columns, rows)
