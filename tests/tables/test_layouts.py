"""Where the names and rows of a table lie is told from the file, as spreadsheets write it."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import Workbook

from clustering.files.cells import plain_text
from scoring.batches.mapping import is_known_name
from scoring.tables.encodings import FileError
from scoring.tables.intake import check_size, parts_of, sheet_as_lines, take_in
from scoring.tables.layouts import ROW_LINES, Layout, read_layout, rows_from
from scoring.tables.limits import Limits

LIMITS = Limits(bytes=10**6, unpacked=10**7, rows=1000, columns=50, cells=3000)
TEXT = "We make cheese, butter and milk for shops."
COLUMNS = ["Title", "Category", "Text"]
ROW = ["Rivertown Dairy", "Food", TEXT]


class Table(NamedTuple):
    layout: Layout
    rows: list[tuple[int, list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[..., Table]]:
    opened = []

    def _read(content: bytes, limits: Limits = LIMITS) -> Table:
        path = tmp_path / "table"
        path.write_bytes(content)
        file = path.open("rb")
        opened.append(file)
        kept = take_in(file, "The file", limits)
        told = sheet_as_lines(file, kept.book.chosen.place, LIMITS) if kept.book else kept.file
        if told is not file:
            opened.append(told)  # type: ignore[arg-type]

        def parts(start: int) -> Iterator[bytes]:
            return parts_of(told, start)

        layout = read_layout(parts, kept.encoding, is_known_name, limits)
        check_size(parts, layout, limits)
        rows = rows_from(parts, layout, layout.start, layout.line)
        return Table(layout, [(row.line, row.cells) for row in islice(rows, 20)])

    yield _read
    for file in opened:
        file.close()


QUOTED = f'Rivertown Dairy,Food,"{TEXT}"\n'
HABITS = {
    "a separator line": (f"sep=;\nTitle;Category;Text\nRivertown Dairy;Food;{TEXT}\n", 3),
    "title rows": (f"List of companies,,\n2026-01-05,,\n,,\nTitle,Category,Text\n{QUOTED}", 5),
    "pipes": (f"Title|Category|Text\nRivertown Dairy|Food|{TEXT}\n", 2),
    "tabs": (f"Title\tCategory\tText\nRivertown Dairy\tFood\t{TEXT}\n", 2),
    "blanks before quotes": (f'Title, Category, Text\nRivertown Dairy, Food, "{TEXT}"\n', 2),
    "blanks around names": (f" Title , Category ,Text \n{QUOTED}", 2),
    "commas at the end": (f"Title,Category,Text,,,\n{QUOTED.strip()},,,\n", 2),
    "lines that end as on old Macs": (f"Title,Category,Text\n{QUOTED}".replace("\n", "\r"), 2),
    "empty lines above": (f"\n\nTitle,Category,Text\n{QUOTED}", 4),
    "JSON": (json.dumps([dict(zip(COLUMNS, ROW, strict=True))]), 1),
    "JSON lines": (json.dumps(dict(zip(COLUMNS, ROW, strict=True))) + "\n", 1),
}


@pytest.mark.parametrize("habit", HABITS)
def test_habits_of_programs_are_read(read: Callable[..., Table], habit: str) -> None:
    content, line = HABITS[habit]

    table = read(content.encode())

    assert table.layout.columns == COLUMNS
    number, cells = table.rows[0]
    assert (number, [cell.strip() for cell in cells[:3]]) == (line, ROW)


def test_json_may_be_in_any_encoding_that_its_mark_tells(read: Callable[..., Table]) -> None:
    table = read(json.dumps([dict(zip(COLUMNS, ROW, strict=True))]).encode("utf-16"))

    assert (table.layout.columns, table.rows) == (COLUMNS, [(1, ROW)])


def test_more_commas_in_a_name_than_marks_do_not_part_it(read: Callable[..., Table]) -> None:
    table = read(f"Title;Category, sector, branch, group;Text\nA;B;{TEXT}\n".encode())

    assert table.layout.columns == ["Title", "Category, sector, branch, group", "Text"]


def test_columns_of_one_name_are_told_apart(read: Callable[..., Table]) -> None:
    table = read(b"Title,Text,Text,\nAcme,One,Two,Three\n")

    assert table.layout.columns == ["Title", "Text", "Text (2)", "Column 4"]
    assert table.layout.repeated == ["Text"]


def test_a_table_without_names_has_all_its_rows(read: Callable[..., Table]) -> None:
    table = read(f'Acme,"{TEXT * 3}"\nZoo,"{TEXT}"\n'.encode())

    assert table.layout.columns == ["Column 1", "Column 2"]
    assert [number for number, _ in table.rows] == [1, 2]


def test_rows_are_read_on_from_the_end_of_any_of_them(tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_text(f'sep=,\nTitle,Text\nAcme,"One\nTwo"\nZoo,"{TEXT}"\n')
    with path.open("rb") as file:

        def content(start: int) -> Iterator[bytes]:
            return parts_of(file, start)

        layout = read_layout(content, "utf-8", is_known_name, LIMITS)
        first = next(rows_from(content, layout, layout.start, layout.line))
        second = next(rows_from(content, layout, first.end, first.last_line))

    assert (first.line, first.last_line, second.line) == (3, 4, 5)
    assert second.cells == ["Zoo", TEXT]


def workbook(rows: list[list[object]], sheet: str = "Companies") -> bytes:
    book = Workbook()
    book.active.title = sheet  # type: ignore[union-attr]
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_is_read_as_its_sheet_shows_it(read: Callable[..., Table]) -> None:
    table = read(
        workbook([["Export"], [], [*COLUMNS, "Staff"], [*ROW, 12.0], ["Zoo", "", "x", 1.5]])
    )

    assert table.layout.columns == [*COLUMNS, "Staff"]
    assert table.rows == [(4, [*ROW, "12"]), (5, ["Zoo", "", "x", "1.5"])]


def test_what_stands_in_a_sheet_beside_the_table_is_a_column_too(
    read: Callable[..., Table],
) -> None:
    table = read(workbook([COLUMNS, ROW, [*ROW, None, "call them"]]))

    assert table.layout.columns == [*COLUMNS, "Column 4", "Column 5"]


def test_very_large_and_small_numbers_are_read_without_an_exponent(
    read: Callable[..., Table],
) -> None:
    sheet = read(workbook([["Title", "Staff", "Share"], ["Acme", 1e20, 1e-05]]))
    lines = read(b'{"Title": "Acme", "Staff": 1e20, "Share": 1e-05}')

    assert sheet.rows[0][1] == lines.rows[0][1] == ["Acme", "1" + "0" * 20, "0.00001"]


def test_a_sheet_that_claims_billions_of_cells_is_refused(read: Callable[..., Table]) -> None:
    book = Workbook()
    book.active["A1"] = "Title"  # type: ignore[index]
    book.active["XFD1048576"] = "x"  # type: ignore[index]
    written = io.BytesIO()
    book.save(written)

    with pytest.raises(FileError, match="too much memory or time"):
        read(written.getvalue())


def test_a_workbook_that_unpacks_to_more_than_it_claims_is_refused(
    read: Callable[..., Table],
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 11_000_000)
    size = (11_000_000).to_bytes(4, "little")
    content = packed.getvalue().replace(size, (1000).to_bytes(4, "little"))

    assert len(content) < 20_000
    with pytest.raises(FileError, match="unpacks to more than 9 MB"):
        read(content)


REFUSED = {
    "a damaged workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00" * 50, "no workbook"),
    "a document with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "no workbook|password",
    ),
    "JSON that breaks off": (b'[{"Title": "Acme"},\n{"Title": ', "Line 2 is no valid JSON"),
    "JSON without objects": (b'{"Title": "A"}\n["B"]\n3', "no list of objects"),
    "too many rows": (b"Title,Text\n" + b"Acme,Bank\n" * 1001, "more than 1,000 rows"),
    "too many empty objects": (b'{"Title": "Acme"}\n' + b"{}\n" * 1000, "more than 1,000 rows"),
    "a bad byte in the column names": (
        b"Title,Gr\xf6\xdfe\n" + "é,x\n".encode() * 9,
        "In line 1, where the column names should be, a character is not in the file's encoding",
    ),
    "too many cells": (b"Title,Text,a,b\n" + b"Acme,Bank,,\n" * 900, "more than 3,000 cells"),
    "too many columns": (b"Title" + b",x" * 50 + b"\n", "51 columns, and 50 is the most"),
    "too many bytes": (b"x" * 1_000_001, "more than 0 MB"),
    "column names that never end": (b'Title,"Text\n' + b"a,b\n" * 300, "no valid CSV"),
    "nothing": (b" \n\n", "The file is empty"),
    "a list of nobody, as the site writes it": (b"[\n]\n", "The file is empty"),
    "names alone": (b"Title,Text\n\n,\n", "column names, but no rows"),
    "a list of lists": (b'[["Title", "Text"], ["Acme", "A bank"]]', "no list of objects"),
    "a page that is called a workbook": (
        b"<html><table><tr><td>Title</td></tr></table></html>",
        "web page or XML. Open it in a spreadsheet program",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_change(
    read: Callable[..., Table], kind: str
) -> None:
    content, said = REFUSED[kind]

    with pytest.raises(FileError, match=said):
        read(content)


def test_of_names_beyond_the_most_none_is_looked_up(tmp_path: Path) -> None:
    names = ",".join(f"Figure {number}" for number in range(5000)).encode()
    asked: list[str] = []

    def is_known(name: str) -> bool:
        asked.append(name)
        return False

    with pytest.raises(FileError, match="5,000 columns, and 50 is the most"):
        read_layout(lambda start: iter([names[start:]]), "utf-8", is_known, LIMITS)

    assert len(asked) == LIMITS.columns


def test_characters_of_no_text_are_no_part_of_a_cell_in_any_format(
    read: Callable[..., Table],
) -> None:
    rows = [["Title", "Ci\x01ty"], ["Ac\x07me", "a\x01b\r\nc"], ["Zoo", "d\x9f\u200be"]]
    as_csv = "".join(f'{title},"{city}"\n' for title, city in rows)
    as_json = "".join(json.dumps(dict(zip(rows[0], row, strict=True))) + "\n" for row in rows[1:])

    tables = [read(as_csv.encode()), read(as_json.encode())]

    for table in tables:
        assert table.layout.columns == ["Title", "City"]
        assert [cells for _, cells in table.rows] == [["Acme", "ab\nc"], ["Zoo", "de"]]


def test_lines_of_a_row_are_no_rows(read: Callable[..., Table]) -> None:
    rows = 'Acme,"One\nTwo\nThree"\n' * 600

    assert len(read(f"Title,Text\n{rows}".encode()).rows) == 20


def test_a_row_of_very_many_bytes_is_read_in_proportion_to_them() -> None:
    written = json.dumps([1, ["x" * 32 * 1024**2]]).encode() + b"\n"
    layout = Layout(ROW_LINES, "", False, ["Text"], 0, 0, [])
    begun = time.process_time()
    plain_text(json.loads(written)[1][0])
    alone = time.process_time() - begun

    begun = time.process_time()
    [row] = rows_from(lambda _: iter([written]), layout, 0, 0)
    took = time.process_time() - begun

    assert (len(row.cells[0]), row.end) == (32 * 1024**2, len(written))
    assert took < 8 * alone
