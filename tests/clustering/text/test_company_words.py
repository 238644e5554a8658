"""Which tokens are company names."""

import pytest

from clustering.text.ngrams import Analyser, Extraction
from clustering.training.corpus import read
from tests.clustering.conftest import TEXTS, TITLES

SINGLE = Analyser(extraction=Extraction(min_documents=1))


def company_words(titles: list[str], texts: list[str]) -> frozenset[str]:
    return read(texts, SINGLE).company_words(titles)


def test_a_token_found_mostly_under_its_own_title_is_a_name() -> None:
    titles = ["Pellam Bank", "Oakmere", "Quill"]
    texts = ["Pellam is a bank", "Oakmere is a bank too", "A bank like no bank"]
    assert company_words(titles, texts) == {"pellam", "oakmer"}


def test_a_token_found_mostly_elsewhere_is_none() -> None:
    assert company_words(["Pellam", "Quill", ""], ["Pellam", "Pellam pens", "Pellam"]) == set()


def test_a_name_that_its_own_text_lacks_is_none() -> None:
    assert company_words(["Pellam", "Quill"], ["A bank", "Pens"]) == set()


def test_a_name_of_two_words_is_two_names() -> None:
    assert company_words(["Rivertown Savings"], ["Rivertown Savings lends"]) == {
        "rivertown",
        "save",
    }


@pytest.mark.parametrize("title", ["", "The", "3M", "\ud800", "  "])
def test_a_title_without_words_names_nothing(title: str) -> None:
    assert company_words([title], ["The 3M bank"]) == set()


def test_no_texts_have_no_names() -> None:
    assert company_words([], []) == set()


def test_titles_of_the_fixture_are_names() -> None:
    assert company_words(TITLES, TITLES) >= {"rivertown", "kestrel"}


def test_trades_of_the_fixture_are_none() -> None:
    assert not company_words(TITLES, TEXTS) & {"bank", "oil", "softwar", "hospit", "food"}
