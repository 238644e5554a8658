"""The kinds of business that ship with the project keep the rules of their file."""

import csv
import re
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.text import slugify

from scoring.kinds.data import FILE, PITCHES, SLOGANS, VOICES, WORDS, described
from scoring.kinds.names import SECTORS
from scoring.models import Assignment
from tests.catalogue import whole_catalogue
from tests.kinds.gics import NAMES, SECTOR_OF

HEADER = ["Sector", "Industry", "Segment", "Definition", *VOICES]
RUN = 8


@lru_cache
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def pitches() -> list[dict[str, str]]:
    with PITCHES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def slogans() -> list[dict[str, str]]:
    with SLOGANS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def words() -> list[dict[str, str]]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_texts() -> list[tuple[str, str]]:
    """Whose text it is, and the text: all five of each row, the short ones, the catalogue's."""
    texts = []
    for row in rows():
        for column in ("Definition", *VOICES):
            texts.append((f"{row['Segment']}, {column}", row[column]))
    for number, short in enumerate((*pitches(), *slogans())):
        texts.append((f"{short['Segment']}, short text {number}", short["Text"]))
    return texts + [(row["Title"], row["Text"]) for row in whole_catalogue()]


def test_the_columns_are_those_that_are_read() -> None:
    assert list(rows()[0]) == HEADER
    assert all(set(row) == set(HEADER) for row in rows())


def test_there_are_enough_of_them_in_every_sector() -> None:
    assert len(rows()) >= 320
    assert {row["Sector"] for row in rows()} == set(SECTORS) == set(NAMES)


def test_no_name_stands_twice_nor_is_longer_than_its_column() -> None:
    longest = Assignment._meta.get_field("segment").max_length
    names = [row["Segment"] for row in rows()]

    assert longest == 60
    assert [name for name in names if not 0 < len(name) <= longest] == []
    assert len({name.casefold() for name in names}) == len(names) == len(described())


def test_every_name_has_an_address_of_its_own() -> None:
    addresses = {slugify(row["Segment"]) for row in rows()}

    assert "" not in addresses
    assert len(addresses) == len(rows())


def test_no_name_is_one_of_a_sector_too() -> None:
    sectors = {sector.casefold() for sector in SECTORS}

    assert [row["Segment"] for row in rows() if row["Segment"].casefold() in sectors] == []


def test_an_industry_is_an_official_one_of_its_sector_or_none() -> None:
    assert len(SECTOR_OF) == 163
    for row in rows():
        assert row["Industry"] == "" or SECTOR_OF.get(row["Industry"]) == row["Sector"], row


def test_every_industry_of_the_catalogue_and_every_official_one_is_covered() -> None:
    covered = {row["Industry"] for row in rows()}
    catalogue = {row["Industry"] for row in whole_catalogue()}

    assert len(catalogue) == 127
    assert catalogue - covered == set()
    assert set(SECTOR_OF) - covered == set()


def test_texts_have_20_to_140_words_and_definitions_a_sentence() -> None:
    for row in rows():
        lengths = {voice: len(row[voice].split()) for voice in VOICES}
        assert all(20 <= words <= 140 for words in lengths.values()), (row["Segment"], lengths)
        assert re.fullmatch(r"[^.!?]+\.", row["Definition"]), row["Definition"]


def test_further_texts_are_of_kinds_that_there_are() -> None:
    names = {row["Segment"] for row in rows()}

    for pitch in pitches():
        assert list(pitch) == ["Segment", "Trade", "Text"]
        assert pitch["Segment"] in names, pitch
        assert 10 <= len(pitch["Text"].split()) <= 140, pitch
    for slogan in slogans():
        assert list(slogan) == ["Segment", "Text"]
        assert slogan["Segment"] in names, slogan
        assert 10 <= len(slogan["Text"].split()) <= 34, slogan
    assert {slogan["Segment"] for slogan in slogans()} == names


def test_every_trade_has_its_words_once() -> None:
    trades: list[tuple[str, str]] = []
    for each in described().values():
        trades += [(each.segment.name, trade) for trade in each.segment.trades or [""]]

    assert [(row["Segment"], row["Trade"]) for row in words()] == trades
    for row in words():
        assert list(row) == ["Segment", "Trade", "Words"]
        terms = row["Words"].split(", ")
        assert len(terms) == len(set(terms)) >= 30, row
        assert all(1 <= len(term.split()) <= 3 for term in terms), row


def test_no_cell_has_a_line_break_or_blanks_around_it() -> None:
    for row in (*rows(), *pitches(), *slogans(), *words()):
        for column, cell in row.items():
            assert cell == " ".join(cell.split()), (row["Segment"], column)


def test_no_text_shares_eight_words_in_a_row_with_another() -> None:
    first: dict[tuple[str, ...], str] = {}
    shared = []
    for whose, text in all_texts():
        words = re.findall(r"\w+", text.casefold())
        for run in zip(*(words[start:] for start in range(RUN)), strict=False):
            other = first.setdefault(run, whose)
            if other != whose:
                shared.append((other, whose, " ".join(run)))

    assert shared == []


@pytest.mark.parametrize("file", [FILE, PITCHES, SLOGANS, WORDS])
def test_the_files_are_utf_8_without_a_mark(file: Path) -> None:
    assert file.parent == settings.BASE_DIR / "data"
    assert not file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_companies_of_the_catalogue_are_of_kinds_of_their_own_sector() -> None:
    sectors = {row["Segment"]: row["Sector"] for row in rows()}
    filed = [(row["Category"], row["Segment"]) for row in whole_catalogue()]

    assert all(sectors[segment] == sector for sector, segment in filed if segment)
    assert sum(bool(segment) for _, segment in filed) >= 450
