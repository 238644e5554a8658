"""Rows as a model reads them that has not seen them."""

from dataclasses import replace

import pytest

from clustering.evaluation.unseen import read_unseen
from clustering.settings import METRICS, SPACES
from clustering.training import Rows, train
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, TITLES, rows_of

NUMBERS = [sorted(set(CATEGORIES)).index(category) for category in CATEGORIES]


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("metric", METRICS)
def test_most_rows_read_as_the_model_that_saw_them_says(space: str, metric: str) -> None:
    settings = replace(SETTINGS, space=space, metric=metric)
    labels = [score.cluster for score in train(ROWS, settings).score(TEXTS)]

    read = read_unseen(ROWS, settings, labels)

    same = sum(one == other for one, other in zip(read, labels, strict=True))
    assert same >= 18
    assert set(read) <= {*range(5), None}


def test_a_row_does_not_speak_for_itself() -> None:
    # A bank that is labelled, and listed, as an oil company among thirty others
    categories = ["oil", *CATEGORIES[1:]]
    labels = [NUMBERS[CATEGORIES.index("oil")], *NUMBERS[1:]]

    read = read_unseen(Rows(TITLES, categories, TEXTS), SETTINGS, labels)

    assert read[0] == NUMBERS[0] != labels[0]


def test_it_is_the_same_each_time() -> None:
    assert read_unseen(ROWS, SETTINGS, NUMBERS) == read_unseen(ROWS, SETTINGS, NUMBERS)


def test_a_cluster_of_one_row_is_not_read_into_that_row() -> None:
    labels = [5, *NUMBERS[1:]]
    read = read_unseen(ROWS, replace(SETTINGS, k=6), labels)
    assert read[0] != 5


def test_a_row_that_has_no_cluster_or_says_nothing_is_not_read() -> None:
    texts = ["Zzyzx qwrtp flurbnak.", *TEXTS[1:]]
    labels = [NUMBERS[0], None, *NUMBERS[2:]]
    assert read_unseen(rows_of(texts, CATEGORIES), SETTINGS, labels)[:2] == [None, None]


@pytest.mark.parametrize("rows", [rows_of(TEXTS[:4]), rows_of(["same text"] * 30)])
def test_rows_that_make_no_model_of_four_fifths_are_not_read(rows: Rows) -> None:
    assert set(read_unseen(rows, replace(SETTINGS, k=2), [0] * len(rows.texts))) == {None}
