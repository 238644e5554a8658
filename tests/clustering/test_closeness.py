"""Texts are close by what they say, by their kinds of business, and by where they lie."""

import numpy as np
import pytest

from clustering.closeness import (
    FIRST_SEGMENT,
    FIRST_UNKNOWN,
    NOTHING,
    OF_A_LONG_TEXT,
    OF_A_SHORT_TEXT,
    Asked,
)
from clustering.index.in_memory import Others
from tests.clustering.kinds.trades import told

HERE = np.array([[1.0, 0.0]], np.float32)
THERE = np.array([[0.0, 1.0]], np.float32)


def closeness(asked: str, other: str, places: np.ndarray = HERE) -> float:
    of_other = told(other)
    [close] = Asked([told(asked)], HERE).closeness(of_other, np.array([len(of_other)]), places)
    return float(close)


@pytest.mark.parametrize("text", ["They bake bread", "Deposits, loans and mortgages " * 9])
def test_a_text_is_as_close_to_itself_as_can_be(text: str) -> None:
    closest = closeness(text, text)

    # The weights are kept in parts of 255
    assert closest >= 0.98
    assert closeness(text, f"{text} and grooms horses with pastel ribbons") < 0.98 * closest


def test_texts_of_one_trade_are_closer_than_others_though_they_share_no_word() -> None:
    ale, lager, dogs = "ale in kegs", "malt, hops and yeast", "kittens and puppies"
    assert set(told(ale) >> 8) & set(told(lager) >> 8)
    assert closeness(ale, lager) > closeness(ale, dogs)


def test_an_unknown_word_in_common_counts_most() -> None:
    one = "Zyzzquark bakes bread"
    assert closeness(one, "Zyzzquark makes loans") > closeness(one, "Ovens and loans")


def test_where_texts_lie_counts_for_its_share() -> None:
    text = "They bake bread"
    apart = closeness(text, text, HERE) - closeness(text, text, THERE)
    assert apart == pytest.approx(OF_A_SHORT_TEXT.place / OF_A_SHORT_TEXT.whole)


def test_a_long_text_is_asked_for_with_other_shares_than_a_line() -> None:
    line, page = told("They bake bread"), told("Deposits of savers, ovens, bread, kegs. " * 3)
    long = told(
        "Branches take deposits and grant mortgages to families of the county. Ovens bake loaves of"
        " rye bread and buns for grocers. Surgeons treat dogs, cats and horses in the hospital."
    )
    assert Asked([line], HERE).shares == OF_A_SHORT_TEXT
    assert Asked([page], HERE).shares == OF_A_SHORT_TEXT
    assert Asked([long], HERE).shares == OF_A_LONG_TEXT


def test_what_is_said_ascends_and_takes_four_bytes() -> None:
    entries = told("Zyzzquark bakes bread and bread")
    keys = entries >> 8

    assert entries.dtype == np.uint32
    assert (np.diff(keys.astype(np.int64)) > 0).all()
    assert (keys < FIRST_UNKNOWN).any()
    assert ((keys >= FIRST_UNKNOWN) & (keys < FIRST_SEGMENT)).any()
    assert (keys >= FIRST_SEGMENT).any()
    assert ((entries & 255) > 0).all()


def test_of_several_that_are_asked_for_the_mean_counts() -> None:
    one, other, third = told("bread and cakes"), told("kegs of ale"), told("bread")
    sizes = np.array([len(third)])
    both = Asked([one, other], np.vstack([HERE, THERE])).closeness(third, sizes, HERE)
    alone = [
        Asked([text], place).closeness(third, sizes, HERE)
        for text, place in ((one, HERE), (other, THERE))
    ]
    assert both == pytest.approx(np.mean(alone), abs=1e-9)


def test_without_words_the_places_alone_are_compared() -> None:
    asked = Asked([NOTHING], HERE)
    close = asked.closeness(NOTHING, np.array([0, 0]), np.vstack([HERE, THERE]))
    assert close.tolist() == [1, 0]


def test_many_that_are_asked_get_the_same_answers() -> None:
    texts = ["They bake bread", "Zyzzquark makes loans", "", "kegs of ale and bread", "kittens"]
    entries = [told(text) if text else NOTHING for text in texts]
    sizes = np.array([len(each) for each in entries])
    places = np.vstack([HERE, THERE, HERE, HERE, THERE])
    others = Others(np.concatenate(entries), sizes, places)

    asked = [Asked([told(one)], HERE) for one in ("bread and cakes", "Zyzzquark", "kegs of ale")]
    to_each = others.closeness_to_each(asked)

    for each, close in zip(asked, to_each, strict=True):
        alone = each.closeness(np.concatenate(entries), sizes, places)
        assert close == pytest.approx(alone, abs=1e-6)


def test_rows_that_say_nothing_stand_among_others() -> None:
    bread = told("They bake bread")
    sizes = np.array([0, len(bread), 0])
    close = Asked([bread], HERE).closeness(bread, sizes, np.repeat(THERE, 3, axis=0))
    assert close[1] > 0.8
    assert close[[0, 2]].tolist() == [0, 0]
