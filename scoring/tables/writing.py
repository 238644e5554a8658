"""Lists as files, so that memory does not grow with their rows: CSV, JSON, XLSX."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from operator import add
from typing import IO, Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Wide forms too, which some spreadsheets take for the narrow ones
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LINES_AT_ONCE = 200
# What a sheet of a spreadsheet holds
MOST_CELL = 32_767
MOST_ROWS = 1_048_576


class Table(NamedTuple):
    """What a file holds: a name without an ending, names of columns, and rows, read once."""

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
    safe_rows = ([_safe(value) for value in row] for row in table.rows)
    lines = map(writer.writerow, safe_rows)
    yield from _joined(lines)


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula begins with an apostrophe instead."""
    if isinstance(value, str) and value.lstrip("'").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def without_guard(cell: str) -> str:
    """What a cell of such a CSV was made of; one that had an apostrophe there got another."""
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS)
    return cell[1:] if is_guarded else cell


def json_lines(table: Table) -> Iterator[str]:
    """A JSON array of objects, one on each line.

    Columns are named in small letters with underscores.
    """
    names = [name.lower().replace(" ", "_") for name in table.header]
    records = (dict(zip(names, row, strict=True)) for row in table.rows)
    objects = (json.dumps(record, ensure_ascii=False) for record in records)
    # A comma stands before each but the first, for nobody knows yet which is the last
    separators = chain(["\n"], repeat(",\n"))
    lines = map(add, separators, objects)
    yield "["
    yield from _joined(lines)
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
    # The name of a sheet has no more characters than these
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(table.header))
    rows = iter(table.rows)
    # All but the header and the row that says what is missing
    for row in islice(rows, MOST_ROWS - 2):
        cells = [_cell(sheet, value) for value in row]
        sheet.append(cells)
    if next(rows, None) is not None:
        sheet.append([f"Cut here: a sheet holds {MOST_ROWS:,} rows. Use CSV or JSON for all."])
    # Whoever sends it closes it
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
        room = MOST_CELL - len(note)
        text = text[:room] + note
    if not text.startswith(("=", "#")):
        return text
    # openpyxl would take it for a formula or an error
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
