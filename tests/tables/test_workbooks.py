"""Real workbooks of spreadsheets: notes first, an empty sheet, the table, a hidden one, another."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest
from openpyxl import load_workbook

from scoring.tables.encodings import FileError
from scoring.tables.headers import MOST_ABOVE
from scoring.tables.limits import Limits
from scoring.tables.sheets import xlsx_parts
from scoring.tables.workbooks.books import book_of, sheet_lines
from scoring.tables.writing import Day, Table
from tests.tables.binary_workbook import binary_workbook

FILES = Path(__file__).with_name("files")
LIMITS = Limits(bytes=10**6, unpacked=10**6, rows=1000, columns=50, cells=1000)
# Rows that make nine megabytes
MORE = 20_000
SHARED = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
TEXTS = b"".join(b"<si><t>Text %d</t></si>" % number for number in range(100))
KINDS = ["xlsx", "xls", "ods"]


@pytest.fixture(params=KINDS)
def path(request: pytest.FixtureRequest) -> Path:
    return FILES / f"sheets.{request.param}"


def test_all_sheets_with_rows_are_told_and_the_one_with_a_table_is_read(path: Path) -> None:
    with path.open("rb") as file:
        book = book_of(file, LIMITS)

    assert [(sheet.name, sheet.is_visible, sheet.rows) for sheet in book.sheets] == [
        ("Notes", True, 1),
        ("Firmen", True, 4),
        ("Versteckt", False, 5),
        ("Zwei", True, 2),
    ]
    assert book.chosen.name == "Firmen"


def test_a_file_that_was_read_in_part_is_read_from_its_beginning(path: Path) -> None:
    with path.open("rb") as file:
        file.read(10)
        book = book_of(file, LIMITS)
        rest = file.read()

    assert book.chosen.name == "Firmen"
    assert rest == path.read_bytes()[10:]


def test_a_workbook_of_ours_is_read_as_it_was_written() -> None:
    texts = ["_x0041_", "a_x000d_b", "=1+1", "#N/A", "007", " blank ", "a\nb\tc", "x\x9fy", "🦆"]

    with TemporaryFile() as file:
        file.writelines(xlsx_parts(Table("list", ["Odd"], [[text] for text in texts])))
        _, *lines = sheet_lines(file, 0, LIMITS)

    assert [json.loads(line)[1] for line in lines] == [[text] for text in texts]


def test_days_of_a_workbook_of_ours_are_dates_as_far_back_as_spreadsheets_count() -> None:
    told = ["1998-03-01", "2024-05-06 07:08:09", "1900-03-01", "1899-12-31", "0001-01-01"]

    with TemporaryFile() as file:
        file.writelines(xlsx_parts(Table("list", ["Day"], [[Day(text)] for text in told])))
        _, *cells = load_workbook(file).active["A"]
        _, *lines = sheet_lines(file, 0, LIMITS)

    assert [cell.is_date for cell in cells] == [True, True, True, False, False]
    assert [json.loads(line)[1] for line in lines] == [[text] for text in told]


def test_numbers_and_dates_are_read_as_the_sheet_shows_them(path: Path) -> None:
    with path.open("rb") as file:
        lines = list(sheet_lines(file, 2, LIMITS))

    titles, _, first, second = [json.loads(line) for line in lines]
    assert titles == [1, ["Deals of spring"]]
    assert first[0] == 4
    assert first[1][2:6] == ["1998-03-01", "1234.5", "0.25", "2024-05-06 07:08:09"]
    assert second[1][0] == "Nordbank"
    assert second[1][2:6] == ["2001-12-31", "12000000", "-3", "2024-05-06"]


def test_a_hidden_sheet_is_read_where_somebody_chooses_it(path: Path) -> None:
    with path.open("rb") as file:
        book = book_of(file, LIMITS, 3)

    assert book.chosen.name == "Versteckt"
    assert book.head.startswith(b'[1, ["x0", "hidden row", "1"]]')


def test_the_head_of_a_book_is_how_the_lines_of_the_sheet_begin(path: Path) -> None:
    with path.open("rb") as file:
        book = book_of(file, LIMITS)
        lines = b"".join(sheet_lines(file, book.chosen.place, LIMITS))

    assert lines == book.head


@pytest.mark.parametrize(
    ("less", "said"),
    [
        ({"columns": 6}, "has 7 columns, and 6 is the most"),
        ({"cells": 21}, "more than 21 cells"),
        ({"unpacked": 100}, "unpacks to more than 0 MB"),
    ],
)
def test_a_sheet_over_a_limit_is_refused_when_it_comes(
    path: Path, less: dict[str, int], said: str
) -> None:
    with path.open("rb") as file, pytest.raises(FileError, match=said):
        book_of(file, LIMITS._replace(**less))


def test_a_binary_workbook_is_read_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsb"
    path.write_bytes(binary_workbook([["Firma", "Text"], ["Käserei", "Wir machen Käse."]]))
    with path.open("rb") as file:
        book = book_of(file, LIMITS)

    assert book.chosen.name == "Firmen"
    assert book.head.decode() == '[1, ["Firma", "Text"]]\n[2, ["Käserei", "Wir machen Käse."]]\n'


@pytest.fixture
def large(tmp_path: Path) -> Iterator[IO[bytes]]:
    """The table of the workbook with very many rows below, then some with nothing in them."""
    path = tmp_path / "large.xlsx"
    row = b'<row><c t="s"><v>20</v></c><c t="s"><v>%d</v></c></row>' + b" " * 400
    rows = row % 7 * (MORE - 1) + row % 99 + b'<row><c s="0"/></row>' * 10
    with zipfile.ZipFile(FILES / "sheets.xlsx") as small, zipfile.ZipFile(path, "w") as archive:
        for name in small.namelist():
            content = small.read(name)
            if name.endswith("sheet3.xml"):
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            archive.writestr(name, content.replace(b"</Relationships>", SHARED))
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + TEXTS + b"</sst>")
    with path.open("rb") as file:
        yield file


def test_of_a_large_sheet_the_first_rows_are_told_as_of_any_other(large: IO[bytes]) -> None:
    enough = LIMITS._replace(unpacked=10**8, rows=10**6, cells=10**7)

    book = book_of(large, enough)

    whole = b"".join(sheet_lines(large, book.chosen.place, enough))
    assert book.chosen.rows == whole.count(b"\n") + 10
    assert [sheet.rows for sheet in book.sheets if sheet.name != "Firmen"] == [1, 5, 2]
    assert book.head.count(b"\n") == 200
    assert whole.startswith(book.head)
    assert book.head.endswith(b'["Text 20", "Text 7"]]\n')


def test_rows_with_nothing_in_them_make_no_table_too_long(large: IO[bytes]) -> None:
    rows = MORE + 4
    enough = LIMITS._replace(unpacked=10**8, rows=rows - MOST_ABOVE, cells=10**7)

    assert book_of(large, enough).chosen.rows == rows
    with pytest.raises(FileError, match=f"more than {rows - MOST_ABOVE - 1:,} rows"):
        book_of(large, enough._replace(rows=enough.rows - 1))


def test_a_large_sheet_that_repeats_its_texts_over_a_limit_is_read_no_further(
    large: IO[bytes],
) -> None:
    with pytest.raises(FileError, match="unpacks to more than 0 MB"):
        list(sheet_lines(large, 2, LIMITS._replace(unpacked=10**5)))


def test_an_error_of_later_spreadsheets_in_a_cell_is_named(tmp_path: Path) -> None:
    path = tmp_path / "firms.xlsx"
    table = Table("Firms", ["Title"], [["Acme"], ["Bank"]])
    written = BytesIO(b"".join(xlsx_parts(table)))
    with zipfile.ZipFile(written) as was, zipfile.ZipFile(path, "w") as book:
        for name in was.namelist():
            content = was.read(name)
            if name.startswith("xl/worksheets"):
                error = b'<row r="4"><c r="A4" t="e"><v>#SPILL!</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", error)
            book.writestr(name, content)

    with path.open("rb") as file, pytest.raises(FileError, match="error in place of a value"):
        book_of(file, LIMITS)
