"""The cells of a row make a company, or a problem in a sentence."""

import pytest

from clustering.files.companies import Company, CompanyReader

PLACES = {"title": [0], "text": [1, 3], "category": [2], "industry": []}


def read(cells: list[object], *, has_guards: bool = True) -> Company:
    least = {"title": 2, "text": 1}
    return CompanyReader(PLACES, least, {"title": 10, "text": 20}, has_guards).company(cells)


def test_several_cells_make_the_text_together() -> None:
    assert read(["Acme", " one ", "Banks", "two"]) == Company("Acme", "Banks", "one\ntwo", "")


def test_titles_stand_on_one_line_and_control_characters_nowhere() -> None:
    company = read(["A\r\nb\tc\x00", "x\u200b\r\ny\x07", "", ""])

    assert (company.title, company.text) == ("A b c", "x\ny")


@pytest.mark.parametrize("nothing", [None, "", "  ", "NaN", "NULL", "#N/A", "None"])
def test_a_cell_that_stands_for_nothing_is_empty(nothing: object) -> None:
    assert read(["Acme", nothing, "", nothing]).problem == "There is no text."


def test_a_cell_that_is_missing_or_no_text_does_no_harm() -> None:
    assert read([12, 3.5]) == Company("12", "", "3.5", "")


def test_the_guard_of_a_csv_is_no_part_of_its_cell() -> None:
    assert read(["Acme", "'=1+1", "", ""]).text == "=1+1"
    assert read(["Acme", "'=1+1", "", ""], has_guards=False).text == "'=1+1"
    assert read(["Acme", "'tis", "", ""]).text == "'tis"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["", "text"], "There is no title."),
        (["A", "text"], "The title needs at least 2 characters."),
        (["Acme", "x" * 21], "The text has 21 characters, and 20 is the most."),
        (["A" * 11, "text"], "The title has 11 characters, and 10 is the most."),
    ],
)
def test_what_is_wrong_is_said(cells: list[object], problem: str) -> None:
    assert read(cells).problem == problem
