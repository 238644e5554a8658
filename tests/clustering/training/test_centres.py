from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from clustering.settings import METRICS, STARTS, Settings
from clustering.training.centres import centres, unit_rows
from clustering.training.errors import TrainingError

CORNERS = np.array([[9, 1], [1, 9], [-9, -9]], np.float32)
POINTS = np.repeat(CORNERS, 6, axis=0) + np.random.default_rng(0).normal(
    scale=0.1, size=(18, 2)
).astype(np.float32)
THREE = Settings(k=3, space="latent")


def in_order(found: NDArray[np.float32]) -> list[list[float]]:
    return sorted(found.tolist())


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("start", STARTS)
def test_every_start_finds_plain_clusters(start: str, sparse: bool) -> None:
    # The first three rows are of one corner, so two centres must come over from there.
    shuffled = POINTS[np.random.default_rng(1).permutation(len(POINTS))]
    found = centres(csr_matrix(shuffled) if sparse else shuffled, replace(THREE, start=start))
    assert np.array(in_order(found)) == pytest.approx(np.array(in_order(CORNERS)), abs=0.2)
    assert found.dtype == np.float32


def one_step(start: str, vectors: NDArray[np.float32], k: int) -> list[list[float]]:
    return centres(vectors, Settings(k=k, space="latent", start=start, iterations=1)).tolist()


def test_the_first_rows_that_differ_are_the_start() -> None:
    line = np.array([[0], [0], [10], [10], [20], [21]], np.float32)
    assert one_step("first", line, 2) == [[0], [15.25]]


def test_evenly_takes_rows_at_equal_distances() -> None:
    line = np.array([[0], [1], [2], [30], [31], [32]], np.float32)
    assert one_step("evenly", line, 2) == [[1], [31]]


@pytest.mark.parametrize("start", ["first", "evenly"])
def test_a_fixed_start_does_not_heed_the_seed(start: str) -> None:
    found = [
        centres(POINTS, replace(THREE, start=start, seed=seed)).tobytes() for seed in (0, 1, 99)
    ]
    assert len(set(found)) == 1


@pytest.mark.parametrize("start", STARTS)
def test_the_same_seed_gives_the_same_centres(start: str) -> None:
    settings = replace(THREE, start=start, seed=7)
    assert centres(POINTS, settings).tobytes() == centres(POINTS, settings).tobytes()


@pytest.mark.parametrize("sparse", [False, True])
def test_with_the_cosine_metric_centres_have_length_one(sparse: bool) -> None:
    vectors = csr_matrix(POINTS) if sparse else POINTS
    found = centres(vectors, replace(THREE, metric="cosine"))
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-6)


def test_with_the_cosine_metric_lengths_do_not_matter() -> None:
    longer = POINTS * np.linspace(1, 50, len(POINTS), dtype=np.float32)[:, None]
    settings = replace(THREE, metric="cosine")
    assert centres(longer, settings) == pytest.approx(centres(POINTS, settings), abs=1e-4)


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("start", STARTS)
def test_fewer_different_vectors_than_clusters_are_refused(
    start: str, metric: str, sparse: bool
) -> None:
    same = np.repeat(CORNERS[:2], 5, axis=0)
    with pytest.raises(
        TrainingError, match="3 clusters from 2 different texts: .* choose a smaller k"
    ):
        centres(csr_matrix(same) if sparse else same, replace(THREE, start=start, metric=metric))


def test_vectors_of_one_direction_are_the_same_to_the_cosine() -> None:
    one_way = np.array([[1, 1], [2, 2], [3, 3], [-1, 0]], np.float32)
    assert len(centres(one_way, THREE)) == 3
    with pytest.raises(TrainingError, match="from 2 different texts"):
        centres(one_way, replace(THREE, metric="cosine"))


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_fewer_vectors_than_clusters_are_refused(rows: int) -> None:
    with pytest.raises(TrainingError, match=f"3 clusters from {rows} different texts"):
        centres(POINTS[::6][:rows], THREE)


def test_as_many_clusters_as_vectors_are_the_vectors() -> None:
    assert in_order(centres(CORNERS, THREE)) == in_order(CORNERS)


@pytest.mark.parametrize("sparse", [False, True])
def test_rows_are_brought_to_length_one_and_zeros_stay(sparse: bool) -> None:
    rows = np.array([[3, 4], [0, 0], [0, -2]], np.float32)
    found = unit_rows(csr_matrix(rows)).toarray() if sparse else unit_rows(rows)
    assert found == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0, -1]]))
