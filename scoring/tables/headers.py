"""Where the column names of a table stand, and what its columns are called."""

import re
from collections.abc import Callable, Sequence
from statistics import mode

# Titles, dates and blank rows above a table
MOST_ABOVE = 30
LONGEST_NAME = 100
# No column name is a sentence, a number or an address
_DATA = re.compile(r"[\d.,%€$£+-]+|https?://\S+|www\.\S+|\S+@\S+\.\S+")
_SENTENCE = 60


def header_place(
    rows: Sequence[Sequence[str]],
    is_known: Callable[[str], bool],
    most: int,
) -> int | None:
    """Which of the first rows has the column names, `most` at most; None where none has.

    It is the first with a name that is known, if it is not much narrower than most rows; else
    the first that is about as wide as they are, unless it looks like data.
    """
    filled = []
    for row in rows:
        cells = [cell for cell in row if cell.strip()]
        filled.append(len(cells))
    widths = [width for width in filled if width]
    if not widths:
        return None
    usual = mode(widths)
    first_rows = rows[:MOST_ABOVE]
    for place, row in enumerate(first_rows):
        is_wide = 2 * filled[place] >= min(usual, 4)
        # To look up a hundred thousand takes a second
        if is_wide and any(is_known(cell) for cell in row[:most]):
            return place
    for place, row in enumerate(first_rows):
        is_wide = 5 * filled[place] >= 3 * usual
        if filled[place] and is_wide:
            is_data = any(len(cell) > _SENTENCE or _DATA.fullmatch(cell.strip()) for cell in row)
            return None if is_data else place
    return None


def column_names(header: Sequence[str], width: int) -> list[str]:
    """A name for each of so many columns, no two alike, and none empty.

    What stands behind the last name is no column where nothing stands below it: see `width`.
    """
    names: list[str] = []
    seen: set[str] = set()
    for place in range(width):
        written = ""
        if place < len(header):
            written = header[place]
        short = _one_line(written)[:LONGEST_NAME]
        name = short or f"Column {place + 1}"
        unique = name
        number = 2
        while unique.casefold() in seen:
            unique = f"{name} ({number})"
            number += 1
        seen.add(unique.casefold())
        names.append(unique)
    return names


def repeated_names(header: Sequence[str]) -> list[str]:
    """The names that several columns have."""
    written = [_one_line(name).casefold() for name in header]
    repeated: dict[str, None] = {}
    for name, spelled in zip(header, written, strict=True):
        if spelled and written.count(spelled) > 1:
            repeated[name] = None
    return list(repeated)


def _one_line(name: str) -> str:
    return " ".join(name.split())


def filled_width(rows: Sequence[Sequence[str]]) -> int:
    """How many columns there are up to the last one in which anything stands."""
    width = 0
    for row in rows:
        for place in range(len(row), width, -1):
            if row[place - 1].strip():
                width = place
                break
    return width
