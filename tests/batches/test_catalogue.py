"""The companies that ship with the project."""

import re

import pytest

from tests.catalogue import whole_catalogue

SECTORS = {
    "Communication Services",
    "Consumer Discretionary",
    "Consumer Staples",
    "Energy",
    "Financials",
    "Health Care",
    "Industrials",
    "Information Technology",
    "Materials",
    "Real Estate",
    "Utilities",
}
LONGEST_RUN = 7


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {
        tuple(words[start : start + LONGEST_RUN + 1]) for start in range(len(words) - LONGEST_RUN)
    }


def test_the_columns_are_those_of_the_import_and_the_kind_of_business() -> None:
    assert list(whole_catalogue()[0]) == ["Title", "Category", "Industry", "Segment", "Text"]


def test_there_are_nearly_five_hundred_companies() -> None:
    assert len(whole_catalogue()) >= 480


def test_every_sector_has_twenty_companies_or_more() -> None:
    sectors = [row["Category"] for row in whole_catalogue()]

    assert set(sectors) == SECTORS
    assert min(sectors.count(sector) for sector in SECTORS) >= 20


def test_at_least_120_sub_industries_are_covered() -> None:
    assert len({row["Industry"] for row in whole_catalogue()}) >= 120


def test_titles_are_unique() -> None:
    titles = [row["Title"].casefold() for row in whole_catalogue()]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("column", ["Title", "Category", "Industry", "Text"])
def test_no_cell_is_empty_or_padded(column: str) -> None:
    assert [
        row for row in whole_catalogue() if not row[column] or row[column] != row[column].strip()
    ] == []


def test_every_text_has_90_to_160_words() -> None:
    lengths = {row["Title"]: len(row["Text"].split()) for row in whole_catalogue()}

    assert {title: length for title, length in lengths.items() if not 90 <= length <= 160} == {}


def test_no_text_has_a_line_break_or_doubled_space() -> None:
    assert [
        row["Title"] for row in whole_catalogue() if re.search(r"[\r\n\t]|  ", row["Text"])
    ] == []


def test_no_two_texts_share_a_run_of_eight_words() -> None:
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for row in whole_catalogue():
        for run in runs(row["Text"]):
            if run in seen:
                shared.append((seen[run], row["Title"], " ".join(run)))
            seen[run] = row["Title"]

    assert shared == []


def test_no_two_texts_begin_alike() -> None:
    openings = [tuple(row["Text"].lower().split()[:3]) for row in whole_catalogue()]

    assert len(set(openings)) == len(openings)
