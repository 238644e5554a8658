from math import log
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import WEIGHTS, Analyser, Extraction
from clustering.text.vocabulary import Vocabulary
from clustering.training.corpus import read
from clustering.training.vocabularies import create

TEN = [*["oil oil wells"] * 1, *["oil gas"] * 4, *["gas pipes"] * 5]
LOOSE = {"min_documents": 1, "min_documents_of_phrases": 1, "max_ratio": 1.0}


def analyser(**options: Any) -> Analyser:
    return Analyser(Cleaning(endings="keep"), Extraction(**LOOSE | options))


def vocabulary_of(texts: list[str], **options: Any) -> Vocabulary:
    return create(read(texts, analyser(**options)), [""] * len(texts))


def weights_of(text: str, texts: list[str], **options: Any) -> dict[str, float]:
    vocabulary = vocabulary_of(texts, **options)
    weights = analyser(**options).weigh(text, vocabulary)
    return {
        vocabulary.ngrams[i]: value
        for i, value in zip(weights.indices, weights.values.tolist(), strict=True)
    }


@pytest.mark.parametrize(
    ("formula", "oil", "gas"),
    [
        ("binary", 1, 1),
        ("tf", 3, 1),
        ("idf", 0.301030, 0.045757),
        ("tf-idf", 0.903090, 0.045757),
        ("sublinear", (1 + log(3)) * (1 + log(11 / 6)), 1 + log(11 / 10)),
    ],
)
def test_weights_of_a_case_worked_by_hand(formula: str, oil: float, gas: float) -> None:
    # Of ten texts 5 have oil (log10(10 / 5) = 0.301030) and 9 have gas (log10(10 / 9) = 0.045757).
    found = weights_of("oil oil oil gas zebra", TEN, size=1, weights=formula, normalise=False)
    assert found == pytest.approx({"oil": oil, "gas": gas}, abs=1e-6)


def test_graph_weights_are_the_ranks_of_the_words_added_up() -> None:
    # On the path oil - gas - pipes the ends have 0.07125 / 0.2775, and the middle has the rest.
    end = 0.07125 / 0.2775
    found = weights_of("oil gas pipes", TEN, size=2, weights="graph", normalise=False)
    expected = {
        "oil": end,
        "gas": 1 - 2 * end,
        "pipes": end,
        "oil_gas": 1 - end,
        "gas_pipes": 1 - end,
    }
    assert found == pytest.approx(expected, abs=1e-4)


def test_eleven_ngrams_weigh_alike_as_the_studio_says() -> None:
    text = "bread cheese drilling milk oil pipes"
    found = weights_of(text, [text], size=2, weights="binary")
    assert list(found.values()) == pytest.approx([0.301511] * 11, abs=5e-7)


@pytest.mark.parametrize("formula", WEIGHTS)
def test_normalised_weights_have_length_one_and_the_same_shares(formula: str) -> None:
    long = weights_of("oil oil gas pipes", TEN, weights=formula, normalise=False)
    unit = weights_of("oil oil gas pipes", TEN, weights=formula)
    length = np.linalg.norm(list(long.values()))
    assert np.linalg.norm(list(unit.values())) == pytest.approx(1)
    assert unit == pytest.approx({ngram: weight / length for ngram, weight in long.items()})


@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("formula", ["idf", "tf-idf"])
def test_what_every_text_has_weighs_nothing(formula: str, normalise: bool) -> None:
    assert weights_of("oil", ["oil gas", "oil"], weights=formula, normalise=normalise) == {"oil": 0}


def test_the_studio_writes_the_logarithm_to_ten_into_its_vocabulary() -> None:
    vocabulary = vocabulary_of(TEN, size=1, weights="tf-idf")
    idf = dict(zip(vocabulary.ngrams, vocabulary.idf.tolist(), strict=True))
    assert idf == pytest.approx(
        {"oil": 0.301030, "gas": 0.045757, "wells": 1, "pipes": 0.301030}, abs=1e-6
    )


def test_positions_ascend_and_fit_the_weights() -> None:
    weights = analyser().weigh("wells pipes oil gas", vocabulary_of(TEN))
    assert weights.indices.tolist() == sorted(set(weights.indices.tolist()))
    assert weights.values.shape == weights.indices.shape
    assert weights.values.dtype == np.float32


def test_coverage_counts_every_occurrence_of_an_ngram() -> None:
    # oil twice and oil_oil are known; zebra, oil_zebra are not.
    assert analyser().weigh("oil oil zebra", vocabulary_of(TEN)).coverage == 3 / 5


def test_words_are_the_occurrences_of_known_single_words() -> None:
    weights = analyser().weigh("oil oil gas zebra", vocabulary_of(TEN))
    assert weights.words == 3


def test_a_vocabulary_of_phrases_knows_no_words() -> None:
    one = Vocabulary(("oil_gas",), ("oil gas",), np.ones(1, np.int32), 1, np.ones(1, np.float32))
    weights = analyser().weigh("oil gas", one)
    assert (weights.words, weights.coverage, weights.values.tolist()) == (
        0,
        pytest.approx(1 / 3),
        [1.0],
    )


@pytest.mark.parametrize("formula", WEIGHTS)
@pytest.mark.parametrize("text", ["", "zebra", "the", "\ud800", "oi"])
def test_a_text_without_a_known_ngram_weighs_nothing(text: str, formula: str) -> None:
    weights = analyser(weights=formula).weigh(text, vocabulary_of(TEN, weights=formula))
    assert (len(weights.indices), len(weights.values), weights.coverage, weights.words) == (
        0,
        0,
        0.0,
        0,
    )


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert analyser().weigh("oil gas", vocabulary_of([])).coverage == 0


@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("formula", WEIGHTS)
def test_a_corpus_weighs_its_texts_as_one_alone(formula: str, normalise: bool) -> None:
    texts = ["oil oil gas", "zebra", "", "gas pipes. wells", "pipes and gas, gas"]
    one = analyser(weights=formula, normalise=normalise)
    corpus = read(texts, one)
    vocabulary = create(corpus, [""] * len(texts))
    together = corpus.weigh(vocabulary)
    assert together.shape == (len(texts), len(vocabulary.ngrams))
    for row, text in zip(together, texts, strict=True):
        alone = one.weigh(text, vocabulary)
        assert row.indices.tolist() == alone.indices.tolist()
        assert row.data == pytest.approx(alone.values, rel=1e-6)


@pytest.mark.parametrize("formula", WEIGHTS)
@pytest.mark.parametrize("texts", [["wells", "oil zebra"], ["zebra"], [""]])
def test_a_corpus_may_lack_ngrams_of_the_vocabulary(texts: list[str], formula: str) -> None:
    one, vocabulary = analyser(weights=formula), vocabulary_of(TEN, weights=formula)
    together = read(texts, one).weigh(vocabulary)
    alone = [one.weigh(text, vocabulary).values for text in texts]
    assert together.shape == (len(texts), len(vocabulary.ngrams))
    assert together.data == pytest.approx(np.concatenate(alone))


@settings(max_examples=40, deadline=None)
@given(text=st.text("oilgaspipeswells. ", max_size=60), formula=st.sampled_from(WEIGHTS))
def test_coverage_and_weights_stay_in_their_ranges(text: str, formula: str) -> None:
    one = analyser(weights=formula)
    weights = one.weigh(text, vocabulary_of(TEN, weights=formula))
    assert 0 <= weights.coverage <= 1
    assert 0 <= weights.words <= len(one.ngrams(text))
    assert (weights.values >= 0).all()
    assert np.linalg.norm(weights.values) == pytest.approx(1 if len(weights.values) else 0)
