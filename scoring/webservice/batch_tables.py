"""The tables that programs send, read piece by piece:
no step reads again what earlier ones have read.
"""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from scoring.models import ServiceFile
from scoring.tables import reading
from scoring.tables.reading import FileError
from scoring.webservice.files import PART

# What is scored in a few seconds
MOST_ROWS = 2000
MOST_BYTES = 4 * 1024 * 1024


class Piece(NamedTuple):
    """Some rows of a table, and the bytes of the file up to their end."""

    columns: list[str]
    rows: list[list[str]]
    end: int
    is_last: bool


class Lines:
    """Lines of a file as text, with the number of bytes that the reader has taken."""

    def __init__(self, file: ServiceFile, encoding: str, start: int) -> None:
        self.position = start
        self._lines = _lines(file, start)
        self._encoding = encoding

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        text = line.decode(self._encoding, "replace")
        self.position += len(line)
        return text if self.position > len(line) else text.removeprefix(reading.BYTE_ORDER_MARK)


def encoding(file: ServiceFile) -> str:
    """The encoding of a table. Raises FileError when it is not clear."""
    return reading.encoding(b"".join(file.content()), "The input")


def piece(file: ServiceFile, encoding: str, start: int, done: int) -> Piece:
    """The rows from the byte `start` on, behind `done` others.

    Raises:
        FileError: a row is no valid CSV; the message says which.
    """
    lines = Lines(file, encoding, 0)
    mark, columns = _header(lines)
    if start:
        lines = Lines(file, encoding, start)
    begin, rows = lines.position, []
    try:
        for cells in csv.reader(lines, delimiter=mark, strict=True):
            if not _is_blank(cells, columns):
                rows.append(cells)
                if len(rows) == MOST_ROWS or lines.position - begin >= MOST_BYTES:
                    return Piece(columns, rows, lines.position, is_last=False)
    except csv.Error as error:
        raise FileError(f"Row {done + len(rows) + 1} is no valid CSV: {error}.") from error
    return Piece(columns, rows, lines.position, is_last=True)


def _header(lines: Iterator[str]) -> tuple[str, list[str]]:
    """The mark between cells, and the names in the first line that has any."""
    csv.field_size_limit(reading.LONGEST_CELL)
    first = next((line for line in lines if line.strip()), "")
    mark = reading.delimiter(first)
    try:
        names = next(csv.reader(chain([first], lines), delimiter=mark, strict=True), [])
    except csv.Error as error:
        raise FileError(f"The line of the column names is no valid CSV: {error}.") from error
    return mark, [name.strip() for name in names]


def _is_blank(cells: list[str], columns: list[str]) -> bool:
    """An empty line is no row; a row of empty cells is one,
    so that the result has a line for each.
    """
    return not cells or (len(cells) == 1 < len(columns) and not cells[0].strip())


def _lines(file: ServiceFile, start: int) -> Iterator[bytes]:
    skipped, left = start % PART, b""
    for part in file.content(start // PART):
        # The last line may go on in the next part
        *whole, left = (left + part[skipped:]).splitlines(keepends=True) or [b""]
        skipped = 0
        yield from whole
    if left:
        yield left
