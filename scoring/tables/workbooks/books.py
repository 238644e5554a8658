"""Workbooks (XLSX, XLSB, XLS, ODS) as lines of JSON, made by a process of its own.

A small file can claim a sheet of many billions of cells, or unpack to more than a machine has: so
it is measured first, and read where memory and time have an end (`process.py`).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from scoring.tables.encodings import FileError
from scoring.tables.headers import MOST_ABOVE
from scoring.tables.limits import Limits
from scoring.tables.workbooks import process as workbook_process

# Of XLS, and of XLSX with a password
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = "It is no workbook that can be read, or it is damaged. Save it again as XLSX or CSV."
TOO_LARGE = "Its sheet takes too much memory or time to be read. Save it as CSV."
SAID = {
    workbook_process.LOCKED: "It has a password. Save it without one.",
    workbook_process.BROKEN: BROKEN,
    workbook_process.TOO_LARGE: TOO_LARGE,
    workbook_process.ODD_ERROR: (
        "A cell of it has an error in place of a value, of a kind that cannot be read here "
        "(such as #ERROR! or #SPILL!). Empty that cell, or save the sheet as CSV."
    ),
}
SAID_OF_SHEET = {
    workbook_process.BROKEN: "It is damaged.",
    workbook_process.ODD_ERROR: SAID[workbook_process.ODD_ERROR],
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


class Unread(NamedTuple):
    """A sheet that cannot be read, and why."""

    place: int
    name: str
    problem: str


class Book(NamedTuple):
    """The sheets of a workbook that have rows, the one that is read of them, and what cannot be.

    `head` is the beginning of its lines, as `sheet_lines` gives them.
    """

    sheets: list[Sheet]
    chosen: Sheet
    head: bytes
    unread: list[Unread]


def is_workbook(begin: bytes) -> bool:
    """Whether a file begins as one, whatever its name says."""
    return begin.startswith((workbook_process.ZIP, COMPOUND))


def book_of(file: IO[bytes], limits: Limits, wanted: int | None = None) -> Book:
    """What a workbook holds; the wanted sheet is read, else the one that looks like a table.

    Of a large sheet the first rows are read, and the others are counted.

    Raises:
        FileError: it cannot be read, has no rows, or the sheet is too large.
    """
    book, is_counted = _looked_at(file, "glance", limits, wanted)
    trouble = _too_large(book.chosen, limits)
    if trouble and is_counted:
        # Rows with nothing in them were counted too
        book, _ = _looked_at(file, "look", limits, wanted)
        trouble = _too_large(book.chosen, limits)
    if trouble:
        raise FileError(trouble)
    return book


def _looked_at(
    file: IO[bytes],
    action: str,
    limits: Limits,
    wanted: int | None,
) -> tuple[Book, bool]:
    """What the process tells of a workbook, and whether rows are only counted."""
    chosen_place = []
    if wanted is not None:
        chosen_place = [str(wanted)]
    arguments = [action, str(limits.unpacked), str(limits.columns), *chosen_place]
    with _output(file, limits, *arguments) as output:
        first_line, *head = list(output) or [b"{}"]
    told = json.loads(first_line)
    sheets = [Sheet(*values) for values in told["sheets"]]
    unread = told["unread"]
    if unread and not sheets:
        *_, code = unread[-1]
        raise FileError(SAID[code])
    if not sheets:
        raise FileError("The file is empty.")
    chosen = sheets[told["chosen"]]
    named = [Unread(place, name, SAID_OF_SHEET[code]) for place, name, code in unread]
    book = Book(sheets, chosen, b"".join(head), named)
    return book, told["is_counted"]


def _too_large(chosen: Sheet, limits: Limits) -> str:
    """Why a sheet is refused; empty where it is not."""
    if chosen.columns > limits.columns:
        return limits.said_of_columns(chosen.columns)
    # What stands above a table is a few rows
    if chosen.rows > limits.rows + MOST_ABOVE:
        return limits.said_of_rows()
    if chosen.cells > limits.cells:
        return limits.said_of_cells()
    if chosen.characters > limits.unpacked:
        return limits.said_of_unpacked()
    return ""


def sheet_lines(file: IO[bytes], sheet: int, limits: Limits) -> Iterator[bytes]:
    """The rows of a sheet that have anything in them, each a line of JSON: its number and cells.

    Raises:
        FileError: it cannot be read, or has more characters than it may.
    """
    with _output(file, limits, "rows", str(limits.unpacked), str(sheet)) as lines:
        yield from lines


@contextmanager
def _output(
    file: IO[bytes],
    limits: Limits,
    *arguments: str,
) -> Iterator[Sequence[bytes] | IO[bytes]]:
    """The lines that the process writes of a workbook. Raises FileError when it fails."""
    file.flush()
    descriptor = file.fileno()
    # Of the system, for a file that Python has read in advance only seems to begin anew
    place = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, 0, os.SEEK_SET)
    command = [sys.executable, "-m", "scoring.tables.workbooks.process", *arguments]
    with subprocess.Popen(  # noqa: S603
        command,
        cwd=Path(__file__).resolve().parents[3],
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
    if process.returncode == workbook_process.UNPACKED:
        raise FileError(limits.said_of_unpacked())
    if process.returncode:
        # Killed, it has a negative code
        raise FileError(SAID.get(process.returncode, TOO_LARGE))
