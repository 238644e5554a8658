"""A text of which too little is known gets no cluster."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.bulk.ngram_numbers import KnownNgrams
from clustering.bulk.weight_rows import count
from clustering.model import Model, Score
from clustering.settings import Settings
from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Analyser, Extraction
from clustering.text.vocabulary import Vocabulary
from clustering.training import train
from tests.clustering.conftest import ROWS, TEXTS, trained

ONE_WORD = Vocabulary(("software",), ("software",), np.ones(1, np.int32), 1, np.ones(1, np.float32))


def alone(model: Model, text: str) -> Score:
    (score,) = model.score([text])
    return score


def enough(text: str) -> bool:
    """Under a vocabulary that knows the word "software"."""
    analyser = Analyser(Cleaning(endings="keep"), Extraction(size=1))
    read = KnownNgrams(analyser, [ONE_WORD]).read([text])
    [numbers] = read.occurrences.numbers
    [is_enough] = read.surfaces.words.are_enough(count(read.occurrences, numbers, 1).words)
    return bool(is_enough)


WORDLESS = [
    "",
    " ",
    "\n\t",
    "\u3000",
    "\x00",
    "\ud800",
    "🙂 🙂",
    "!!! *** ###",
    "42 1,000 3M",
    "---",
    "|||",
]
UNKNOWN = [
    "xyzzy",
    "xyzzy plugh quux",
    "the of and",
    "we are what we are",
    "www.bank.example",
    "loans@bank.example",
    "https://bank.example/loans",
]
SINGLE = ["bank", "Software", "OIL", "bank bank bank", "Bank, BANK. bank!", "  supermarkets  "]
FOREIGN = [
    "Die Bank vergibt Kredite und das Software Unternehmen ist auch da",
    "La banque a des clients et le gas est dans le cloud de la ville",
    "El banco de la ciudad y el gas en el cloud con los clientes",
    "銀行 融資 貸付 bank",
    "банк и software для семьи и cloud",
    "بنك bank القروض",
]


@pytest.mark.parametrize("text", [*WORDLESS, *UNKNOWN])
def test_what_has_no_known_word_has_no_cluster(model: Model, text: str) -> None:
    score = alone(model, text)
    assert (score.cluster, score.distances, score.sure, score.coverage) == (None, (), None, 0.0)
    assert score.vector.shape == (model.projection.shape[1],)
    assert not score.vector.any()


@pytest.mark.parametrize("text", SINGLE)
def test_a_single_word_says_too_little(model: Model, text: str) -> None:
    score = alone(model, text)
    assert (score.cluster, score.distances, score.sure) == (None, (), None)
    assert score.coverage > 0
    assert not score.vector.any()


@pytest.mark.parametrize("text", FOREIGN)
def test_another_language_has_no_cluster_although_a_word_is_known(model: Model, text: str) -> None:
    assert alone(model, text).cluster is None


def test_no_kind_of_model_places_them(any_model: Model) -> None:
    texts = [*WORDLESS, *UNKNOWN, *SINGLE, *FOREIGN]
    assert {
        text
        for text, score in zip(texts, any_model.score(texts), strict=True)
        if score.cluster is not None
    } == set()


@pytest.mark.parametrize(
    "text",
    ["Oil and gas", "A bank with branches", "Frozen food and snacks!", "software, cloud, computer"],
)
def test_a_few_known_words_are_enough(any_model: Model, text: str) -> None:
    assert alone(any_model, text).cluster is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("software xyzzy", True),
        ("software of the quux xyzzy plugh zorp blarf wibblo frobn", False),
        ("a software of the quux xyzzy plugh zorp blarf wibblo", True),
        ("software software software software quux xyzzy plugh zorp blarf wibblo", True),
        ("software software software software quux xyzzy plugh zorp blarf wibblo frobn", False),
        ("the of and quux", False),
        ("the of and", False),
        ("software", False),
        ("software 42", False),
        ("", False),
    ],
)
def test_four_words_in_ten_must_be_familiar_and_one_known(text: str, expected: bool) -> None:
    assert enough(text) is expected


def test_a_stop_word_that_the_vocabulary_knows_counts_once() -> None:
    cleaning, extraction = Cleaning(remove_stop_words=False), Extraction(max_ratio=1.0)
    model = train(ROWS, Settings(k=5, cleaning=cleaning, extraction=extraction))
    assert "the" in model.vocabulary.index
    # One word in five is known, and one in three
    assert alone(model, "in the zorp blat quux").cluster is None
    assert alone(model, "the zorp blat").cluster is None
    assert alone(model, "the bank and the zorp blat").cluster is not None


def test_a_very_long_text_is_placed_as_its_beginning_and_soon(any_model: Model) -> None:
    start = perf_counter()
    score = alone(any_model, TEXTS[0] * 1_000)
    assert perf_counter() - start < 5
    assert score.cluster == alone(any_model, TEXTS[0]).cluster


def test_a_very_long_word_is_no_word(any_model: Model) -> None:
    assert alone(any_model, "bank" * 10_000).cluster is None
    assert alone(any_model, "A bank with branches " + "x" * 10_000).cluster is not None


def test_a_known_part_lost_in_noise_is_not_enough(any_model: Model) -> None:
    assert alone(any_model, TEXTS[0] + " zorp quux" * 1_000).cluster is None


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_has_a_score(text: str) -> None:
    score = alone(trained("guided", "euclidean"), text)
    assert (score.cluster is None) == (score.sure is None) == (not score.distances)
    assert 0 <= score.coverage <= 1
