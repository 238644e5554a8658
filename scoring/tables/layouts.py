"""How a table lies in its file: encoding, dialect, column names, and where its rows begin."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from clustering.files.cells import plain_text
from scoring.tables.dialects import Dialect, dialect_of, told_mark
from scoring.tables.encodings import FileError, chunks_of
from scoring.tables.headers import (
    MOST_ABOVE,
    column_names,
    filled_width,
    header_place,
    repeated_names,
)
from scoring.tables.limits import Limits
from scoring.tables.reading import NOT_IN_ENCODING, Lines, Row, RowError, read_rows

# The parts of a file from a byte on
Content = Callable[[int], Iterator[bytes]]
IsKnown = Callable[[str], bool]
# The “encoding” of rows that were made lines of JSON: see `workbooks` and `json_tables`
ROW_LINES = "row-lines"
SAMPLE_LINES = 200
SAMPLE_ROWS = 2 * MOST_ABOVE


class Layout(NamedTuple):
    """What is told of a file once, so that its rows can be read from any of them on.

    `start` is the byte where the first row begins, `line` the lines above it; `repeated` are names
    that several columns had.
    """

    encoding: str
    mark: str
    skips_blanks: bool
    columns: list[str]
    start: int
    line: int
    repeated: list[str]

    @property
    def dialect(self) -> Dialect:
        return Dialect(self.mark, self.skips_blanks)


def read_layout(content: Content, encoding: str, is_known: IsKnown, limits: Limits) -> Layout:
    """Tell how a table lies in a file whose encoding is known.

    Raises:
        FileError: it has no rows, too many columns, or column names that are no valid CSV.
    """
    dialect, rows = _first_rows(content, encoding)
    cells = [row.cells for row in rows]
    filled = [number for number, row in enumerate(cells) if any(map(str.strip, row))]
    if not filled:
        raise FileError("The file is empty.")
    place = header_place(cells, is_known, limits.columns)
    if place is None:
        # A file without column names has as many columns as its widest row
        above = filled[0]
        header = []
        width = filled_width(cells)
    else:
        above = place + 1
        header = cells[place]
        width = _width_of(header, cells[above:], encoding)
    if width > limits.columns:
        raise FileError(limits.said_of_columns(width))
    if above:
        start = rows[above - 1].end
        line = rows[above - 1].last_line
    else:
        start = _first_byte(content, encoding)
        line = rows[0].line - 1
    layout = Layout(
        encoding=encoding,
        mark=dialect.mark,
        skips_blanks=dialect.skips_blanks,
        columns=column_names(header, width),
        start=start,
        line=line,
        repeated=repeated_names(header),
    )
    _refuse_names_alone(content, layout)
    return layout


def _width_of(header: Sequence[str], rows: Sequence[Sequence[str]], encoding: str) -> int:
    """How many columns a table with column names has."""
    width = filled_width([header, *rows])
    if encoding == ROW_LINES:
        return width
    # What stands behind the names is rather a text with a comma than a column
    return min(width, len(header))


def _refuse_names_alone(content: Content, layout: Layout) -> None:
    below = rows_from(content, layout, layout.start, layout.line)
    if not any(row.trouble or any(map(str.strip, row.cells)) for row in below):
        raise FileError("The file has column names, but no rows below them.")


def _first_rows(content: Content, encoding: str) -> tuple[Dialect, list[Row]]:
    if encoding == ROW_LINES:
        return Dialect(), list(islice(_row_lines(content(0), 0), SAMPLE_ROWS))
    sample = list(islice(Lines(content(0), encoding), SAMPLE_LINES))
    mark = told_mark(sample[0]) if sample else ""
    dialect = Dialect(mark) if mark else dialect_of(sample)
    lines = Lines(content(0), encoding)
    above = 0
    if mark:
        next(lines)
        above = 1
    rows: list[Row] = []
    is_filled = False
    try:
        for row in islice(_numbered(lines, dialect, 1, above), SAMPLE_ROWS):
            # A guess of its cells tells nothing of columns
            rows.append(row._replace(cells=[]) if row.trouble else row)
            is_filled = is_filled or any(map(str.strip, rows[-1].cells))
            if row.trouble and not is_filled:
                where = f"{row.line}, where the column names should be,"
                if row.trouble == NOT_IN_ENCODING:
                    raise FileError(f"In line {where} {row.trouble}")
                raise FileError(f"Line {where} is {row.trouble}")
    except RowError as error:
        # That of a row below is told when the rows are read
        if not rows:
            raise FileError(f"{error}") from error
    return dialect, rows


def _first_byte(content: Content, encoding: str) -> int:
    """Where the rows of a file without column names begin."""
    if encoding == ROW_LINES:
        return 0
    lines = Lines(content(0), encoding)
    first_line = next(lines, "")
    if not told_mark(first_line):
        return 0
    return lines.position


def rows_from(
    content: Content,
    layout: Layout,
    position: int,
    line: int,
) -> Iterator[Row]:
    """The rows from a byte on, with `line` lines above it.

    Raises:
        RowError: a row has no end.
    """
    if layout.encoding == ROW_LINES:
        yield from _row_lines(content(position), position)
        return
    lines = Lines(content(position), layout.encoding, position)
    yield from _numbered(lines, layout.dialect, len(layout.columns), line)


def first_rows(content: Content, layout: Layout, most: int) -> list[Row]:
    """The first rows that have anything in them; a row without an end is told by `rows_from`."""
    rows: list[Row] = []
    with suppress(RowError):
        for row in rows_from(content, layout, layout.start, layout.line):
            if row.trouble or any(map(str.strip, row.cells)):
                rows.append(row)
            if len(rows) == most:
                break
    return rows


def _numbered(
    lines: Lines,
    dialect: Dialect,
    columns: int,
    above: int,
) -> Iterator[Row]:
    """The rows below so many lines, without characters that are part of no text."""
    try:
        for row in read_rows(lines, dialect, columns):
            yield row._replace(
                line=row.line + above,
                last_line=row.last_line + above,
                cells=[plain_text(cell) for cell in row.cells],
            )
    except RowError as error:
        raise RowError(error.line + above, error.trouble) from None


def _row_lines(parts: Iterator[bytes], position: int) -> Iterator[Row]:
    # Put together once its end is there: a row may have as many bytes as the file
    begun: list[bytes] = []
    for chunk in chunks_of(parts):
        # At line ends alone: a cell may have other signs that end lines in a text
        end, *following = chunk.split(b"\n")
        begun.append(end)
        for begin in following:
            written = b"".join(begun)
            begun = [begin]
            position += len(written) + 1
            number, cells = json.loads(written)
            yield Row(
                number,
                number,
                position,
                [plain_text(cell) for cell in cells],
            )


def trouble_of(row: Row, columns: Sequence[str]) -> str:
    """What is wrong with a row as such; empty where nothing is."""
    if row.trouble:
        said = row.trouble
        if said != NOT_IN_ENCODING:
            said += " Write a quotation mark in a cell twice."
        if row.last_line > row.line:
            said += f" Lines {row.line} to {row.last_line} are left out."
        return said
    behind = row.cells[len(columns) :]
    if any(map(str.strip, behind)):
        names = "column" if len(columns) == 1 else "columns"
        return (
            f"{len(row.cells)} cells under {len(columns)} {names}; "
            "name each column, and put a text with commas in quotes."
        )
    return ""
