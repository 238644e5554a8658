"""Squares of the map: how they are addressed, where their neighbours are,
and which cells lie in them.
"""

from itertools import product
from typing import NamedTuple

from scoring.models.map_cells import BITS, interleaved

MOST_ZOOM = BITS
# A window's corner lies on a grid of sixteenths of its side
STEPS = 16
# Its cells are looked up in quarters of its side
QUARTER_BITS = 2


class Window(NamedTuple):
    """A square of the map with side 2**-z;
    `x` and `y` count sixteenths of its side from the left and from the top.
    """

    z: int = 0
    x: int = 0
    y: int = 0

    @property
    def side(self) -> float:
        return 2.0**-self.z

    @property
    def left(self) -> float:
        return self.x * self.side / STEPS

    @property
    def top(self) -> float:
        return self.y * self.side / STEPS

    @property
    def query(self) -> str:
        """Its address, behind the question mark."""
        return f"z={self.z}&x={self.x}&y={self.y}"

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is in it."""
        return self.left <= x <= self.left + self.side and self.top <= y <= self.top + self.side

    def moved(self, right: int, down: int) -> "Window":
        """So many sixteenths of its side further, within the map."""
        return window(self.z, self.x + right, self.y + down)

    def around(self, x: float, y: float, zoom: int) -> "Window":
        """A window so many levels nearer, with a place in its middle as far as the map allows."""
        z = min(max(self.z + zoom, 0), MOST_ZOOM)
        corners = (round(place * 2**z * STEPS - STEPS / 2) for place in (x, y))
        return window(z, *corners)

    def zoomed(self, zoom: int) -> "Window":
        """So many levels nearer to its own middle, or further away with a negative number."""
        return self.around(self.left + self.side / 2, self.top + self.side / 2, zoom)

    def runs(self) -> list[tuple[int, int]]:
        """First and last cells of the runs that cover it, in order;
        a few of their places may lie outside.
        """
        bits = min(self.z + QUARTER_BITS, BITS)
        shift = BITS - bits
        columns, rows = (
            range(int(start * 2**bits), min(int((start + self.side) * 2**bits), 2**bits - 1) + 1)
            for start in (self.left, self.top)
        )
        found: list[tuple[int, int]] = []
        for first in sorted(
            interleaved(column << shift, row << shift) for column, row in product(columns, rows)
        ):
            last = first + 4**shift - 1
            if found and found[-1][1] + 1 == first:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
        return found


def window(z: int, x: int, y: int) -> Window:
    """The nearest window that there is."""
    z = min(max(z, 0), MOST_ZOOM)
    last = (2**z - 1) * STEPS
    return Window(z, min(max(x, 0), last), min(max(y, 0), last))
