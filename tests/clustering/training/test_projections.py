import numpy as np
import pytest
from scipy.sparse import csr_matrix, random

from clustering.settings import Settings
from clustering.training.projections import guided, latent

# Words 0 and 1 are of trade a, 2 and 3 of trade b, 4 and 5 of trade c, 6 of all.
BLOCKS = np.kron(np.eye(3), np.ones((4, 2)))
WEIGHTS = csr_matrix(np.hstack([BLOCKS, np.ones((12, 1))]).astype(np.float32))
CATEGORIES = ["a"] * 4 + ["b"] * 4 + ["c"] * 4


def test_one_guided_direction_for_each_category_points_to_its_words() -> None:
    directions = guided(WEIGHTS, CATEGORIES, Settings())
    assert directions.shape == (7, 3)
    assert directions.dtype == np.float32
    for number in range(3):
        assert set(np.argsort(directions[:, number])[-2:].tolist()) == {2 * number, 2 * number + 1}


def test_what_all_categories_have_points_nowhere() -> None:
    assert guided(WEIGHTS, CATEGORIES, Settings())[6] == pytest.approx(np.zeros(3), abs=1e-3)


def test_guided_directions_of_a_word_add_up_to_nothing() -> None:
    assert guided(WEIGHTS, CATEGORIES, Settings()).sum(axis=1) == pytest.approx(
        np.zeros(7), abs=1e-6
    )


def test_a_higher_penalty_holds_the_directions_back() -> None:
    lengths = [
        np.linalg.norm(guided(WEIGHTS, CATEGORIES, Settings(penalty=penalty)))
        for penalty in (0.1, 1, 10, 100)
    ]
    assert lengths == sorted(lengths, reverse=True)


def test_rows_without_a_category_do_not_guide() -> None:
    more = csr_matrix(np.vstack([WEIGHTS.toarray(), np.ones((5, 7), np.float32)]))
    assert guided(more, [*CATEGORIES, *[""] * 5], Settings()) == pytest.approx(
        guided(WEIGHTS, CATEGORIES, Settings()), abs=1e-6
    )


def test_a_category_of_many_rows_counts_no_more_than_one_of_few() -> None:
    rows = [*range(12), *range(4)] * 1 + list(range(4)) * 5
    many = guided(WEIGHTS[rows], [CATEGORIES[row] for row in rows], Settings(penalty=1e-3))
    assert many == pytest.approx(guided(WEIGHTS, CATEGORIES, Settings(penalty=1e-3)), abs=0.02)


@pytest.mark.parametrize("categories", [[""] * 12, ["a"] * 12, ["a"] * 6 + [""] * 6])
def test_fewer_than_two_categories_guide_nowhere(categories: list[str]) -> None:
    assert guided(WEIGHTS, categories, Settings()).shape == (7, 0)


def test_latent_directions_have_length_one_and_are_perpendicular() -> None:
    directions = latent(WEIGHTS, Settings(k=3))
    assert directions.T @ directions == pytest.approx(np.eye(directions.shape[1]), abs=1e-5)


def test_latent_directions_keep_texts_of_a_trade_together() -> None:
    vectors = WEIGHTS @ latent(WEIGHTS, Settings(k=3))
    assert vectors[0] == pytest.approx(vectors[3], abs=1e-5)
    assert np.linalg.norm(vectors[0] - vectors[4]) > 1


def test_directions_that_the_rows_do_not_fill_are_left_out() -> None:
    assert latent(WEIGHTS, Settings(k=7)).shape == (7, 3)


@pytest.mark.parametrize(
    ("rows", "made", "expected"),
    [
        (80, Settings(k=3), 10),
        (80, Settings(k=3, dimensions=4), 4),
        (80, Settings(k=12), 12),
        (6, Settings(k=3), 3),
        (5, Settings(k=9), 5),
        (400, Settings(k=3), 20),
    ],
)
def test_there_is_one_dimension_for_every_eight_texts_but_one_for_each_cluster(
    rows: int, made: Settings, expected: int
) -> None:
    weights = csr_matrix(random(rows, 20, density=0.5, random_state=0))
    assert latent(weights, made).shape == (20, expected)


def test_the_same_seed_gives_the_same_directions() -> None:
    weights = csr_matrix(random(60, 40, density=0.3, random_state=1))
    assert (
        latent(weights, Settings(seed=5)).tobytes() == latent(weights, Settings(seed=5)).tobytes()
    )


def test_a_category_of_fewer_than_three_rows_does_not_guide() -> None:
    few = ["a"] * 4 + ["b"] * 3 + ["B"] + ["c"] * 2 + ["C"] * 2
    assert guided(WEIGHTS, few, Settings()).shape == (7, 2)


def test_only_the_fifty_most_frequent_categories_guide() -> None:
    weights = csr_matrix(random(180, 20, density=0.5, random_state=2))
    names = [f"trade {number:02}" for number in range(60)] * 3
    assert guided(weights, names, Settings()).shape == (20, 50)
