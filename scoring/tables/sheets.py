"""Lists as XLSX, row by row. Takes 9 MB of a process, so whoever needs it loads it then."""

import re
import tempfile
from collections.abc import Sequence
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from scoring.tables.writing import Link, Table

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
