"""Lists as files: CSV and JSON line by line, XLSX from a temporary file,
so that memory does not grow with the rows.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LINES_AT_ONCE = 200
# What a sheet of a spreadsheet holds
MOST_CELL, MOST_ROWS = 32_767, 1_048_576


class Table(NamedTuple):
    """What a file holds: its name without an ending, the names of its columns,
    and its rows, read once.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


class _Echo:
    """What csv.writer writes to when its lines are wanted one by one."""

    def write(self, line: str) -> str:
        return line


def csv_lines(table: Table) -> Iterator[str]:
    """Lines of a CSV that spreadsheets read, without running anything in it."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    # The mark by which spreadsheets know UTF-8
    yield "\ufeff" + writer.writerow(table.header)
    yield from _joined(writer.writerow([_safe(value) for value in row]) for row in table.rows)


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula begins with an apostrophe instead."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def json_lines(table: Table) -> Iterator[str]:
    """A JSON array of objects, one on each line;
    columns are named in small letters with underscores.
    """
    names = [name.lower().replace(" ", "_") for name in table.header]
    objects = (
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in table.rows
    )
    yield "["
    yield from _joined(f"{',' if number else ''}\n{each}" for number, each in enumerate(objects))
    yield "\n]\n"


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Some lines at once, as each piece of a stream costs time."""
    while piece := "".join(islice(lines, LINES_AT_ONCE)):
        yield piece


def xlsx_file(table: Table) -> IO[bytes]:
    """A workbook in a temporary file, which is gone once it is closed.

    A text or a list that is cut says so.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(table.header))
    rows = iter(table.rows)
    for row in islice(rows, MOST_ROWS - 2):
        sheet.append([_cell(sheet, value) for value in row])
    if next(rows, None) is not None:
        sheet.append([f"Cut here: a sheet holds {MOST_ROWS:,} rows. Use CSV or JSON for all."])
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any) -> Any:
    """Texts stay texts, also those that look like a formula or an error."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if len(text) > MOST_CELL:
        note = (
            f" [Cut here: a cell holds {MOST_CELL:,} of these {len(text):,} characters. "
            "Use CSV or JSON for all.]"
        )
        text = text[: MOST_CELL - len(note)] + note
    if not text.startswith(("=", "#")):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
