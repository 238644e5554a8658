"""Squares of the map: how they are addressed, their neighbours, and which cells lie in them."""

from itertools import product
from typing import NamedTuple

from scoring.models.map_cells import BITS, interleaved

MOST_ZOOM = BITS
# A window's corner lies on a grid of sixteenths of its side
STEPS = 16
# A region's cells are looked up in a few columns and rows: few runs, and little of them outside
MOST_COLUMNS = 4
# So far a picture reaches beyond its window, of the window's side
BEYOND_SIDES = 0.5
BEYOND_ENDS = 0.25


# First and last cell
Run = tuple[int, int]


class Region(NamedTuple):
    """A part of the map, whose side is 1; it may reach beyond its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_whole(self) -> bool:
        """Whether no place of the map lies outside."""
        is_across = self.left <= 0 and self.right >= 1
        is_down = self.top <= 0 and self.bottom >= 1
        return is_across and is_down

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is in it."""
        is_across = self.left <= x <= self.right
        is_down = self.top <= y <= self.bottom
        return is_across and is_down

    def widened(self, margin: float) -> "Region":
        """With so much more on every side."""
        return Region(
            left=self.left - margin,
            top=self.top - margin,
            right=self.right + margin,
            bottom=self.bottom + margin,
        )

    def squares(self) -> list[Run]:
        """The runs of cells of a few squares that cover it, in order, each by itself."""
        width = self.right - self.left
        height = self.bottom - self.top
        longest = max(width, height)
        bits = 0
        while bits < BITS and longest * 2**bits < MOST_COLUMNS:
            bits += 1
        columns = _slices(self.left, self.right, bits)
        rows = _slices(self.top, self.bottom, bits)
        # Of the finest cells, as which they are stored
        shift = BITS - bits
        length = 4**shift
        firsts = []
        for column, row in product(columns, rows):
            first = interleaved(column << shift, row << shift)
            firsts.append(first)
        return [(first, first + length - 1) for first in sorted(firsts)]

    def runs(self) -> list[Run]:
        """As few runs of cells as cover it, in order; a few of their places may lie outside."""
        runs: list[Run] = []
        for first, last in self.squares():
            # Two that touch are one
            if runs and runs[-1][1] + 1 == first:
                first, _ = runs.pop()
            runs.append((first, last))
        return runs


class Window(NamedTuple):
    """A square of the map with side 2**-z.

    `x` and `y` count sixteenths of its side from the left and from the top.
    """

    z: int = 0
    x: int = 0
    y: int = 0

    @property
    def side(self) -> float:
        """Of the whole map, whose side is 1."""
        return 2.0**-self.z

    @property
    def left(self) -> float:
        return self.x * self.side / STEPS

    @property
    def top(self) -> float:
        return self.y * self.side / STEPS

    @property
    def region(self) -> Region:
        return Region(
            left=self.left,
            top=self.top,
            right=self.left + self.side,
            bottom=self.top + self.side,
        )

    @property
    def picture(self) -> Region:
        """What is drawn: more than the window, for a screen is no square."""
        inside = self.region
        across = BEYOND_SIDES * self.side
        down = BEYOND_ENDS * self.side
        return Region(
            left=inside.left - across,
            top=inside.top - down,
            right=inside.right + across,
            bottom=inside.bottom + down,
        )

    @property
    def query(self) -> str:
        """Its address, behind the question mark."""
        return f"z={self.z}&x={self.x}&y={self.y}"

    def moved_by(self, right: int, down: int) -> "Window":
        """So many sixteenths of its side further, within the map."""
        return nearest_window(
            self.z,
            self.x + right,
            self.y + down,
        )

    def around(self, x: float, y: float, zoom: int) -> "Window":
        """A window so many levels nearer, with a place in its middle as far as the map allows."""
        z = _within(self.z + zoom, MOST_ZOOM)
        steps_across_map = 2**z * STEPS
        # The corner is half a window away from the middle
        half = STEPS / 2
        corner_x = round(x * steps_across_map - half)
        corner_y = round(y * steps_across_map - half)
        return nearest_window(z, corner_x, corner_y)

    def zoomed(self, zoom: int) -> "Window":
        """So many levels nearer to its own middle, or further away with a negative number."""
        middle_x = self.left + self.side / 2
        middle_y = self.top + self.side / 2
        return self.around(middle_x, middle_y, zoom)


def nearest_window(z: int, x: int, y: int) -> Window:
    """The window that is asked for, or the nearest to it that there is."""
    z = _within(z, MOST_ZOOM)
    last = (2**z - 1) * STEPS
    return Window(
        z=z,
        x=_within(x, last),
        y=_within(y, last),
    )


def _within(number: int, most: int) -> int:
    return min(max(number, 0), most)


def _slices(start: float, end: float, bits: int) -> range:
    """Which of the map's 2**bits columns, or rows, reach from a start to an end."""
    number = 2**bits
    first = max(int(start * number), 0)
    # A region that reaches to the edge of the map ends behind its last column
    last = int(end * number)
    last = min(last, number - 1)
    return range(first, last + 1)
