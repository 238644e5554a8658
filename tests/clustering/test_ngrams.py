import numpy as np
import pytest

from clustering.ngrams import build, ngrams, surfaces, weigh, without_overlap

TEXTS = ["oil wells and gas wells", "oil wells", "gas pipes", "Gas pipes for Norway", "Norway"]


def test_ngrams_are_words_and_neighbouring_pairs_of_a_sentence() -> None:
    assert ngrams("oil and gas. wells") == ["oil", "gas", "oil_gas", "well"]


def test_no_ngram_crosses_the_end_of_a_sentence() -> None:
    assert "gas_well" not in ngrams("oil gas. wells drilled")


def test_ngrams_have_a_readable_form() -> None:
    assert dict(surfaces("Oil and gas utilities"))["oil_gas"] == "Oil and gas"


def test_the_vocabulary_holds_what_two_texts_share() -> None:
    vocabulary = build(TEXTS, 2, 1.0, 100)
    assert vocabulary.ngrams == ("gas", "gas_pipe", "norway", "oil", "oil_well", "pipe", "well")
    assert vocabulary.surfaces == ("gas", "gas pipes", "Norway", "oil", "oil wells", "pipes", "wells")


def test_the_weight_of_an_ngram_falls_with_the_number_of_its_texts() -> None:
    vocabulary = build(TEXTS, 2, 1.0, 100)
    assert vocabulary.idf[vocabulary.index["oil"]] == pytest.approx(1 + np.log(6 / 3))
    assert vocabulary.idf[vocabulary.index["gas"]] == pytest.approx(1 + np.log(6 / 4))


def test_an_ngram_of_too_many_texts_is_left_out() -> None:
    assert "gas" not in build(TEXTS, 2, 0.5, 100).ngrams


def test_the_most_frequent_stay_when_there_are_too_many() -> None:
    assert build(TEXTS, 2, 1.0, 2).ngrams == ("gas", "gas_pipe")


@pytest.mark.parametrize("texts", [[], [""], ["", "the of"], ["oil", "gas"]])
def test_texts_that_share_nothing_give_an_empty_vocabulary(texts: list[str]) -> None:
    vocabulary = build(texts, 2, 1.0, 100)
    assert vocabulary.ngrams == ()
    assert weigh("oil", vocabulary).coverage == 0


def test_weights_have_length_one_and_grow_with_the_logarithm_of_the_count() -> None:
    vocabulary = build(TEXTS, 2, 1.0, 100)
    weights = weigh("oil. oil. norway", vocabulary)
    by_ngram = {vocabulary.ngrams[i]: value for i, value in zip(weights.indices, weights.values, strict=True)}
    assert np.linalg.norm(weights.values) == pytest.approx(1)
    assert by_ngram["oil"] / by_ngram["norway"] == pytest.approx(1 + np.log(2))


def test_coverage_counts_every_occurrence() -> None:
    assert weigh("oil. oil. zebra. oil", build(TEXTS, 2, 1.0, 100)).coverage == 0.75


@pytest.mark.parametrize("text", ["", "zebra", "the", "\ud800"])
def test_a_text_without_a_known_ngram_weighs_nothing(text: str) -> None:
    weights = weigh(text, build(TEXTS, 2, 1.0, 100))
    assert (len(weights.indices), len(weights.values), weights.coverage) == (0, 0, 0.0)


def test_a_word_gives_way_to_a_pair_with_half_its_score() -> None:
    assert without_overlap({"gas": 1.0, "natur_gas": 0.6, "natur": 0.5, "oil": 0.4}, 5) == [
        "natur_gas",
        "oil",
    ]


def test_a_word_stays_when_the_pair_is_much_weaker() -> None:
    assert without_overlap({"bank": 1.0, "bank_hall": 0.3, "loan": 0.2}, 5) == ["bank", "loan"]


def test_pairs_that_continue_each_other_are_shown_once() -> None:
    assert without_overlap({"real_estat": 1.0, "estat_invest": 0.9, "invest_trust": 0.8}, 5) == [
        "real_estat",
        "invest_trust",
    ]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_under_one_shows_nothing(limit: int) -> None:
    assert without_overlap({"bank": 1.0}, limit) == []
