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
    height = region.height - head - EDGE
    columns = columns_in(region.width)
    across = _marks_across(region.width)
    # The most rows of names that leave room for the marks of all others
    rows_in_all = -(-companies // columns)
    rows_with_room = int(max(height, 0) / ROW)
    rows = min(rows_with_room, rows_in_all)
    while rows:
        without_name = companies - rows * columns
        rows_of_marks = -(-without_name // across)
        below = max(height - rows * ROW, 0)
        if rows_of_marks * MARK <= below:
            break
        rows -= 1
    spots = []
    left = region.x + EDGE
    top = region.y + head
    column = (region.width - 2 * EDGE) / columns
    room = int(column - BESIDE - MARK)
    with_name = min(companies, rows * columns)
    for place in range(with_name):
        down, right = divmod(place, columns)
        x = left + right * column + MARK / 2
        y = top + down * ROW + ROW / 2
        spots.append(Spot(round(x), round(y), room))
    top += rows * ROW
    below = max(height - rows * ROW, 0)
    most = across * int(below / MARK)
    others = min(companies - with_name, most)
    for place in range(others):
        down, right = divmod(place, across)
        x = left + (right + 0.5) * MARK
        y = top + (down + 0.5) * MARK
        spots.append(Spot(round(x), round(y), 0))
    return spots


def _marks_across(width: float) -> int:
    """How many marks without names a region of this width has beside each other."""
    return max(int((width - 2 * EDGE) / MARK), 1)


def columns_in(width: float) -> int:
    """How many columns of names a region of this width has."""
    return max(int((width - 2 * EDGE) / COLUMN), 1)


def height_for(names: int, marks: int, width: float) -> int:
    """How high a region of this width is that has room for so many names, and marks below them."""
    rows = -(-names // columns_in(width))
    rows_of_marks = -(-marks // _marks_across(width))
    return HEAD + EDGE + ROW * rows + MARK * rows_of_marks


def cut(name: str, room: float, letters: Lettering = NAMES) -> str:
    """As much of a name as there is room for."""
    if letters.width(name) <= room:
        return name
    while name and letters.width(name + CUT) > room:
        name = name[:-1]
    if not name:
        return ""
    return name.rstrip() + CUT


def lines_of(
    name: str,
    size: str,
    room: float,
    letters: Lettering,
) -> list[str]:
    """A name and a number behind it, in one line or two; a longer name is cut."""
    whole = f"{name} {size}"
    if letters.width(whole) <= room:
        return [whole]
    words = name.split()
    first = words.pop(0) if words else ""
    while words and letters.width(f"{first} {words[0]}") <= room:
        first = f"{first} {words.pop(0)}"
    room_before_size = room - letters.width(f" {size}")
    rest = cut(" ".join(words), room_before_size, letters)
    return [cut(first, room, letters), f"{rest} {size}".strip()]
