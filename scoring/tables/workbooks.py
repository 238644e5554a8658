"""Workbooks (XLSX, XLSB, XLS, ODS) as lines of JSON, made by a process of its own.

A small file can claim a sheet of many billions of cells, or unpack to more than a machine has: so
it is measured first, and then read where memory and time have an end (`workbook_process`).
"""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from scoring.tables import workbook_process
from scoring.tables.encodings import FileError
from scoring.tables.headers import MOST_ABOVE
from scoring.tables.limits import Limits

ZIP = b"PK\x03\x04"
# Of XLS, and of XLSX with a password
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_MEMBERS = 2000
READ_AT_ONCE = 1024 * 1024
BROKEN = "It is no workbook that can be read, or it is damaged. Save it again as XLSX or CSV."
TOO_LARGE = "Its sheet takes too much memory or time to be read. Save it as CSV."
SAID = {
    workbook_process.LOCKED: "It has a password. Save it without one.",
    workbook_process.BROKEN: BROKEN,
    workbook_process.TOO_LARGE: TOO_LARGE,
}


class Sheet(NamedTuple):
    """A sheet by its place in the workbook, and how much of it is filled."""

    place: int
    name: str
    is_visible: bool
    rows: int
    columns: int
    cells: int
    characters: int


class Book(NamedTuple):
    """The sheets of a workbook that have rows, and the one that is read of them.

    `head` is the beginning of its lines, as `sheet_lines` gives them.
    """

    sheets: list[Sheet]
    chosen: Sheet
    head: bytes


def is_workbook(begin: bytes) -> bool:
    """Whether a file begins as one, whatever its name says."""
    return begin.startswith((ZIP, COMPOUND))


def check_unpacked(file: IO[bytes], limits: Limits) -> None:
    """Measure what a zipped workbook unpacks to, whatever its table of contents claims.

    Raises:
        FileError: it is too much, or the file is damaged.
    """
    file.seek(0)
    if not file.read(len(ZIP)).startswith(ZIP):
        return
    unpacked = 0
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise FileError(f"It holds {len(members):,} files, which no workbook does.")
            for member in members:
                # Else no more would be read than the file claims
                member.file_size = limits.unpacked + 2 * READ_AT_ONCE
                with archive.open(member) as content:
                    while piece := content.read(READ_AT_ONCE):
                        unpacked += len(piece)
                        if unpacked > limits.unpacked:
                            raise FileError(limits.said_of_unpacked())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileError(BROKEN) from error


def book_of(file: IO[bytes], limits: Limits, wanted: int | None = None) -> Book:
    """What a workbook holds; the wanted sheet is read, else the one that looks like a table.

    Raises:
        FileError: it cannot be read, has no rows, or the sheet is too large.
    """
    chosen_place = [] if wanted is None else [str(wanted)]
    with _output(file, "look", str(limits.columns), *chosen_place) as output:
        first_line, *head = list(output) or [b"{}"]
    told = json.loads(first_line)
    sheets = [Sheet(*values) for values in told["sheets"]]
    if not sheets:
        raise FileError("The file is empty.")
    chosen = sheets[told["chosen"]]
    if chosen.columns > limits.columns:
        raise FileError(limits.said_of_columns(chosen.columns))
    # What stands above a table is a few rows
    if chosen.rows > limits.rows + MOST_ABOVE:
        raise FileError(limits.said_of_rows())
    if chosen.cells > limits.cells:
        raise FileError(limits.said_of_cells())
    if chosen.characters > limits.unpacked:
        raise FileError(limits.said_of_unpacked())
    return Book(sheets, chosen, b"".join(head))


def sheet_lines(file: IO[bytes], sheet: int) -> Iterator[bytes]:
    """The rows of a sheet that have anything in them, each a line of JSON: its number and cells.

    Raises:
        FileError: it cannot be read.
    """
    with _output(file, "rows", str(sheet)) as lines:
        yield from lines


@contextmanager
def _output(file: IO[bytes], *arguments: str) -> Iterator[Sequence[bytes] | IO[bytes]]:
    """The lines that the process writes of a workbook. Raises FileError when it fails."""
    file.flush()
    descriptor = file.fileno()
    # Of the system, for a file that Python has read in advance only seems to begin anew
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, 0, os.SEEK_SET)
    command = [sys.executable, "-m", "scoring.tables.workbook_process", *arguments]
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=Path(__file__).resolve().parents[2],
        stdin=descriptor,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process.stdout or []
        finally:
            # Whoever has seen enough does not wait for the rest
            if process.poll() is None and process.stdout and not process.stdout.closed:
                process.stdout.close()
    os.lseek(descriptor, place, os.SEEK_SET)
    if process.returncode:
        # Killed, it has a negative code
        raise FileError(SAID.get(process.returncode, TOO_LARGE))
