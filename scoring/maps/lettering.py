"""Room for names on a picture, where they cover neither marks nor one another."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.maps.layers import Position
from scoring.maps.names import Anchored, Name, width_in_letters

BOLD = 1.1
LINE = 1.1
# Side of the squares in which room is looked for, in units of the picture
STEP = 4
# A name that is not above the middle of what it names is as little welcome as one this much away
ASIDE = 0.3
# No name is further than this from what it names
FARTHEST = 40
# To which side of its mark a name may stand, one way after the other: right, left, above or below
SIDES = np.array([1, -1, 1, -1, 1, -1, 0, 0])


# Width and height
Size = tuple[float, float]
Doubles = NDArray[np.float64]


class Box(NamedTuple):
    """A part of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a place is in it."""
        is_across = self.left <= x <= self.right
        is_down = self.top <= y <= self.bottom
        return is_across and is_down


class Lettering(NamedTuple):
    """The size of letters as in the stylesheet, and the longest name."""

    size: int
    longest: int
    is_bold: bool = False

    @property
    def line(self) -> float:
        """The height of a line in units."""
        return self.size * LINE

    def width(self, text: str) -> float:
        """What a text takes at most."""
        width = width_in_letters(text) * self.size
        if not self.is_bold:
            return width
        return width * BOLD

    def box(self, width: float, x: float, y: float) -> Box:
        """What a text of a width covers that has its middle at a place."""
        half_width = width / 2
        half_line = self.line / 2
        return Box(
            left=x - half_width,
            top=y - half_line,
            right=x + half_width,
            bottom=y + half_line,
        )

    def cut(self, text: str) -> str:
        """The text, with an ellipsis where it is too long."""
        if len(text) <= self.longest:
            return text
        start = text[: self.longest - 1]
        return f"{start.rstrip()}…"


class Sheet:
    """What of a picture is taken, by marks or by letters."""

    def __init__(self, edges: Box) -> None:
        self._edges = edges
        width = edges.right - edges.left
        height = edges.bottom - edges.top
        columns = int(width / STEP) + 1
        rows = int(height / STEP) + 1
        self._taken = np.zeros((rows, columns), bool)

    def put_marks(self, places: Iterable[Position], reach: float) -> None:
        """Nothing is written over marks that reach so far from their middles."""
        # All at once, for there may be more than a thousand
        corner = (self._edges.left, self._edges.top)
        middles = np.array(list(places), np.float64).reshape(-1, 2) - corner
        sizes = np.array(self._taken.shape[::-1])
        are_near = (middles + reach >= 0) & (middles - reach < sizes * STEP)
        near = middles[are_near.all(axis=1)]
        first = np.maximum((near - reach) // STEP, 0)
        last = np.minimum((near + reach) // STEP, sizes - 1)
        # No mark covers more columns or rows, from its first one on
        steps = np.arange(2 * reach // STEP + 2)[:, np.newaxis, np.newaxis]
        covered = np.minimum(first + steps, last).astype(np.intp)
        self._taken[covered[:, np.newaxis, :, 1], covered[np.newaxis, :, :, 0]] = True

    def put_letters(self, box: Box) -> None:
        """Nothing else is written there."""
        cells = self._cells(*box)
        self._taken[cells] = True

    def takes(self, box: Box) -> bool:
        """Whether a box is inside and free; then it is taken."""
        # Asked thousands of times for a picture
        left, top, right, bottom = self._edges
        if box.left < left or box.right > right or box.top < top or box.bottom > bottom:
            return False
        rows = slice(int((box.top - top) // STEP), int((box.bottom - top) // STEP) + 1)
        columns = slice(int((box.left - left) // STEP), int((box.right - left) // STEP) + 1)
        covered = self._taken[rows, columns]
        if covered.any():
            return False
        covered[:] = True
        return True

    def are_free(self, boxes: Doubles) -> NDArray[np.bool_]:
        """Which of many boxes (whose sides stand in the last dimension) are inside and free."""
        left, top, right, bottom = self._edges
        are_inside = np.concatenate(
            [boxes[..., :2] >= (left, top), boxes[..., 2:] <= (right, bottom)], axis=-1
        )
        free: NDArray[np.bool_] = np.all(are_inside, axis=-1)
        cells = ((boxes[free] - (left, top, left, top)) // STEP).astype(np.intp)
        # The sums up to the last ones stand behind them
        first_columns, first_rows, columns, rows = (cells + np.array([0, 0, 1, 1])).T
        sums = _sums(self._taken)
        below = sums[rows, columns] - sums[rows, first_columns]
        above = sums[first_rows, columns] - sums[first_rows, first_columns]
        # Nothing in it is taken where both say the same
        free[free] = below == above
        return free

    def nearest_room(
        self,
        size: Size,
        named: Box,
        inside: Box,
    ) -> Position | None:
        """The middle of a free place inside for a box of a width and a height, near what it names.

        None where the nearest is so far away that it would seem to name something else.
        """
        x, y = self._free_middles(size, _reach(size, named, inside))
        if not len(x):
            return None
        width, height = size
        middle = (named.left + named.right) / 2
        from_middle = abs(x - middle)
        # Their middles are so far apart where the two touch
        touching = (named.right - named.left + width) / 2
        beside = np.maximum(from_middle - touching, 0)
        above = named.top - height / 2 - y
        below = y - named.bottom - height / 2
        # Above it or below, never both; neither where it is beside
        over = np.maximum(np.maximum(above, below), 0)
        away = np.hypot(beside, over)
        if away.min() > FARTHEST:
            return None
        # How far it is from standing above the middle
        wanted = named.top - height
        aside = np.hypot(x - middle, y - wanted)
        unwelcome = away + ASIDE * aside
        best = int(unwelcome.argmin())
        return (
            round(x[best]),
            round(y[best]),
        )

    def _free_middles(
        self,
        size: Size,
        inside: Box,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Of every free place inside for a box of a width and a height."""
        width, height = size
        across = int(width / STEP) + 2
        down = int(height / STEP) + 2
        rows, columns = self._cells(*inside)
        sums = _sums(self._taken[rows, columns])
        bottoms = sums[down:, across:] - sums[down:, :-across]
        tops = sums[:-down, across:] - sums[:-down, :-across]
        # Nothing in it is taken where both say the same
        free_rows, free_columns = np.nonzero(bottoms == tops)
        middle_columns = columns.start + free_columns + across / 2
        middle_rows = rows.start + free_rows + down / 2
        return (
            self._edges.left + middle_columns * STEP,
            self._edges.top + middle_rows * STEP,
        )

    def _cells(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
    ) -> tuple[slice, slice]:
        """Rows and columns of the cells that a box touches."""
        leftmost = self._edges.left
        topmost = self._edges.top
        rows = _touched(top - topmost, bottom - topmost)
        columns = _touched(left - leftmost, right - leftmost)
        return rows, columns


def _sums(taken: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How much is taken left of and above each cell; of any box with four of these.

    With a row and a column of zeros before the first.
    """
    rows, columns = taken.shape
    sums = np.zeros((rows + 1, columns + 1), np.int32)
    taken.cumsum(0, np.int32).cumsum(1, out=sums[1:, 1:])
    return sums


def _reach(size: Size, named: Box, inside: Box) -> Box:
    """The part inside where a box of a width and a height is near enough to what it names."""
    # With the steps that it covers in part
    width, height = (side + FARTHEST + 3 * STEP for side in size)
    return Box(
        left=max(inside.left, named.left - width),
        top=max(inside.top, named.top - height),
        right=min(inside.right, named.right + width),
        bottom=min(inside.bottom, named.bottom + height),
    )


def _touched(start: float, end: float) -> slice:
    """The cells between two distances from the edge; there are none beyond it."""
    first = int(start // STEP)
    behind_last = int(end // STEP) + 1
    # A slice counts a number below 0 from the other end
    return slice(max(first, 0), max(behind_last, 0))


def name_marks(
    marks: Iterable[tuple[str, int, int]],
    sheet: Sheet,
    lettering: Lettering,
    reach: float,
    most: int,
) -> Anchored:
    """The names of as many marks as there is room for, the first ones first."""
    cut = [(lettering.cut(title), x, y) for title, x, y in marks]
    named = Anchored(right=[], left=[], middle=[])
    if not cut:
        return named
    widths = np.array([lettering.width(text) for text, _, _ in cut])[:, np.newaxis]
    places = np.array([place for _, *place in cut])
    # Where a name may stand beside, above and below its mark
    away = round(reach + lettering.size / 4)
    half_line = round(lettering.line / 2)
    over = round(reach) + half_line
    x = places[:, :1] + SIDES * away
    y = places[:, 1:] + np.array([0, 0, -half_line, -half_line, half_line, half_line, -over, over])
    middles = x + SIDES * (widths / 2)
    half_sizes = (widths / 2, lettering.line / 2)
    corners = [middles - half_sizes[0], y - half_sizes[1]]
    corners += [middles + half_sizes[0], y + half_sizes[1]]
    boxes = np.stack(corners, axis=-1)
    # Nearly all of them are taken by marks already
    are_free = sheet.are_free(boxes)
    of_sides = {1: named.right, -1: named.left, 0: named.middle}
    for number, (text, _, _) in enumerate(cut):
        for way in np.flatnonzero(are_free[number]).tolist():
            if sheet.takes(Box(*boxes[number, way].tolist())):
                name = Name(text, int(x[number, way]), int(y[number, way]))
                of_sides[int(SIDES[way])].append(name)
                break
        if sum(map(len, named)) == most:
            break
    return named
