"""A file that somebody sends: its format, whatever its name says, and what is kept of it."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, NamedTuple

from scoring.tables import json_tables, workbooks
from scoring.tables.encodings import CHUNK, FileError, UnclearError, encoding_of
from scoring.tables.headers import MOST_ABOVE
from scoring.tables.layouts import ROW_LINES
from scoring.tables.limits import Limits
from scoring.tables.reading import LONGEST_ROW

BEGINNING = 4096


class Kept(NamedTuple):
    """What is kept of a file: bytes, and their encoding; empty where it is not clear."""

    file: IO[bytes]
    encoding: str


def take_in(file: IO[bytes], name: str, limits: Limits, encoding: str = "") -> Kept:
    """Look at a file of the disk, and make lines of JSON of what is no text table.

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
        workbooks.check_unpacked(file, limits)
        return Kept(_kept_lines(workbooks.sheet_lines(file), limits), ROW_LINES)
    encoding = encoding or _encoding(file, name)
    if json_tables.is_json(begin):
        if not encoding:
            raise FileError("The JSON is not in UTF-8. Save it in that encoding.")
        file.seek(0)
        text = file.read().decode(encoding, "replace")
        return Kept(_kept_lines(json_tables.table_lines(text), limits), ROW_LINES)
    _check_rows(file, encoding or "latin-1", limits)
    return Kept(file, encoding)


def parts_of(file: IO[bytes], start: int = 0) -> Iterator[bytes]:
    """The bytes of a file from one on."""
    file.seek(start)
    while part := file.read(CHUNK):
        yield part


def _encoding(file: IO[bytes], name: str) -> str:
    try:
        return encoding_of(parts_of(file), name)
    except UnclearError:
        return ""


def _kept_lines(lines: Iterable[bytes], limits: Limits) -> IO[bytes]:
    """The lines in a temporary file, which is gone once it is closed."""
    with ExitStack() as on_error:
        kept = on_error.enter_context(tempfile.TemporaryFile())
        size = rows = cells = 0
        for line in lines:
            size += len(line)
            rows += 1
            cells += 1 + line.count(b'", "')
            if cells > limits.cells:
                raise FileError(limits.said_of_cells())
            if size > limits.unpacked:
                raise FileError(limits.said_of_unpacked())
            # What stands above a table is a few rows
            if rows > limits.rows + MOST_ABOVE:
                raise FileError(limits.said_of_rows())
            kept.write(line)
        if not rows:
            raise FileError("The file is empty.")
        # Whoever keeps it closes it
        on_error.pop_all()
        return kept


def _check_rows(file: IO[bytes], encoding: str, limits: Limits) -> None:
    """Refuse more rows than there may be; they are counted only where there are as many lines."""
    ends = sum(part.count(b"\n") + part.count(b"\r") for part in parts_of(file))
    if ends <= limits.rows:
        return
    file.seek(0)
    text = (line.decode(encoding, "replace") for line in file)
    csv.field_size_limit(LONGEST_ROW)
    try:
        rows = sum(1 for row in csv.reader(text) if row)
    except csv.Error:
        # What is no CSV is told with its line when it is read
        return
    if rows > limits.rows:
        raise FileError(limits.said_of_rows())
