"""The arithmetic of scoring: projections, unit vectors, distances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from clustering.bulk.weight_rows import WeightRows
from clustering.vectors import (
    centre_distances,
    side_by_side,
    sparse_distances,
    sureness,
    unit,
)

SEEDS = st.integers(0, 2**32 - 1)


def drawn(seed: int, *shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def weights_of(*texts: NDArray[np.float32]) -> WeightRows:
    rows, indices = np.nonzero(texts)
    return WeightRows(
        sizes=np.count_nonzero(texts, axis=1),
        rows=rows,
        indices=indices,
        values=np.array(texts)[rows, indices],
        coverage=np.ones(len(texts)),
        words=np.count_nonzero(texts, axis=1),
    )


def cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def test_a_unit_vector_has_length_one_and_zeros_stay() -> None:
    found = unit(np.array([[3, 4], [0, 0], [-2, 0]], np.float32))
    assert found.tolist() == [pytest.approx([0.6, 0.8]), [0, 0], [-1, 0]]
    assert found.dtype == np.float32


def test_a_text_is_projected_as_the_weighted_sum_of_the_rows() -> None:
    projection = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    weights = weights_of(*np.array([[0.5, 0, 2], [0, 0, 0], [0, 3, 0]], np.float32))
    assert weights.product(projection).tolist() == [[10.5, 13], [0, 0], [9, 12]]


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, share=st.floats(0, 1), guided=st.integers(1, 4))
def test_the_cosine_side_by_side_is_the_weighted_mean_of_both(
    seed: int, share: float, guided: int
) -> None:
    one, other = drawn(seed, 2, 6)
    first, second = (side_by_side(vector, guided, share) for vector in (one, other))
    mean = share * cosine(one[:guided], other[:guided]) + (1 - share) * cosine(
        one[guided:], other[guided:]
    )
    assert float(first @ second) == pytest.approx(mean, abs=1e-5)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, share=st.floats(0, 1), guided=st.integers(0, 6))
def test_many_vectors_side_by_side_are_as_each_alone(seed: int, share: float, guided: int) -> None:
    vectors = drawn(seed, 4, 6)
    together = side_by_side(vectors, guided, share)
    assert together == pytest.approx(
        np.array([side_by_side(vector, guided, share) for vector in vectors]), abs=1e-6
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_where_one_part_is_zero_the_other_says_all(share: float) -> None:
    assert side_by_side(np.array([0, 0, 3], np.float32), 2, share).tolist() == [0, 0, 1]
    assert side_by_side(np.array([0, 2, 0], np.float32), 2, share).tolist() == [0, 1, 0]


@pytest.mark.parametrize("guided", [0, 1, 3])
def test_zeros_side_by_side_stay_zeros(guided: int) -> None:
    assert side_by_side(np.zeros(3, np.float32), guided, 0.5).tolist() == [0, 0, 0]


def test_without_guided_dimensions_the_share_says_nothing() -> None:
    assert side_by_side(np.array([3, 4], np.float32), 0, 1.0).tolist() == pytest.approx([0.6, 0.8])


def test_distances_worked_by_hand() -> None:
    vectors, centres = (
        np.array([[1, 0], [0, 1]], np.float32),
        np.array([[1, 0], [-1, 0], [0.6, 0.8]], np.float32),
    )
    apart = centre_distances(vectors, centres, cosine=False)
    assert apart == pytest.approx(np.array([[0, 2, 0.8**0.5], [2**0.5, 2**0.5, 0.4**0.5]]))
    assert centre_distances(vectors, centres, cosine=True) == pytest.approx(
        np.array([[0, 2, 0.4], [1, 1, 0.2]])
    )


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, cosine=st.booleans())
def test_sparse_and_dense_distances_agree(seed: int, cosine: bool) -> None:
    centres = drawn(seed, 3, 8)
    values = np.abs(drawn(seed + 1, 8)) * (np.arange(8) % 2).astype(np.float32)
    if cosine:
        values, centres = unit(values), unit(centres)
    expected = centre_distances(values, centres, cosine=cosine)
    [found] = sparse_distances(weights_of(values), centres, cosine=cosine)
    assert found == pytest.approx(expected, abs=1e-5)


def test_the_cosine_distance_looks_away_from_the_length_of_a_text() -> None:
    centres = np.array([[1, 0], [0, 1]], np.float32)
    [found] = sparse_distances(weights_of(np.array([0, 7], np.float32)), centres, cosine=True)
    assert found == pytest.approx([1, 0])


def test_a_text_without_weight_is_apart_from_everything() -> None:
    nothing = weights_of(np.zeros(2, np.float32))
    centres = np.array([[0.6, 0.8], [0, 1]], np.float32)
    assert sparse_distances(nothing, centres, cosine=True).tolist() == [[1, 1]]
    assert sparse_distances(nothing, centres, cosine=False) == pytest.approx(np.ones((1, 2)))


@pytest.mark.parametrize(
    ("distances", "expected"),
    [
        ([1, 2], 0.5),
        ([2, 1], 0.5),
        ([3, 1, 4], 2 / 3),
        ([0, 5], 1),
        ([5, 5], 0),
        ([0, 0, 1], 0),
        ([0, 0], 0),
        ([1, 9, 1], 0),
    ],
)
def test_sureness_looks_at_the_two_nearest(distances: list[float], expected: float) -> None:
    assert sureness(np.array(distances, float)) == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=2, max_size=6))
def test_sureness_stays_between_zero_and_one(distances: list[float]) -> None:
    assert 0 <= sureness(np.array(distances)) <= 1
