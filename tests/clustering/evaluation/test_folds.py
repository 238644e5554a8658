from dataclasses import replace

import pytest

from clustering.evaluation.folds import five_fold
from clustering.settings import Settings
from clustering.text.ngrams import Extraction
from clustering.training import Rows
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, TITLES, rows_of

NAMES = ["purity", "nmi", "ari", "nearest"]
# Each text three times in other words, so that every fold knows every trade
MORE = Rows(
    TITLES * 3,
    CATEGORIES * 3,
    [f"{text} {note}" for note in ("Alpha", "Beta", "Gamma") for text in TEXTS],
)


@pytest.mark.parametrize(
    ("space", "metric"), [("n-grams", "cosine"), ("latent", "cosine"), ("guided", "euclidean")]
)
def test_figures_stay_within_their_bounds(space: str, metric: str) -> None:
    figures = five_fold(ROWS, Settings(k=5, space=space, metric=metric))
    assert list(figures) == NAMES
    assert all(0 <= figures[name] <= 1 for name in ("purity", "nmi", "nearest"))
    assert -0.5 <= figures["ari"] <= 1


@pytest.mark.parametrize("space", ["n-grams", "guided"])
def test_trades_that_differ_plainly_are_found_in_unseen_rows(space: str) -> None:
    figures = five_fold(MORE, replace(SETTINGS, space=space))
    assert min(figures.values()) > 0.8


def test_categories_drawn_by_lot_are_not_found() -> None:
    lots = [f"lot {(number + number // 30) % 5}" for number in range(len(MORE.texts))]
    figures = five_fold(Rows(MORE.titles, lots, MORE.texts), replace(SETTINGS, space="latent"))
    assert figures["ari"] < 0.2
    assert figures["nearest"] < 0.4


def test_the_same_rows_give_the_same_figures_whatever_their_titles() -> None:
    assert five_fold(rows_of(TEXTS, CATEGORIES), SETTINGS) == five_fold(ROWS, SETTINGS)


@pytest.mark.parametrize("category", ["", " "])
def test_without_categories_there_are_no_figures(category: str) -> None:
    assert five_fold(rows_of(TEXTS, [category] * len(TEXTS)), SETTINGS) == {}


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_fewer_rows_than_folds_have_no_figures(rows: int) -> None:
    assert five_fold(rows_of(TEXTS[:rows], CATEGORIES[:rows]), Settings(k=2)) == {}


@pytest.mark.parametrize("k", [25, 29, 30])
def test_more_clusters_than_four_fifths_of_the_rows_have_no_figures(k: int) -> None:
    assert five_fold(ROWS, replace(SETTINGS, k=k)) == {}


@pytest.mark.parametrize("text", ["", "the of", "xyzzy"])
def test_texts_that_make_no_model_have_no_figures(text: str) -> None:
    assert five_fold(rows_of([text] * 30, CATEGORIES), SETTINGS) == {}


def test_texts_that_share_nothing_have_no_figures() -> None:
    texts = [f"{number:05b}".replace("0", "o").replace("1", "l") for number in range(30)]
    strict = replace(SETTINGS, extraction=Extraction(min_documents=2))
    assert five_fold(rows_of(texts, CATEGORIES), strict) == {}


def test_a_fold_of_too_few_different_texts_has_no_figures() -> None:
    rows = Rows(TITLES, CATEGORIES, [*TEXTS[:10], *[""] * 20])
    assert five_fold(rows, SETTINGS) == {}
    assert list(five_fold(rows, replace(SETTINGS, k=2))) == NAMES


def test_a_fold_without_a_category_is_left_out() -> None:
    few = ["bank"] * 3 + [""] * 27
    figures = five_fold(rows_of(TEXTS, few), SETTINGS)
    assert list(figures) == NAMES
    assert figures["purity"] == 1


def test_empty_texts_among_others_do_no_harm() -> None:
    rows = rows_of([*MORE.texts, *[""] * 9], [*MORE.categories, *["bank"] * 9])
    assert five_fold(rows, SETTINGS)["purity"] > 0.8
