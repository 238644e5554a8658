"""The companies that ship with the project."""

import re

import pytest

from tests.conftest import catalogue

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


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


def test_the_columns_are_those_of_the_import() -> None:
    assert list(catalogue()[0]) == ["Title", "Category", "Industry", "Text"]


def test_all_sectors_have_companies() -> None:
    rows = catalogue()

    assert len(rows) >= 60
    assert {row["Category"] for row in rows} == SECTORS


def test_titles_are_unique() -> None:
    titles = [row["Title"] for row in catalogue()]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row["Title"])
def test_a_text_has_90_to_160_words(row: dict[str, str]) -> None:
    assert 90 <= len(row["Text"].split()) <= 160
    assert row["Industry"]


def test_no_two_texts_share_a_run_of_eight_words() -> None:
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for row in catalogue():
        for run in runs(row["Text"]):
            if run in seen:
                shared.append((seen[run], row["Title"], " ".join(run)))
            seen[run] = row["Title"]

    assert shared == []
