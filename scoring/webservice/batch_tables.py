"""The tables that programs send, in pieces: no step reads again what earlier ones have read."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from scoring.models import ServiceFile
from scoring.tables.dialects import Dialect
from scoring.tables.encodings import FileError, encoding_of
from scoring.tables.reading import Lines, RowError, delimiter, read_rows, table_reader
from scoring.webservice.files import PART

# What is scored in a few seconds
MOST_ROWS = 2000
MOST_BYTES = 4 * 1024 * 1024


class Piece(NamedTuple):
    """Some rows of a table, and the bytes of the file up to their end.

    A row that is left out has no cells; `troubles` says why, by its place among the rows.
    """

    columns: list[str]
    rows: list[list[str]]
    troubles: dict[int, str]
    end: int
    is_last: bool


def encoding(file: ServiceFile) -> str:
    """The encoding of a table. Raises FileError when it is not clear."""
    return encoding_of(file.content(), "The input")


def read_piece(
    file: ServiceFile,
    encoding: str,
    start: int,
    done: int,
) -> Piece:
    """The rows from the byte `start` on, behind `done` others.

    Raises:
        FileError: the column names are no valid CSV, or a row has no end; the message says which.
    """
    lines = Lines(_parts(file, 0), encoding)
    dialect, columns = _read_header(lines)
    if start:
        lines = Lines(_parts(file, start), encoding, start)
    begin = lines.position
    rows: list[list[str]] = []
    troubles: dict[int, str] = {}
    try:
        for row in read_rows(lines, dialect, len(columns)):
            # An empty line is no row. A row of empty cells is one, so that the result has a line
            # for each; where there is one column alone, a row of blanks is such a row
            has_one_blank_cell = len(row.cells) == 1 and not row.cells[0].strip()
            is_blank = not row.cells or (has_one_blank_cell and len(columns) > 1)
            if is_blank and not row.trouble:
                continue
            trouble = row.trouble
            if not trouble and len(row.cells) != len(columns):
                trouble = f"{len(row.cells)} cells under {len(columns)} columns."
            if trouble:
                troubles[len(rows)] = trouble
            rows.append([] if trouble else row.cells)
            size = row.end - begin
            if len(rows) == MOST_ROWS or size >= MOST_BYTES:
                return Piece(columns, rows, troubles, row.end, is_last=False)
    except RowError as error:
        number = done + len(rows) + 1
        raise FileError(f"Row {number} is {error.trouble}") from error
    return Piece(columns, rows, troubles, lines.position, is_last=True)


def _read_header(lines: Iterator[str]) -> tuple[Dialect, list[str]]:
    """The delimiter, and the column names in the first line that has any."""
    first_line = ""
    for line in lines:
        if line.strip():
            first_line = line
            break
    dialect = Dialect(delimiter(first_line))
    try:
        # A name in quotation marks may go on in the lines below
        header = table_reader(chain([first_line], lines), dialect)
        names: list[str] = next(header, [])
    except csv.Error as error:
        raise FileError(f"The line of the column names is no valid CSV: {error}.") from error
    return dialect, [name.strip() for name in names]


def _parts(file: ServiceFile, start: int) -> Iterator[bytes]:
    """The content of a file from a byte on."""
    skipped = start % PART
    for part in file.content(start // PART):
        yield part[skipped:]
        skipped = 0
