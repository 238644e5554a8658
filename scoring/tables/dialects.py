"""How the cells of a text table are parted, told from its first lines."""

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from statistics import mode
from typing import NamedTuple

MARKS = ",;\t|"
# The line by which a spreadsheet tells the mark
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


class Dialect(NamedTuple):
    """The mark between cells, and whether blanks may stand between it and a quotation mark."""

    mark: str = ","
    skips_blanks: bool = False


class Look(NamedTuple):
    """How much a table looks like one when a mark parts its cells; the largest is the best."""

    alike: float
    columns: int
    mark: str


def told_mark(line: str) -> str:
    """The mark of a line `sep=;`; empty for any other line."""
    told = SEPARATOR_LINE.fullmatch(line.strip("\r\n"))
    if not told:
        return ""
    return told[1]


def dialect_of(lines: Sequence[str], marks: str = MARKS) -> Dialect:
    """The dialect in which most rows have the same number of cells.

    Where several do, it is the one with more columns.
    """
    looks = []
    for mark in marks:
        widths: list[int] = []
        # Rows up to one that is no CSV tell enough
        with suppress(csv.Error):
            for row in csv.reader(lines, delimiter=mark):
                # Rows without any cell part nothing
                if any(map(str.strip, row)):
                    widths.append(len(row))
        parted = [width for width in widths if width > 1]
        columns = mode(parted) if parted else 1
        alike = widths.count(columns) / len(widths) if widths else 0
        looks.append(Look(alike, columns, mark))

    def likelihood(look: Look) -> tuple[bool, float, int]:
        return look.columns > 1, round(look.alike, 1), look.columns

    best = max(looks, key=likelihood)
    # Blanks may stand there where whole cells in quotation marks follow some
    between = re.escape(best.mark)
    whole_cell = rf'{between} +"(?:[^"]|"")*" *(?:{between}|[\r\n]|$)'
    spoiled = rf'{between} +"(?:[^"]|"")*"[^{between}"\r\n]'
    text = "".join(lines)
    has_whole = re.search(whole_cell, text) is not None
    skips_blanks = has_whole and re.search(spoiled, text) is None
    return Dialect(best.mark, skips_blanks)
