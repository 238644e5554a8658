"""Lists as XLSX, row by row. Takes 9 MB of a process, so whoever needs it loads it then."""

import re
import tempfile
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from scoring.tables.cuts import MOST_CELL, in_a_cell
from scoring.tables.writing import Link, Table

# What a sheet of a spreadsheet holds
MOST_ROWS = 1_048_576
# Of a sheet; further addresses are text
MOST_LINKS = 60_000
# Such a part of a text is read as a character, as _x0041_ is read as A
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
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
    taken: set[str] = set()
    for table in tables:
        whole = NOT_IN_NAMES.sub(" ", table.name).strip("' ") or "Sheet"
        name = whole[:MOST_SHEET_NAME]
        number = 2
        while name.casefold() in taken:
            ending = f" {number}"
            name = whole[: MOST_SHEET_NAME - len(ending)] + ending
            number += 1
        taken.add(name.casefold())
        _write_sheet(book.create_sheet(name), table)
    # Whoever sends it closes it
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file


def _write_sheet(sheet: Any, table: Table) -> None:
    sheet.freeze_panes = "A2"
    unread = iter(table.rows)
    first_rows = list(islice(unread, ROWS_MEASURED))
    for place, name in enumerate(table.header):
        longest = len(name)
        for row in first_rows:
            if place < len(row):
                shown = str(row[place] or "")
                longest = max(longest, len(shown))
        width = max(longest + 2, NARROWEST)
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = min(width, WIDEST)
    sheet.append([_styled(sheet, name, BOLD) for name in table.header])
    rows = chain(first_rows, unread)
    written = links = 0
    # All but the header and the row that says what is missing
    for row in islice(rows, MOST_ROWS - 2):
        links += sum(isinstance(value, Link) for value in row)
        can_link = links <= MOST_LINKS
        cells = [_cell(sheet, value, can_link=can_link) for value in row]
        sheet.append(cells)
        written += 1
    last_column = get_column_letter(len(table.header))
    sheet.auto_filter.ref = f"A1:{last_column}{written + 1}"
    if next(rows, None) is not None:
        sheet.append([f"Cut here: a sheet holds {MOST_ROWS:,} rows. Use CSV or JSON for all."])


def _styled(sheet: Any, text: str, font: Font) -> Any:
    legal = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell = WriteOnlyCell(sheet, ESCAPED.sub("_x005F_", legal[:MOST_CELL]))
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
    legal = ILLEGAL_CHARACTERS_RE.sub("", value)
    text = ESCAPED.sub("_x005F_", in_a_cell(legal))
    if not text.startswith(("=", "#")):
        return text
    # openpyxl would take it for a formula or an error
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell
