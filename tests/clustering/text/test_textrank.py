import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.text.textrank import word_ranks

SENTENCES = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=6), max_size=5)


@pytest.mark.parametrize("sentences", [[], [[]], [[], []]])
def test_without_words_there_are_no_ranks(sentences: list[list[str]]) -> None:
    assert word_ranks(sentences) == {}


@pytest.mark.parametrize("sentences", [[["oil"]], [["oil", "oil"]], [["oil"], ["oil"]]])
def test_a_single_word_has_all_of_the_rank(sentences: list[list[str]]) -> None:
    assert word_ranks(sentences) == pytest.approx({"oil": 1})


def test_two_neighbours_share_the_rank() -> None:
    assert word_ranks([["oil", "gas"]]) == pytest.approx({"gas": 0.5, "oil": 0.5})


def test_ranks_of_a_case_worked_by_hand() -> None:
    # gas is linked with the three others: g = 0.0375 + 0.85 * 3e, e = 0.0375 + 0.85 * g / 3
    ends = (0.0375 + 0.85 / 3 * 0.0375) / (1 - 0.85 * 0.85)
    ranks = word_ranks([["oil", "gas", "pipes"], ["gas", "wells"]])
    assert ranks == pytest.approx(
        {"gas": 1 - 3 * ends, "oil": ends, "pipes": ends, "wells": ends}, abs=1e-3
    )


def test_words_of_different_sentences_are_no_neighbours() -> None:
    ranks = word_ranks([["oil", "gas", "wells"], ["bread"]])
    assert ranks["gas"] > ranks["oil"] == pytest.approx(ranks["wells"])
    assert ranks["bread"] < ranks["oil"]


def test_being_repeated_beside_itself_adds_nothing() -> None:
    assert word_ranks([["oil", "oil", "gas"]]) == pytest.approx(word_ranks([["oil", "gas"]]))


def test_a_link_counts_once_however_often_it_is_there() -> None:
    assert word_ranks([["oil", "gas"], ["gas", "oil"], ["gas", "wells"]]) == pytest.approx(
        word_ranks([["oil", "gas", "wells"]])
    )


@settings(max_examples=40, deadline=None)
@given(SENTENCES)
def test_ranks_are_shares_of_one(sentences: list[list[str]]) -> None:
    ranks = word_ranks(sentences)
    assert set(ranks) == {word for sentence in sentences for word in sentence}
    assert all(0 < rank <= 1 + 1e-9 for rank in ranks.values())
    assert sum(ranks.values()) == pytest.approx(1 if ranks else 0)


@settings(max_examples=40, deadline=None)
@given(SENTENCES)
def test_ranks_are_the_same_read_backwards(sentences: list[list[str]]) -> None:
    assert word_ranks([sentence[::-1] for sentence in sentences[::-1]]) == pytest.approx(
        word_ranks(sentences)
    )
