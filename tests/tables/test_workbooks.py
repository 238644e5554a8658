"""Real workbooks of spreadsheets: notes first, an empty sheet, the table, a hidden one, another."""

import json
from pathlib import Path

import pytest

from scoring.tables.encodings import FileError
from scoring.tables.limits import Limits
from scoring.tables.workbooks import book_of, sheet_lines

FILES = Path(__file__).with_name("files")
LIMITS = Limits(bytes=10**6, unpacked=10**6, rows=1000, columns=50, cells=1000)
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


def test_numbers_and_dates_are_read_as_the_sheet_shows_them(path: Path) -> None:
    with path.open("rb") as file:
        lines = list(sheet_lines(file, 2))

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
        lines = b"".join(sheet_lines(file, book.chosen.place))

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
