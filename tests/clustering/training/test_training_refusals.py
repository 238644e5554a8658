"""Rows that make no model, and what the message says."""

from dataclasses import replace
from typing import Any

import pytest

from clustering.settings import METRICS, PRESETS, SPACES, STARTS, Settings, preset
from clustering.text.ngrams import Extraction
from clustering.training import Rows, TrainingError, train
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, TITLES, rows_of

ALL_WORDS = Extraction(min_documents=1, min_documents_of_phrases=1, max_ratio=1.0)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (TEXTS[:4], "5 clusters from 4 rows: choose k from 2 to 4, or add rows."),
        (TEXTS[:1], "A single row makes no clusters: add rows of other companies."),
        ([], "There is no row to train on."),
    ],
)
def test_fewer_rows_than_clusters_are_refused(texts: list[str], message: str) -> None:
    with pytest.raises(TrainingError, match=f"^{message}$"):
        train(rows_of(texts), SETTINGS)


def test_one_cluster_more_than_rows_is_refused() -> None:
    with pytest.raises(TrainingError, match="31 clusters from 30 rows"):
        train(ROWS, replace(SETTINGS, k=31))


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize(
    "text", ["", "   ", "the of and", "1234 5678", "\x00", "\ud800", "www.bank.example"]
)
def test_texts_without_words_are_refused(text: str, space: str) -> None:
    with pytest.raises(TrainingError, match="add texts, or longer ones"):
        train(rows_of([text] * 30, CATEGORIES), replace(SETTINGS, space=space))


def test_texts_that_share_no_word_are_refused() -> None:
    with pytest.raises(TrainingError, match="No word is in enough of the texts"):
        train(
            rows_of(["oil wells", "bank loans"]),
            Settings(k=2, extraction=Extraction(min_documents=2)),
        )


def test_words_that_all_texts_have_are_refused() -> None:
    with pytest.raises(TrainingError, match="none in too many: add texts, or longer ones"):
        train(rows_of([*["oil wells"] * 9, ""]), Settings(k=2))


def test_rows_of_one_text_are_told_so() -> None:
    with pytest.raises(TrainingError, match="^All 10 rows have the same text: give texts that"):
        train(rows_of(["oil wells"] * 10), Settings(k=2))


@pytest.mark.parametrize("name", PRESETS)
def test_one_text_repeated_is_refused_by_every_preset(name: str) -> None:
    with pytest.raises(TrainingError, match=": (add|give) texts"):
        train(rows_of(["oil wells"] * 10), preset(name, k=2))


@pytest.mark.parametrize("categories", [[""] * 30, ["bank"] * 30, ["bank"] * 9 + [" "] * 21])
@pytest.mark.parametrize("selection", ["chi-squared", "fisher", "mutual information"])
def test_a_selection_by_categories_without_two_of_them_is_refused(
    selection: str, categories: list[str]
) -> None:
    settings = replace(SETTINGS, extraction=Extraction(selection=selection))
    expected = (
        f"^The selection '{selection}' needs rows of two categories: give them, or choose count"
    )
    with pytest.raises(TrainingError, match=expected):
        train(rows_of(TEXTS, categories), settings)


def test_words_that_are_all_too_short_are_refused() -> None:
    with pytest.raises(TrainingError, match="No word is in enough"):
        train(rows_of(["oil gas", "oil"] * 5), Settings(k=2, extraction=Extraction(shortest=4)))


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("distinct", [1, 2, 4])
def test_repeated_rows_that_leave_too_few_different_texts_are_refused(
    distinct: int, space: str
) -> None:
    texts = (TEXTS[::6][:distinct] * 30)[:30]
    with pytest.raises(
        TrainingError, match=f"5 clusters from {distinct} different texts: remove repeated or empty"
    ):
        train(rows_of(texts), replace(SETTINGS, space=space, extraction=ALL_WORDS))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("start", STARTS)
def test_repeated_rows_are_refused_wherever_k_means_starts(start: str, metric: str) -> None:
    settings = replace(SETTINGS, start=start, metric=metric, extraction=ALL_WORDS)
    with pytest.raises(TrainingError, match="different texts"):
        train(rows_of([TEXTS[0], TEXTS[9]] * 15), settings)


def test_few_known_rows_among_empty_ones_are_refused() -> None:
    with pytest.raises(TrainingError, match="5 clusters from 3 different texts"):
        train(rows_of([*TEXTS[::12], *[""] * 27]), replace(SETTINGS, extraction=ALL_WORDS))


@pytest.mark.parametrize(
    ("titles", "categories", "texts"),
    [
        (TITLES[:-1], CATEGORIES, TEXTS),
        (TITLES, CATEGORIES[:-1], TEXTS),
        (TITLES, CATEGORIES, TEXTS[:-1]),
        ([], [], TEXTS),
        (TITLES, [], TEXTS),
    ],
)
def test_titles_categories_and_texts_must_be_as_many(
    titles: list[str], categories: list[str], texts: list[str]
) -> None:
    with pytest.raises(
        TrainingError, match=f"{len(titles)}.* {len(categories)}.* {len(texts)}.*: give "
    ):
        Rows(titles, categories, texts)


@pytest.mark.parametrize("value", [None, 5, 0.5, b"bank", float("nan"), ["bank"]])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_value_that_is_no_text_is_refused_with_its_row(column: int, value: Any) -> None:
    columns: list[list[Any]] = [["One", "Two"], ["bank", "oil"], ["A bank", "Oil wells"]]
    columns[column][1] = value
    with pytest.raises(TrainingError, match="Row 2 has a value that is no text"):
        Rows(*columns)


def test_the_error_is_a_value_error() -> None:
    assert issubclass(TrainingError, ValueError)
