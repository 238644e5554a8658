from typing import Any

import numpy as np
import pytest

from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import SELECTIONS, Analyser, Extraction
from clustering.training.corpus import Corpus, read
from clustering.training.selection import relevance
from clustering.training.vocabularies import create

# "market" is in most texts of both trades; "loan" and "drill" nearly tell them apart.
BANKS = ["market loan", "market loan", "market loan", "market loan drill", "loan", "market"]
DRILLERS = ["market drill", "market drill", "market drill", "market drill loan", "drill", "market"]
TEXTS = BANKS + DRILLERS
CATEGORIES = ["bank"] * len(BANKS) + ["oil"] * len(DRILLERS)
TELLING = ["chi-squared", "fisher", "mutual information"]


def corpus(texts: list[str], **options: Any) -> Corpus:
    bounds = {"size": 1, "min_documents": 1, "max_ratio": 1.0}
    return read(texts, Analyser(Cleaning(endings="keep"), Extraction(**bounds | options)))


def kept(
    texts: list[str], categories: list[str], selection: str, features: int = 2
) -> tuple[str, ...]:
    return create(corpus(texts, selection=selection, features=features), categories).ngrams


@pytest.mark.parametrize("selection", TELLING)
def test_a_filter_keeps_the_words_that_tell_the_categories(selection: str) -> None:
    assert kept(TEXTS, CATEGORIES, selection) == ("drill", "loan")


@pytest.mark.parametrize("selection", ["none", "count"])
def test_without_a_filter_the_most_frequent_stay(selection: str) -> None:
    assert kept(TEXTS, CATEGORIES, selection, features=1) == ("market",)


@pytest.mark.parametrize("selection", TELLING)
def test_rows_without_a_category_do_not_speak(selection: str) -> None:
    texts, categories = [*TEXTS, *["market market"] * 5, "loan drill"], [*CATEGORIES, *[""] * 6]
    assert kept(texts, categories, selection) == ("drill", "loan")


@pytest.mark.parametrize("selection", SELECTIONS)
def test_room_for_all_leaves_all(selection: str) -> None:
    assert kept(TEXTS, CATEGORIES, selection, features=3) == ("drill", "loan", "market")


@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_ngram_has_one_finite_score(selection: str) -> None:
    counts = corpus(TEXTS).counts
    scores = relevance(counts, CATEGORIES, selection)
    assert scores.shape == (counts.shape[1],)
    assert np.isfinite(scores).all()


def test_chi_squared_of_a_case_worked_by_hand() -> None:
    # Of loan each category should have 3: (5 - 3)² / 3 + (1 - 3)² / 3
    one = corpus(TEXTS)
    scores = relevance(one.counts, CATEGORIES, "chi-squared")
    assert dict(zip(one.ngrams, scores.tolist(), strict=True)) == pytest.approx(
        {"loan": 8 / 3, "drill": 8 / 3, "market": 0}
    )


@pytest.mark.parametrize("selection", SELECTIONS)
def test_nothing_to_choose_from_is_nothing(selection: str) -> None:
    assert kept([""] * 12, CATEGORIES, selection) == ()


@pytest.mark.parametrize("selection", SELECTIONS)
def test_an_ngram_out_of_bounds_is_not_kept_however_telling(selection: str) -> None:
    vocabulary = create(corpus(TEXTS, selection=selection, features=2, min_documents=7), CATEGORIES)
    assert vocabulary.ngrams == ("market",)
