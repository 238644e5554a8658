"""Lists as files, so that memory does not grow with their rows: CSV, JSON, XLSX."""

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from operator import add
from typing import IO, Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# Wide forms too, which some spreadsheets take for the narrow ones
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LINES_AT_ONCE = 200
# What a sheet of a spreadsheet holds
MOST_CELL = 32_767
MOST_ROWS = 1_048_576
# Of a sheet; further addresses are text
MOST_LINKS = 60_000
# The name of a sheet has no more characters than these, and none of some
MOST_SHEET_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# In characters; a column is as wide as its name and its first rows, and no wider
NARROWEST, WIDEST = 8, 60
ROWS_MEASURED = 50
BOLD = Font(bold=True)
OF_LINKS = Font(underline="single", color="0563C1")


class Link(str):
    """An address on which one can click, where the format has that."""


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
    yield "\ufeff" + writer.writerow([_safe(name) for name in table.header])
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


def json_name(column: str) -> str:
    """What a column is called in a list that is had as JSON."""
    return column.lower().replace(" ", "_")


def json_lines(table: Table) -> Iterator[str]:
    """A JSON array of objects, one on each line.

    Columns are named in small letters with underscores.
    """
    names = [json_name(name) for name in table.header]
    records = (dict(zip(names, row, strict=True)) for row in table.rows)
    objects = (json.dumps(record, ensure_ascii=False) for record in records)
    # A comma stands before each but the first, for nobody knows yet which is the last
    separators = chain(["\n"], repeat(",\n"))
    lines = map(add, separators, objects)
    yield "["
    yield from _joined(lines)
    yield "\n]\n"


def json_line_texts(table: Table) -> Iterator[str]:
    """An object for each row, each on a line of its own; columns are named as they are."""
    lines = (
        json.dumps(dict(zip(table.header, row, strict=True)), ensure_ascii=False) + "\n"
        for row in table.rows
    )
    yield from _joined(lines)


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Some lines at once, as each piece of a stream costs time."""
    while piece := "".join(islice(lines, LINES_AT_ONCE)):
        yield piece


def xlsx_file(*tables: Table) -> IO[bytes]:
    """A workbook with a sheet for each table in a temporary file, which is gone once it is closed.

    A text or a list that is cut says so.
    """
    book = Workbook(write_only=True)
    names: list[str] = []
    for table in tables:
        names.append(_sheet_name(table.name, names))
        _write_sheet(book.create_sheet(names[-1]), table)
    # Whoever sends it closes it
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """As much of a name as a sheet takes, unlike those that are taken."""
    whole = NOT_IN_NAMES.sub(" ", name).strip("' ") or "Sheet"
    short = whole[:MOST_SHEET_NAME]
    number = 2
    while short.casefold() in {other.casefold() for other in taken}:
        ending = f" {number}"
        short = whole[: MOST_SHEET_NAME - len(ending)] + ending
        number += 1
    return short


def _write_sheet(sheet: Any, table: Table) -> None:
    sheet.freeze_panes = "A2"
    unread = iter(table.rows)
    first_rows = list(islice(unread, ROWS_MEASURED))
    rows = chain(first_rows, unread)
    for place, width in enumerate(_widths(table.header, first_rows), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_styled(sheet, name, BOLD) for name in table.header])
    written = links = 0
    # All but the header and the row that says what is missing
    for row in islice(rows, MOST_ROWS - 2):
        links += sum(isinstance(value, Link) for value in row)
        can_link = links <= MOST_LINKS
        sheet.append([_cell(sheet, value, can_link=can_link) for value in row])
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.header))}{written + 1}"
    if next(rows, None) is not None:
        sheet.append([f"Cut here: a sheet holds {MOST_ROWS:,} rows. Use CSV or JSON for all."])


def _widths(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """The width of each column, by what stands in its first rows."""
    widths = [len(name) for name in header]
    for row in rows:
        for place, value in enumerate(row[: len(widths)]):
            widths[place] = max(widths[place], len(str(value or "")))
    return [min(max(width + 2, NARROWEST), WIDEST) for width in widths]


def _styled(sheet: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST_CELL])
    # openpyxl would take some texts for a formula or an error
    cell.data_type = "s"
    cell.font = font
    return cell


def _cell(sheet: Any, value: Any, *, can_link: bool) -> Any:
    """Texts stay texts, also those that look like a formula or an error."""
    if isinstance(value, Link) and value and can_link:
        linked = _styled(sheet, value, OF_LINKS)
        linked.hyperlink = str(value)
        return linked
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
