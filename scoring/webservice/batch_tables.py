"""The tables that programs send, in pieces: no step reads again what earlier ones have read."""

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
        is_first_line = self.position == 0
        self.position += len(line)
        return text.removeprefix(reading.BYTE_ORDER_MARK) if is_first_line else text


def encoding(file: ServiceFile) -> str:
    """The encoding of a table. Raises FileError when it is not clear."""
    whole = b"".join(file.content())
    return reading.encoding(whole, "The input")


def read_piece(file: ServiceFile, encoding: str, start: int, done: int) -> Piece:
    """The rows from the byte `start` on, behind `done` others.

    Raises:
        FileError: a row is no valid CSV; the message says which.
    """
    # The header is read by every step: nothing of it is stored with the place
    lines = Lines(file, encoding, 0)
    delimiter, columns = _read_header(lines)
    if start:
        lines = Lines(file, encoding, start)
    begin = lines.position
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(lines, delimiter=delimiter, strict=True):
            # An empty line is no row. A row of empty cells is one, so that the result has a line
            # for each; where there is one column alone, a row of blanks is such a row
            has_one_blank_cell = len(cells) == 1 and not cells[0].strip()
            if not cells or (has_one_blank_cell and len(columns) > 1):
                continue
            rows.append(cells)
            bytes_read = lines.position - begin
            if len(rows) == MOST_ROWS or bytes_read >= MOST_BYTES:
                return Piece(columns, rows, lines.position, is_last=False)
    except csv.Error as error:
        raise FileError(f"Row {done + len(rows) + 1} is no valid CSV: {error}.") from error
    return Piece(columns, rows, lines.position, is_last=True)


def _read_header(lines: Iterator[str]) -> tuple[str, list[str]]:
    """The delimiter, and the column names in the first line that has any."""
    csv.field_size_limit(reading.LONGEST_CELL)
    first_line = ""
    for line in lines:
        if line.strip():
            first_line = line
            break
    delimiter = reading.delimiter(first_line)
    try:
        # A name in quotation marks may go on in the lines below
        header = csv.reader(chain([first_line], lines), delimiter=delimiter, strict=True)
        names = next(header, [])
    except csv.Error as error:
        raise FileError(f"The line of the column names is no valid CSV: {error}.") from error
    return delimiter, [name.strip() for name in names]


def _lines(file: ServiceFile, start: int) -> Iterator[bytes]:
    first_part, skipped = divmod(start, PART)
    rest = b""
    for part in file.content(first_part):
        unread = rest + part[skipped:]
        lines = unread.splitlines(keepends=True)
        skipped = 0
        # The last line may go on in the next part
        rest = lines.pop() if lines else b""
        yield from lines
    if rest:
        yield rest
