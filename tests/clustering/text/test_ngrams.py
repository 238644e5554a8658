from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import LARGEST_SIZE, SELECTIONS, WEIGHTS, Analyser, Extraction

WORDS = ["bread", "cheese", "drilling", "gas", "milk", "oil", "pipes", "wells"]


def analyser(**options: Any) -> Analyser:
    return Analyser(Cleaning(endings="keep"), Extraction(**options))


def test_words_come_first_then_pairs_then_triples() -> None:
    text = "oil gas wells. milk bread"
    words, pairs = ["oil", "gas", "wells", "milk", "bread"], ["oil_gas", "gas_wells", "milk_bread"]
    assert analyser(size=1).ngrams(text) == words
    assert analyser(size=2).ngrams(text) == words + pairs
    assert analyser(size=3).ngrams(text) == [*words, *pairs, "oil_gas_wells"]


def test_an_ngram_is_made_of_clean_tokens() -> None:
    assert Analyser(Cleaning(), Extraction(size=2)).ngrams("Oil and GAS utilities") == [
        *("oil", "gas", "util"),
        *("oil_gas", "gas_util"),
    ]


def test_every_occurrence_counts() -> None:
    assert analyser(size=2).ngrams("oil oil oil") == ["oil"] * 3 + ["oil_oil"] * 2


def test_with_skip_words_between_may_be_left_out() -> None:
    found = analyser(size=2, skip=1).ngrams("oil gas wells pipes")
    assert found[4:] == ["oil_gas", "gas_wells", "wells_pipes", "oil_wells", "gas_pipes"]


def test_all_gaps_of_an_ngram_share_the_skip() -> None:
    found = analyser(size=3, skip=1).ngrams("oil gas wells pipes")
    assert {ngram for ngram in found if ngram.count("_") == 2} == {
        "oil_gas_wells",
        "gas_wells_pipes",
        "oil_gas_pipes",
        "oil_wells_pipes",
    }


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(st.sampled_from(WORDS), max_size=7),
    size=st.integers(1, 4),
    skip=st.integers(0, 3),
)
def test_ngrams_are_all_ways_to_leave_out_so_many_words(
    words: list[str], size: int, skip: int
) -> None:
    expected = [
        "_".join(words[place] for place in places)
        for length in range(1, size + 1)
        for places in combinations(range(len(words)), length)
        if places[-1] - places[0] - (length - 1) <= skip
    ]
    assert sorted(analyser(size=size, skip=skip).ngrams(" ".join(words))) == sorted(expected)


@settings(max_examples=30, deadline=None)
@given(
    parts=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=4),
    end=st.sampled_from([". ", " ||| ", "\n", " (", "; "]),
)
def test_no_ngram_crosses_the_end_of_a_sentence(parts: list[list[str]], end: str) -> None:
    one = analyser(size=3, skip=2)
    alone = [ngram for part in parts for ngram in one.ngrams(" ".join(part))]
    assert sorted(one.ngrams(end.join(" ".join(part) for part in parts))) == sorted(alone)


def test_without_sentences_an_ngram_crosses_their_end() -> None:
    one = Analyser(Cleaning(endings="keep", detect_sentences=False), Extraction(size=2))
    assert one.ngrams("oil. gas") == ["oil", "gas", "oil_gas"]


def test_words_out_of_bounds_go_before_ngrams_are_made() -> None:
    assert analyser(size=2, shortest=4, longest=5).ngrams("wells oil drilling pipes") == [
        *("wells", "pipes"),
        "wells_pipes",
    ]


def test_bounds_hold_the_token_and_not_the_word_in_the_text() -> None:
    assert Analyser(Cleaning(), Extraction(size=1, longest=4)).ngrams("utilities") == ["util"]


@pytest.mark.parametrize("text", ["", " ", "the of", "42", "\ud800", "ab cd"])
def test_a_text_without_words_has_no_ngrams(text: str) -> None:
    one = analyser(size=3, skip=2)
    assert one.ngrams(text) == list(one.surfaces(text)) == []


def test_a_sentence_shorter_than_the_size_has_only_the_smaller_ones() -> None:
    assert analyser(size=3, skip=5).ngrams("oil. gas wells") == ["oil", "gas", "wells", "gas_wells"]


def test_ngrams_have_a_readable_form() -> None:
    found = dict(
        Analyser(Cleaning(), Extraction(size=3)).surfaces("Oil and gas utilities, real-estate")
    )
    assert found["oil_gas"] == "Oil and gas"
    assert found["oil_gas_util"] == "Oil and gas utilities"
    assert found["real_estat"] == "real-estate"


def test_a_readable_form_shows_where_words_were_skipped() -> None:
    found = dict(analyser(size=3, skip=1).surfaces("oil and gas of wells pipes"))
    assert found["oil_wells"] == "oil ... wells"
    assert found["oil_gas_pipes"] == "oil and gas ... pipes"


@settings(max_examples=30, deadline=None)
@given(st.text("oilgaswellspipes .and-", max_size=60))
def test_every_ngram_has_one_readable_form_for_each_occurrence(text: str) -> None:
    one = analyser(size=3, skip=1)
    assert sorted(ngram for ngram, _ in one.surfaces(text)) == sorted(one.ngrams(text))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("size", 0),
        ("size", -1),
        ("size", LARGEST_SIZE + 1),
        ("size", 10**6),
        ("size", 2.0),
        ("size", True),
        ("skip", -1),
        ("skip", 6),
        ("skip", 0.5),
        ("shortest", 0),
        ("shortest", "3"),
        ("longest", 2),
        ("longest", 9.5),
        ("min_documents", 0),
        ("min_documents_of_phrases", 0),
        ("max_ratio", 0.0),
        ("max_ratio", -0.5),
        ("max_ratio", 1.01),
        ("max_ratio", float("nan")),
        ("features", 0),
        ("features", None),
        ("weights", "TF"),
        ("weights", ""),
        ("selection", "pearson"),
        ("selection", None),
    ],
)
def test_an_option_that_cannot_be_is_named_with_what_to_choose(option: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{option} is .*: choose"):
        Extraction(**{option: value})


@pytest.mark.parametrize(("option", "allowed"), [("weights", WEIGHTS), ("selection", SELECTIONS)])
def test_every_listed_choice_is_allowed(option: str, allowed: tuple[str, ...]) -> None:
    made = [Extraction(**{option: choice}) for choice in allowed]  # type: ignore[arg-type]
    assert [getattr(one, option) for one in made] == list(allowed)


def test_the_largest_ngrams_with_the_largest_skip_are_allowed() -> None:
    found = analyser(size=LARGEST_SIZE, skip=LARGEST_SIZE).ngrams(" ".join(WORDS))
    assert "_".join(WORDS[:5]) in found
    assert "bread_cheese_drilling_gas_wells" in found
