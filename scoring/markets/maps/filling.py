"""Companies within a region: as many with names as there is room, the others as marks alone."""

from typing import NamedTuple

from scoring.maps.lettering import Lettering
from scoring.markets.maps.treemap import Rectangle

# A heading of one line, and what each further line takes
HEAD, LINE = 28, 19
EDGE = 8
# A name with its mark takes so much, a mark alone a square of this side
COLUMN, ROW = 152, 19
MARK = 13
NAMES = Lettering(size=13, longest=40)
HEADINGS = Lettering(size=16, longest=60, is_bold=True)
# Between the middle of a mark and its name
BESIDE = 12
CUT = "…"


class Spot(NamedTuple):
    """The middle of a mark, and the width that its name may have; 0 without one."""

    x: int
    y: int
    room: int


def filled(region: Rectangle, companies: int, head: float = HEAD) -> list[Spot]:
    """A place for each company below a heading, or for as many as the region holds."""
    width = region.width - 2 * EDGE
    height = region.height - head - EDGE
    columns = columns_in(region.width)
    across = max(int(width / MARK), 1)
    # The most rows of names that leave room for the marks of all others
    rows = min(int(max(height, 0) / ROW), -(-companies // columns))
    while rows and not _fit(companies - rows * columns, height - rows * ROW, across):
        rows -= 1
    spots = []
    column = width / columns
    for place in range(min(companies, rows * columns)):
        down, right = divmod(place, columns)
        x = region.x + EDGE + right * column + MARK / 2
        y = region.y + head + down * ROW + ROW / 2
        spots.append(Spot(round(x), round(y), int(column - BESIDE - MARK)))
    top = region.y + head + rows * ROW
    most = across * int(max(height - rows * ROW, 0) / MARK)
    for place in range(min(companies - len(spots), most)):
        down, right = divmod(place, across)
        x = region.x + EDGE + (right + 0.5) * MARK
        spots.append(Spot(round(x), round(top + (down + 0.5) * MARK), 0))
    return spots


def _fit(marks: int, height: float, across: int) -> bool:
    return marks <= 0 or -(-marks // across) * MARK <= height


def columns_in(width: float) -> int:
    """How many columns of names a region of this width has."""
    return max(int((width - 2 * EDGE) / COLUMN), 1)


def height_for(names: int, marks: int, width: float) -> int:
    """How high a region of this width is that has room for so many names, and marks below them."""
    rows = -(-names // columns_in(width))
    rows_of_marks = -(-marks // max(int((width - 2 * EDGE) / MARK), 1))
    return HEAD + EDGE + ROW * rows + MARK * rows_of_marks


def cut(name: str, room: float, letters: Lettering = NAMES) -> str:
    """As much of a name as there is room for."""
    if letters.width(name) <= room:
        return name
    while name and letters.width(name + CUT) > room:
        name = name[:-1]
    return name.rstrip() + CUT if name else ""


def lines_of(name: str, size: str, room: float, letters: Lettering) -> list[str]:
    """A name and a number behind it, in one line or two; a longer name is cut."""
    whole = f"{name} {size}"
    if letters.width(whole) <= room:
        return [whole]
    words = name.split()
    first = words.pop(0) if words else ""
    while words and letters.width(f"{first} {words[0]}") <= room:
        first = f"{first} {words.pop(0)}"
    rest = cut(" ".join(words), room - letters.width(f" {size}"), letters)
    return [cut(first, room, letters), f"{rest} {size}".strip()]
