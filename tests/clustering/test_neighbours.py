import numpy as np
import pytest

from clustering.marking import shared
from clustering.model import Model
from clustering.neighbours import common_words, nearest, telling
from tests.clustering.conftest import TEXTS, TITLES

VECTOR = np.array([1, 0], np.float32)
MATRIX = np.array([[0, 1], [1, 0], [0.6, 0.8], [0, 0], [-1, 0], [3, 0]], np.float32)


def test_rows_come_by_cosine_whatever_their_length() -> None:
    assert nearest(VECTOR, MATRIX, 3) == [(1, 1.0), (5, 1.0), (2, 0.6)]


def test_a_row_of_zeros_is_never_listed() -> None:
    assert [row for row, _ in nearest(VECTOR, MATRIX, 10)] == [1, 5, 2, 0, 4]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_under_one_lists_nothing(limit: int) -> None:
    assert nearest(VECTOR, MATRIX, limit) == []


def test_no_rows_have_no_neighbours() -> None:
    assert nearest(VECTOR, np.zeros((0, 2), np.float32), 5) == []


def test_only_rows_of_zeros_have_no_neighbours() -> None:
    assert nearest(VECTOR, np.zeros((4, 2), np.float32), 2) == []


def test_a_vector_of_zeros_has_no_neighbours() -> None:
    assert nearest(np.zeros(2, np.float32), MATRIX, 5) == []


def test_a_vector_of_another_model_is_an_error() -> None:
    with pytest.raises(ValueError, match="mismatch"):
        nearest(np.ones(3, np.float32), MATRIX, 5)


def test_equal_rows_come_in_the_order_of_their_numbers() -> None:
    row = np.random.default_rng(0).normal(size=37).astype(np.float32)
    found = nearest(row, np.tile(row, (1001, 1)), 20)
    assert [number for number, _ in found] == list(range(20))


def test_the_nearest_of_many_agree_with_a_full_sort() -> None:
    matrix = np.random.default_rng(1).normal(size=(500, 8)).astype(np.float32)
    cosines = matrix @ matrix[7] / np.linalg.norm(matrix, axis=1) / np.linalg.norm(matrix[7])
    assert [row for row, _ in nearest(matrix[7], matrix, 50)] == np.argsort(-cosines)[:50].tolist()


def test_a_bank_is_near_other_banks(model: Model) -> None:
    vectors = np.array([score.vector for score in model.score(TEXTS)])
    asked = model.score(["Savings accounts and loans from a bank with branches"])[0].vector
    assert {TITLES[row] for row, _ in nearest(asked, vectors, 3)} <= set(TITLES[:6])


def phrases(model: Model, one: str, other: str, limit: int) -> list[str]:
    found = telling(shared(model, model.weigh(one), model.weigh(other)), limit)
    return [phrase.surface for phrase in found]


def test_shared_phrases_are_readable_and_in_both_texts(model: Model) -> None:
    assert phrases(model, "Crude oil and refineries", "Refineries buy crude oil", 5) == [
        "crude oil",
        "refineries",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("", TEXTS[0]),
        ("xyzzy", "xyzzy"),
        ("crude oil", "frozen food"),
        ("\ud800", "\x00"),
    ],
)
def test_texts_without_a_known_phrase_in_common_share_nothing(
    model: Model, one: str, other: str
) -> None:
    assert phrases(model, one, other, 5) == []


@pytest.mark.parametrize(("limit", "count"), [(0, 0), (-1, 0), (1, 1), (2, 2)])
def test_no_more_phrases_than_asked(model: Model, limit: int, count: int) -> None:
    assert len(phrases(model, TEXTS[0], TEXTS[0], limit)) == count


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("A bank lends.", "a BANK, lends", 1),
        ("A bank lends.", "A bank saves.", 0.5),
        ("bank", "duck", 0),
        ("", "", 0),
        ("1234", "1234", 0),
        ("שלום עולם", "שלום", 0.5),
    ],
)
def test_common_words_are_counted_once_and_whatever_their_case(
    one: str, other: str, share: float
) -> None:
    assert common_words(one, other) == common_words(other, one) == share
