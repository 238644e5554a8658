"""Names on a picture: how wide they are, and where they cover neither marks nor one another."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

# Of a letter's height, as fonts without serifs have them at their widest
NARROW, USUAL, CAPITAL, WIDE, SQUARE = 0.42, 0.64, 0.78, 0.98, 1.05
NARROW_LETTERS = frozenset("fijlrtI .,:;'’|!()[]-")
WIDE_LETTERS = frozenset("mwMW@%—")
# Chinese and Japanese signs, Korean syllables, pictures
FIRST_SQUARE = 0x2E80
BOLD = 1.1
LINE = 1.1
# Side of the squares in which room is looked for, in units of the picture
STEP = 4
# Below and above are less welcome than at the same height
UP_AND_DOWN = 3.0


class Box(NamedTuple):
    """A part of the picture."""

    left: float
    top: float
    right: float
    bottom: float


class Name(NamedTuple):
    """A text at a place of the picture: where it starts, or its middle, or its end."""

    text: str
    x: int
    y: int


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
        width = sum(map(_width, text)) * self.size
        return width * BOLD if self.is_bold else width

    def box(self, width: float, x: float, y: float) -> Box:
        """What a text of a width covers that has its middle at a place."""
        half = self.line / 2
        return Box(x - width / 2, y - half, x + width / 2, y + half)

    def cut(self, text: str) -> str:
        """The text, with an ellipsis where it is too long."""
        if len(text) <= self.longest:
            return text
        return f"{text[: self.longest - 1].rstrip()}…"


class Anchored(NamedTuple):
    """Names by the side of their marks on which they stand."""

    right: list[Name]
    left: list[Name]
    middle: list[Name]


class Sheet:
    """What of a picture is taken, by marks and by letters."""

    def __init__(self, edges: Box) -> None:
        self._edges = edges
        columns = int((edges.right - edges.left) / STEP) + 1
        rows = int((edges.bottom - edges.top) / STEP) + 1
        self._marks = np.zeros((rows, columns), bool)
        self._letters = np.zeros((rows, columns), bool)

    def put_marks(self, places: Iterable[tuple[int, int]], reach: float) -> None:
        """Nothing is written over marks that reach so far from their middles."""
        for x, y in places:
            self._marks[self._cells(Box(x - reach, y - reach, x + reach, y + reach))] = True

    def put_letters(self, box: Box) -> None:
        self._letters[self._cells(box)] = True

    def takes(self, box: Box) -> bool:
        """Whether a box is inside and free; then it is taken."""
        edges = self._edges
        is_across = edges.left <= box.left and box.right <= edges.right
        if not (is_across and edges.top <= box.top and box.bottom <= edges.bottom):
            return False
        cells = self._cells(box)
        if self._marks[cells].any() or self._letters[cells].any():
            return False
        self._letters[cells] = True
        return True

    def nearest_room(
        self, width: float, height: float, x: float, y: float
    ) -> tuple[int, int] | None:
        """The middle of the free place nearest to a place, for a box of a size.

        Without any it may stand over marks, but never over letters.
        """
        for taken in (self._marks | self._letters, self._letters):
            found = self._nearest(taken, width, height, x, y)
            if found:
                return found
        return None

    def _nearest(
        self, taken: np.ndarray, width: float, height: float, x: float, y: float
    ) -> tuple[int, int] | None:
        across = int(width / STEP) + 2
        down = int(height / STEP) + 2
        if down > taken.shape[0] or across > taken.shape[1]:
            return None
        # How much is taken left of and above each cell; of any box with four of these
        sums = np.pad(taken.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
        bottoms = sums[down:, across:] - sums[down:, :-across]
        tops = sums[:-down, across:] - sums[:-down, :-across]
        rows, columns = np.nonzero(bottoms == tops)
        if not len(rows):
            return None
        middles_x = self._edges.left + (columns + across / 2) * STEP
        middles_y = self._edges.top + (rows + down / 2) * STEP
        away = (middles_x - x) ** 2 + UP_AND_DOWN * (middles_y - y) ** 2
        best = int(away.argmin())
        return round(middles_x[best]), round(middles_y[best])

    def _cells(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of the cells that a box touches."""
        top = max(int((box.top - self._edges.top) // STEP), 0)
        left = max(int((box.left - self._edges.left) // STEP), 0)
        bottom = max(int((box.bottom - self._edges.top) // STEP) + 1, 0)
        right = max(int((box.right - self._edges.left) // STEP) + 1, 0)
        return slice(top, bottom), slice(left, right)


def name_marks(
    marks: Iterable[tuple[str, int, int]],
    sheet: Sheet,
    lettering: Lettering,
    reach: float,
    most: int,
) -> Anchored:
    """The names of as many marks as there is room for, the first ones first."""
    named = Anchored([], [], [])
    for title, x, y in marks:
        text = lettering.cut(title)
        width = lettering.width(text)
        for names, name, middle in _offers(named, Name(text, x, y), width, lettering, reach):
            if sheet.takes(lettering.box(width, middle, name.y)):
                names.append(name)
                break
        if sum(map(len, named)) == most:
            break
    return named


def _offers(
    named: Anchored, name: Name, width: float, lettering: Lettering, reach: float
) -> Iterator[tuple[list[Name], Name, float]]:
    """Where a name may stand beside, above and below its mark; the last is its box's middle."""
    text, x, y = name
    away = round(reach + lettering.size / 4)
    half = round(lettering.line / 2)
    for down in (y, y - half, y + half):
        yield named.right, Name(text, x + away, down), x + away + width / 2
        yield named.left, Name(text, x - away, down), x - away - width / 2
    for down in (y - round(reach) - half, y + round(reach) + half):
        yield named.middle, Name(text, x, down), x


def _width(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return NARROW
    if letter in WIDE_LETTERS:
        return WIDE
    if ord(letter) >= FIRST_SQUARE:
        return SQUARE
    return CAPITAL if letter.isupper() else USUAL
