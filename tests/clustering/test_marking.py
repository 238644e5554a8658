"""What two texts share, and where it stands in them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustering.marking import Piece, marked, shared
from clustering.model import Model
from clustering.text.ngrams import Extraction
from clustering.training import train
from tests.clustering.conftest import ROWS, SETTINGS, TEXTS, trained

WORDS = [
    "bank",
    "Loans",
    "crude oil",
    "oil and gas",
    "gas",
    " ",
    ", ",
    "\n",
    "<b>",
    "🦆",
    "\u202e",
    "שלום",
    "www.oil.com",
    "e\u0301",
]


def marks(model: Model, text: str, *ngrams: str) -> list[str]:
    return [piece.text for piece in marked(model, text, ngrams) if piece.is_marked]


def test_every_occurrence_is_marked_whatever_its_case_and_ending(model: Model) -> None:
    assert marks(model, "BANKS lend. A bank, and banking.", "bank") == ["BANKS", "bank", "banking"]


def test_a_phrase_is_marked_as_a_whole(model: Model) -> None:
    assert marks(model, "Oil and gas; gas; oil & gas", "oil_gas") == ["Oil and gas", "oil & gas"]


def test_phrases_that_overlap_are_one_mark(model: Model) -> None:
    assert marks(model, "crude oil wells", "crude_oil", "oil_well", "oil") == ["crude oil wells"]


def test_a_word_of_an_address_is_not_marked(model: Model) -> None:
    assert marks(model, "www.bank.com bank@bank.example bank", "bank") == ["bank"]


def test_part_of_a_word_is_not_marked(model: Model) -> None:
    assert marks(model, "embankment bankrupt", "bank") == []


def test_only_what_is_asked_for_is_marked(model: Model) -> None:
    assert marked(model, "bank", []) == [Piece("bank", False)]


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "🦆🦆"])
def test_a_text_without_words_has_no_marks(model: Model, text: str) -> None:
    assert marks(model, text, "bank") == []


def test_markup_stays_in_the_text_and_its_words_are_not_marked(model: Model) -> None:
    text = "<script>alert('bank')</script> & bank"
    assert marked(model, text, ["bank"]) == [
        Piece("<script>alert('bank')</script> & ", False),
        Piece("bank", True),
    ]


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_the_pieces_are_the_text_again(text: str) -> None:
    model = trained("guided", "euclidean")
    pieces = marked(model, text, ["bank", "loan", "crude_oil", "oil_gas", "gas"])

    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert not any(one.is_marked and other.is_marked for one, other in itertools.pairwise(pieces))


def test_words_of_a_phrase_that_skips_are_marked_one_by_one() -> None:
    from dataclasses import replace

    skipping = train(ROWS, replace(SETTINGS, extraction=Extraction(skip=1)))

    assert marks(skipping, "crude heavy oil", "crude_oil") == ["crude", "oil"]


def test_shared_phrases_come_by_the_product_of_their_weights(model: Model) -> None:
    first, second = model.weigh(TEXTS[0]), model.weigh(TEXTS[3])
    found = shared(model, first, second)

    products = [phrase.first * phrase.second for phrase in found]
    assert found
    assert products == sorted(products, reverse=True)
    for phrase in found:
        number = model.vocabulary.index[phrase.ngram]
        assert phrase.first == pytest.approx(float(first.values[first.indices == number][0]))
        assert phrase.second == pytest.approx(float(second.values[second.indices == number][0]))


@pytest.mark.parametrize("other", ["", "frozen food", "xyzzy"])
def test_nothing_in_common_is_nothing_shared(model: Model, other: str) -> None:
    assert shared(model, model.weigh("crude oil"), model.weigh(other)) == []


def test_all_that_is_shared_is_marked_in_both_texts(model: Model) -> None:
    found = shared(model, model.weigh(TEXTS[6]), model.weigh(TEXTS[7]))

    for phrase in found:
        assert marks(model, TEXTS[6], phrase.ngram)
        assert marks(model, TEXTS[7], phrase.ngram)
