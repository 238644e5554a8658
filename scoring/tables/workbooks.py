"""Workbooks (XLSX, XLSB, XLS, ODS) as lines of JSON, made by a process of its own.

A small file can claim a sheet of many billions of cells, or unpack to more than a machine has: so
it is measured first, and then read where memory and time have an end.
"""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from scoring.tables.encodings import FileError
from scoring.tables.limits import Limits

ZIP = b"PK\x03\x04"
# Of XLS, and of XLSX with a password
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_MEMBERS = 2000
# What the process may use
MEMORY = 1536 * 1024**2
SECONDS = 120
READ_AT_ONCE = 1024 * 1024
LOCKED = "It has a password. Save it without one."
BROKEN = "It is no workbook that can be read, or it is damaged. Save it again as XLSX or CSV."
TOO_LARGE = "Its sheet takes too much memory or time to be read. Save it as CSV."
SAID = {3: LOCKED, 4: BROKEN, 5: TOO_LARGE}


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


def sheet_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The rows of the first sheet that has any, each a line of JSON: its number and its cells.

    Raises:
        FileError: it cannot be read.
    """
    file.seek(0)
    with subprocess.Popen(
        [sys.executable, "-m", "scoring.tables.workbooks"],
        cwd=Path(__file__).resolve().parents[2],
        stdin=file.fileno(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield from process.stdout or []
        finally:
            # Whoever has seen enough does not wait for the rest
            if process.poll() is None and process.stdout and not process.stdout.closed:
                process.stdout.close()
    if process.returncode > 0:
        raise FileError(SAID.get(process.returncode, BROKEN))
    if process.returncode < 0:
        raise FileError(TOO_LARGE)


def _limit_this_process() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cell(value: Any) -> str:
    """A cell as somebody reads it in the sheet."""
    # Most are texts, and there may be millions
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        is_midnight = value.time() == time()
        return value.date().isoformat() if is_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _write_rows(file: IO[bytes], out: IO[str]) -> int:
    """Write the lines; returns the code with which the process ends."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if not sheet.height:
                continue
            first_line = sheet.start[0] + 1 if sheet.start else 1
            for line, row in enumerate(sheet.iter_rows(), start=1):
                cells = [_cell(value) for value in row]
                if line >= first_line and any(map(str.strip, cells)):
                    out.write(json.dumps([line, cells], ensure_ascii=False) + "\n")
            break
    except python_calamine.PasswordError:
        return 3
    except python_calamine.CalamineError:
        return 4
    return 0


def main() -> int:
    """Write the rows of the workbook that comes in."""
    _limit_this_process()
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        return _write_rows(sys.stdin.buffer, sys.stdout)
    except BrokenPipeError:
        return 0
    except MemoryError:
        return 5
    except BaseException as error:
        # What panics in compiled code is no Exception
        return 4 if type(error).__name__ == "PanicException" else 5


if __name__ == "__main__":
    sys.exit(main())
