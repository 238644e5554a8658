"""A file that somebody sends: its format, whatever its name says, and what is kept of it."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from typing import IO, NamedTuple

from scoring.tables import json_tables
from scoring.tables.encodings import (
    CHUNK,
    LONGEST_LINE,
    FileError,
    UnclearError,
    encoding_of,
    marked_encoding,
)
from scoring.tables.layouts import ROW_LINES, Content, Layout, rows_from
from scoring.tables.limits import Limits
from scoring.tables.reading import RowError
from scoring.tables.workbooks import books as workbooks
from scoring.tables.workbooks.books import Book

BEGINNING = 4096
# Some programs call such a table a workbook
_PAGE = re.compile(r"[\s\ufeff]*<(!doctype|html|head|body|table|meta|style|\?xml)\b", re.IGNORECASE)


class Kept(NamedTuple):
    """What is kept of a file: bytes, and their encoding; empty where it is not clear.

    A workbook is kept as it came, beside what it holds.
    """

    file: IO[bytes]
    encoding: str
    book: Book | None = None


def take_in(
    file: IO[bytes],
    name: str,
    limits: Limits,
    encoding: str = "",
) -> Kept:
    """Look at a file of the disk, and make lines of JSON of what is JSON.

    `encoding` is the one that somebody says it has.

    Raises:
        FileError: it is too large, empty, damaged, or no table.
    """
    file.seek(0, 2)
    size = file.tell()
    if size > limits.bytes:
        raise FileError(limits.said_of_bytes())
    file.seek(0)
    begin = file.read(BEGINNING)
    if workbooks.is_workbook(begin):
        return Kept(file, ROW_LINES, workbooks.book_of(file, limits))
    # What tells pages and JSON is ASCII in every encoding that has no mark
    beginning = begin.decode(encoding or marked_encoding(begin) or "ascii", "ignore")
    is_json = json_tables.is_json(beginning)
    if not encoding:
        # Programs write JSON without an end of a line
        longest_line = limits.bytes if is_json else LONGEST_LINE
        with suppress(UnclearError):
            encoding = encoding_of(parts_of(file), name, longest_line)
    if _PAGE.match(beginning):
        raise FileError(
            f"{name} is a web page or XML. Open it in a spreadsheet program, and save it as XLSX "
            "or CSV."
        )
    if is_json:
        return Kept(_json_lines(_json_text(file, encoding), limits), ROW_LINES)
    return Kept(file, encoding)


def parts_of(file: IO[bytes], start: int = 0) -> Iterator[bytes]:
    """The bytes of a file from one on."""
    file.seek(start)
    while part := file.read(CHUNK):
        yield part


def sheet_as_lines(file: IO[bytes], sheet: int, limits: Limits) -> IO[bytes]:
    """The lines of a sheet (`sheet_lines`) in a temporary file, which is gone once it is closed.

    Raises:
        FileError: it cannot be read.
    """
    with ExitStack() as on_error:
        kept = on_error.enter_context(tempfile.TemporaryFile())
        kept.writelines(workbooks.sheet_lines(file, sheet, limits))
        on_error.pop_all()
        return kept


def _json_text(file: IO[bytes], encoding: str) -> str:
    if not encoding:
        raise FileError("The JSON is not in UTF-8. Save it in that encoding.")
    file.seek(0)
    return file.read().decode(encoding, "replace")


def _json_lines(text: str, limits: Limits) -> IO[bytes]:
    """The lines of a JSON table in a temporary file, which is gone once it is closed."""
    names: dict[str, None] = {}
    if text.count("{") > limits.rows:
        # Sooner told than lines are made of them
        objects = islice(json_tables.objects_of(text), limits.rows + 1)
        if sum(1 for _ in objects) > limits.rows:
            raise FileError(limits.said_of_rows())
    with ExitStack() as on_error, tempfile.TemporaryFile() as rows:
        size = cells = 0
        for line in json_tables.row_lines(text, names):
            size += len(line)
            cells += len(names)
            if cells > limits.cells:
                raise FileError(limits.said_of_cells())
            if size > limits.unpacked:
                raise FileError(limits.said_of_unpacked())
            rows.write(line)
        kept = on_error.enter_context(tempfile.TemporaryFile())
        # All names are known only now, but stand first
        kept.write(json_tables.line_of(0, names))
        rows.seek(0)
        shutil.copyfileobj(rows, kept)
        on_error.pop_all()
        return kept


def check_size(content: Content, layout: Layout, limits: Limits) -> None:
    """Refuse more rows or cells than there may be.

    Raises:
        FileError: there are.
    """
    if layout.encoding == ROW_LINES:
        # Counted when its lines were made
        return
    ends = marks = 0
    for part in content(0):
        ends += part.count(b"\n") + part.count(b"\r")
        marks += part.count(layout.mark.encode())
    if ends <= limits.rows and ends + marks <= limits.cells:
        return
    # Cells may have both in them: only by reading it is told how many rows and cells there are
    rows = cells = 0
    with suppress(RowError):
        # What is no CSV is told with its line when it is read
        for row in rows_from(content, layout, layout.start, layout.line):
            rows += any(map(str.strip, row.cells))
            cells += len(row.cells)
            if rows > limits.rows:
                raise FileError(limits.said_of_rows())
            if cells > limits.cells:
                raise FileError(limits.said_of_cells())
