"""The process that reads a workbook from its input, where memory and time have an end.

    python -m scoring.tables.workbooks.process look MOST COLUMNS [PLACE]
    python -m scoring.tables.workbooks.process glance MOST COLUMNS [PLACE]
    python -m scoring.tables.workbooks.process rows MOST PLACE

`look` writes a line with all sheets that have rows, then the first rows of one of them. `glance`
does the same, but of a large XLSX it reads these rows alone and counts the others by their marks.
`rows` writes all rows of a sheet. It ends with one of the codes below where it fails; `MOST` is
how many bytes it may unpack to, and how many characters a sheet may have.
"""

import json
import os
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import IO, Any, NamedTuple
from xml.etree.ElementTree import ParseError

from clustering.files.cells import number_text
from scoring.tables.workbooks.archive import Beginning, UnpackedError, beginning_of, measure

ZIP = b"PK\x03\x04"
LOCKED, BROKEN, TOO_LARGE, UNPACKED, ODD_ERROR = 3, 4, 5, 6, 7
MEMORY = 1536 * 1024**2
SECONDS = 120
# The first rows, by which names and columns are told and which are previewed
ROWS_OF_HEAD, CHARACTERS_OF_HEAD = 200, 1024**2
# A list of companies has a title and a text at least, and a heading above
TABLE_ROWS, TABLE_COLUMNS = 2, 2
# No sheet has this place
ANY = -1
# Zip and XML as they must not be; a member may be encrypted, or packed in an unknown way
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ParseError)
_json = json.JSONEncoder(ensure_ascii=False).encode


class SheetRow(NamedTuple):
    """A row's number in the sheet, and its values up to the last that is filled."""

    number: int
    values: list[Any]


def filled_rows(sheet: Any) -> Iterator[SheetRow]:
    """The rows of a sheet that have anything in them."""
    first = 1
    if sheet.start:
        first = sheet.start[0] + 1
    for number, values in enumerate(sheet.iter_rows(), start=1):
        # Above the first filled row the reader makes empty ones
        if number < first:
            continue
        while values:
            last = values[-1]
            is_empty_text = isinstance(last, str) and not last.strip()
            if last is not None and not is_empty_text:
                break
            values.pop()
        if values:
            yield SheetRow(number, values)


def characters_of(row: SheetRow) -> int:
    """Of its texts."""
    return sum([len(value) for value in row.values if isinstance(value, str)])


def line_of(row: SheetRow) -> str:
    cells = [as_read(value) for value in row.values]
    return _json([row.number, cells]) + "\n"


def as_read(value: Any) -> str:
    """A cell as somebody reads it in the sheet."""
    # Most are texts, and there may be millions
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        is_midnight = value.time() == time()
        if is_midnight:
            return value.date().isoformat()
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def look(
    book: Any,
    out: IO[str],
    most_columns: int,
    wanted: int,
    counted: Mapping[int, int] = MappingProxyType({}),
) -> None:
    """Write what the sheets hold, and the first rows of the wanted or likeliest one.

    `counted` are the rows of sheets by their places of which the book has only the first.
    """
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    sheets = []
    heads = []
    unread = []
    for place, about in enumerate(book.sheets_metadata):
        # Not what holds a chart or a macro
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_index(place)
        except CalamineError as error:
            unread.append([place, about.name, _code_of(error)])
            continue
        (rows, columns, *sums), head = _looked_at(sheet, most_columns)
        if rows:
            is_visible = about.visible == SheetVisibleEnum.Visible
            if place in counted:
                rows = max(rows, counted[place])
                sums[0] = rows * columns
            sheets.append([place, about.name, is_visible, rows, columns, *sums])
            heads.append(head)
    chosen = _likeliest(sheets, wanted)
    told = {"sheets": sheets, "chosen": chosen, "is_counted": bool(counted), "unread": unread}
    out.write(_json(told) + "\n")
    out.writelines(heads[chosen] if heads else [])


def _code_of(error: Exception) -> int:
    """Of an error of the reader, or of what it reads from."""
    # Which the reader does not know, as #ERROR!; the workbook is as it should be
    return ODD_ERROR if "cell error value" in str(error) else BROKEN


def _looked_at(sheet: Any, most_columns: int) -> tuple[tuple[int, int, int, int], list[str]]:
    """How many rows, columns, cells and characters a sheet has, and its first lines.

    A sheet that is too wide is refused, so its lines are of no use.
    """
    rows = columns = cells = characters = written = 0
    head: list[str] = []
    for row in filled_rows(sheet):
        rows += 1
        cells += len(row.values)
        columns = max(columns, len(row.values))
        characters += characters_of(row)
        if rows <= ROWS_OF_HEAD and written < CHARACTERS_OF_HEAD and columns <= most_columns:
            head.append(line_of(row))
            written += len(head[-1])
    return (rows, columns, cells, characters), head


def _likeliest(sheets: list[list[Any]], wanted: int) -> int:
    """Which of these sheets is read: of those that may be a table the first that is visible."""
    ranks = []
    for number, (place, _, is_visible, rows, columns, *_) in enumerate(sheets):
        is_table = rows >= TABLE_ROWS and columns >= TABLE_COLUMNS
        rank = (place != wanted, not is_visible, not is_table, number)
        ranks.append(rank)
    if not ranks:
        return 0
    *_, likeliest = min(ranks)
    return likeliest


def rows(
    book: Any,
    out: IO[str],
    place: int,
    most: int,
) -> None:
    """Write all rows of a sheet. Raises UnpackedError where it has more characters than `most`."""
    characters = 0
    for row in filled_rows(book.get_sheet_by_index(place)):
        characters += characters_of(row)
        if characters > most:
            raise UnpackedError
        out.write(line_of(row))


def opened(action: str, most: int) -> Beginning:
    """The workbook that comes in, or the beginning of it, measured where that is due."""
    file = sys.stdin.buffer
    whole = Beginning(file, {})
    is_zip = file.read(len(ZIP)) == ZIP
    file.seek(0)
    if action == "rows" or not is_zip:
        return whole
    with zipfile.ZipFile(file) as archive:
        counted = measure(archive, most)
        beginning = None
        if action == "glance":
            beginning = beginning_of(archive, counted)
    file.seek(0)
    return beginning or whole


def work(action: str, most: int, *arguments: int) -> None:
    """Write what is asked of the workbook that comes in."""
    import python_calamine

    read = opened(action, most)
    book = python_calamine.CalamineWorkbook.from_filelike(read.file)
    if action == "rows":
        [place] = arguments
        rows(book, sys.stdout, place, most)
    else:
        most_columns, *wanted = arguments
        look(
            book,
            sys.stdout,
            most_columns,
            wanted[0] if wanted else ANY,
            read.rows,
        )
    sys.stdout.flush()


def main(action: str, *arguments: int) -> int:
    """Do what is asked of the workbook that comes in; returns the code of the process."""
    import python_calamine

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        work(action, *arguments)
    except BrokenPipeError:
        # Whoever reads has seen enough; what is left would be written at the end of the process
        os._exit(0)
    except python_calamine.PasswordError:
        return LOCKED
    except UnpackedError:
        return UNPACKED
    except (python_calamine.CalamineError, *DAMAGED) as error:
        return _code_of(error)
    except MemoryError:
        return TOO_LARGE
    except BaseException as error:
        # What panics in compiled code is no Exception
        if type(error).__name__ == "PanicException":
            return BROKEN
        return TOO_LARGE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
