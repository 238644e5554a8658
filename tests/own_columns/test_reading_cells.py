"""A cell of an own column is a number or a day as people of many countries write them, or words."""

from datetime import date

import pytest

from scoring.own_columns.reading_cells import as_cell, beginning_of, day_in, number_in, style_of
from scoring.tables.writing import Day

NUMBERS = {
    "12": 12,
    "-5": -5,
    "−5": -5,
    "00123": 123,
    "1,234": 1234,
    "1.234": 1.234,
    "12,5": 12.5,
    "1,234.5": 1234.5,
    "1.234,56": 1234.56,
    "1 234": 1234,
    "1'234'567": 1234567,
    "1.234.567": 1234567,
    "-$1,200": -1200,
    "(1,200.50)": -1200.5,
    "5 EUR": 5,
    "12 %": 12,
    "$3.4M": 3_400_000,
    "2.3 mn": 2_300_000,
    "1.2k": 1200,
    "€ 5 Mio.": 5_000_000,
    "5,5 Mio. EUR": 5_500_000,
    "2 Mrd. €": 2_000_000_000,
    "-$1.5bn": -1_500_000_000,
    "(3 million)": -3_000_000,
    "12 millones": 12_000_000,
    "250 Tsd.": 250_000,
    "$2b": 2_000_000_000,
    "8M": 8_000_000,
}
NO_NUMBERS = [
    "",
    "abc",
    "1,23,4",
    "1-2",
    "(1",
    "1e5",
    "nan",
    "inf",
    "12..5",
    "+49 89 123",
    "12b",
    "5 m",
    "3 km",
    "4 million people",
    "million",
    "2 k k",
    "9" * 41,
    "١",
]
DAYS = {
    "2024-05-01": date(2024, 5, 1),
    "2024-05-01 10:00:00": date(2024, 5, 1),
    "2024/5/6": date(2024, 5, 6),
    "1.5.2024": date(2024, 5, 1),
    "5/6/2024": date(2024, 6, 5),
    "5/13/2024": date(2024, 5, 13),
}
NO_DAYS = ["", "2024", "31.02.2024", "0000-01-01", "2024-5.6", "soon", "1/2/24" + " " * 50]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read_whichever_sign_parts_its_digits(text: str) -> None:
    assert number_in(text) == NUMBERS[text]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_may_be_something_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_whichever_part_comes_first(text: str) -> None:
    assert day_in(text) == DAYS[text]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_not_in_the_calendar_is_no_day(text: str) -> None:
    assert day_in(text) is None


def test_days_of_one_column_are_read_alike() -> None:
    assert day_in("1/2/2024", style_of(["1/2/2024", "3/15/2024"])) == date(2024, 1, 2)
    assert day_in("1/2/2024", style_of(["1/2/2024", "15/3/2024"])) == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("column", "text", "number"),
    [
        (["1.705", "12", "12.345"], "1.705", 1705),
        (["1.705", "0.512"], "1.705", 1.705),
        (["1.705", "12.5"], "1.705", 1.705),
        (["1,705", "12,5"], "1,705", 1.705),
        (["1,705", "12.5"], "1,705", 1705),
        (["1.705,5", "1.705"], "1.705", 1705),
        (["1.234.567", "1.705"], "1.705", 1705),
        (["1,705", "1.705"], "1.705", 1.705),
        (["€ 1.705", "not told"], "€ 1.705", 1705),
    ],
)
def test_numbers_of_one_column_are_read_alike(column: list[str], text: str, number: float) -> None:
    assert number_in(text, style_of(column)) == number


def test_values_are_compared_by_their_beginnings_without_case_and_accents() -> None:
    assert beginning_of("  KÖLN\n am Rhein ") == beginning_of("koln am rhein")
    assert len(beginning_of("ß" * 1000)) == 100


@pytest.mark.parametrize("text", ["2024-05-06", "2024-05-06 07:08:09", "2000-02-29"])
def test_a_day_of_a_workbook_is_one_again_in_a_file(text: str) -> None:
    assert isinstance(as_cell(text, None), Day)


@pytest.mark.parametrize("text", ["2024-13-01", "1.5.2024", "2024-05-06T07:08", ""])
def test_other_cells_stay_as_they_were_written(text: str) -> None:
    assert type(as_cell(text, None)) is str
