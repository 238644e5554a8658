from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.text.ngrams import without_overlap

NGRAMS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=3, unique=True).map("_".join)


def test_a_word_gives_way_to_a_pair_with_half_its_score() -> None:
    assert without_overlap({"gas": 1.0, "natur_gas": 0.5, "natur": 0.5, "oil": 0.4}, 5) == [
        "natur_gas",
        "oil",
    ]


def test_a_word_stays_when_the_pair_is_much_weaker() -> None:
    assert without_overlap({"bank": 1.0, "bank_hall": 0.49, "loan": 0.2}, 5) == ["bank", "loan"]


def test_pairs_that_continue_each_other_are_shown_once() -> None:
    assert without_overlap({"real_estat": 1.0, "estat_invest": 0.9, "invest_trust": 0.8}, 5) == [
        "real_estat",
        "invest_trust",
    ]


def test_a_phrase_inside_a_longer_one_is_shown_once() -> None:
    assert without_overlap({"real_estat_trust": 1.0, "real_trust": 0.9, "offic": 0.1}, 5) == [
        "real_estat_trust",
        "offic",
    ]


def test_equal_scores_keep_the_order_in_which_they_came() -> None:
    assert without_overlap({"oil": 0.5, "bank": 0.5, "loan": 0.5}, 2) == ["oil", "bank"]


def test_nothing_has_nothing_to_show() -> None:
    assert without_overlap({}, 5) == []


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_under_one_shows_nothing(limit: int) -> None:
    assert without_overlap({"bank": 1.0}, limit) == []


@settings(max_examples=50, deadline=None)
@given(scores=st.dictionaries(NGRAMS, st.floats(0, 1), max_size=8), limit=st.integers(1, 8))
def test_what_is_shown_is_known_and_none_is_part_of_another(
    scores: dict[str, float], limit: int
) -> None:
    shown = without_overlap(scores, limit)
    assert set(shown) <= set(scores)
    assert len(shown) == len(set(shown)) <= limit
    assert bool(shown) == bool(scores)
    for one, other in combinations([set(ngram.split("_")) for ngram in shown], 2):
        assert not one <= other
        assert not other <= one
