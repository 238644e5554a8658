from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.evaluation.sweep import METRICS, Run, measure, random_grid, sweep
from clustering.settings import Settings
from clustering.training import TrainingError
from tests.clustering.conftest import ROWS, SETTINGS, TEXTS, rows_of

LATENT = replace(SETTINGS, space="latent")
swept = lru_cache(partial(sweep, ROWS, LATENT))
# Two rows of the centre at 0 and one of the centre at 4
APART = np.array([[1, 3], [2, 4], [5, 1.0]])
CENTRES = np.array([[0], [4]], np.float32)


def test_metrics_of_a_case_worked_by_hand() -> None:
    assert measure(APART, CENTRES, "euclidean") == pytest.approx(
        {
            # (3 - 1) / 3, (4 - 2) / 4 and 0 for the only member
            "simplified silhouette": (2 / 3 + 1 / 2 + 0) / 3,
            # ((1 + 2) / 2 + 1) / 4 for both
            "davies-bouldin": 2.5 / 4,
            "dunn": 4 / 2,
            "average deviation": 4 / 3,
        }
    )


def test_davies_bouldin_takes_the_worst_partner_of_each_cluster() -> None:
    apart = np.array([[1, 3, 9], [1, 5, 8], [4, 1, 5], [6, 2, 7], [9, 8, 3]], float)
    found = measure(apart, np.array([[0], [5], [20]], np.float32), "euclidean")
    # Spreads 1, 1.5 and 3: (1 + 1.5) / 5, (1.5 + 1) / 5, (3 + 1.5) / 15
    assert found["davies-bouldin"] == pytest.approx((0.5 + 0.5 + 0.3) / 3)
    assert found["dunn"] == pytest.approx(5 / 3)


def test_a_cluster_without_a_member_is_left_out() -> None:
    with_empty = np.hstack([APART, [[50], [60], [70]]])
    centres = np.vstack([CENTRES, [[4.01]]]).astype(np.float32)
    assert measure(with_empty, centres, "euclidean") == pytest.approx(
        measure(APART, CENTRES, "euclidean")
    )


def test_rows_in_their_centres_are_as_good_as_can_be() -> None:
    found = measure(np.array([[0, 4], [0, 4], [4, 0], [4, 0.0]]), CENTRES, "euclidean")
    assert found == {
        "simplified silhouette": 1,
        "davies-bouldin": 0,
        "dunn": float("inf"),
        "average deviation": 0,
    }


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), k=st.integers(2, 4))
def test_metrics_stay_in_their_ranges(seed: int, k: int) -> None:
    random = np.random.default_rng(seed)
    centres, points = random.normal(size=(k, 3)).astype(np.float32), random.normal(size=(9, 3))
    apart = np.linalg.norm(points[:, None] - centres, axis=2)
    found = measure(apart, centres, "euclidean")
    assert 0 <= found["simplified silhouette"] <= 1
    assert min(found["davies-bouldin"], found["dunn"]) >= 0
    assert found["average deviation"] == pytest.approx(apart.min(axis=1).mean())


@pytest.mark.parametrize("metric", ["simplified silhouette", "davies-bouldin", "dunn"])
def test_the_sweep_finds_the_planted_number_of_clusters(metric: str) -> None:
    assert swept(range(2, 9), metric)[0].k == 5


def test_the_sweep_finds_it_in_the_guided_space_too() -> None:
    assert sweep(ROWS, SETTINGS, range(2, 9))[0].k == 5


@pytest.mark.parametrize(("metric", "higher"), METRICS.items())
def test_the_best_run_comes_first(metric: str, higher: bool) -> None:
    values = [run.value for run in swept(range(2, 9), metric)]
    assert values == sorted(values, reverse=higher)
    assert values[0] != values[-1]


def test_every_k_is_run_once_and_keeps_its_place() -> None:
    runs = sweep(ROWS, LATENT, [4, 2, 7])
    assert sorted((run.index, run.k) for run in runs) == [(0, 4), (1, 2), (2, 7)]


def test_equal_values_come_by_k() -> None:
    runs = sweep(ROWS, LATENT, [5, 3, 5])
    assert [(run.k, run.index) for run in runs] == [(5, 0), (5, 2), (3, 1)]


def test_the_k_of_the_settings_is_not_among_the_runs() -> None:
    assert {run.k for run in sweep(ROWS, replace(LATENT, k=5), [2, 3])} == {2, 3}


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("space", ["n-grams", "guided"])
def test_every_space_and_metric_can_be_swept(space: str, metric: str) -> None:
    runs = sweep(ROWS, Settings(k=5, space=space, metric=metric), [2, 5])
    assert {run.k for run in runs} == {2, 5}
    assert all(0 <= run.value <= 1 for run in runs)


def runs_by_k(space: str, ks: Sequence[int]) -> dict[int, Run]:
    return {run.k: replace(run, index=0) for run in sweep(ROWS, replace(SETTINGS, space=space), ks)}


def test_every_k_is_run_in_the_one_space_that_the_largest_can_be_made_in() -> None:
    # Of five categories eight clusters are made side by side, and five may be guided.
    swept_together = runs_by_k("guided", [2, 5, 8])
    assert swept_together == runs_by_k("side by side", [2, 5, 8])
    assert (
        {k: swept_together[k] for k in (2, 5)}
        == runs_by_k("side by side", [2, 5])
        != runs_by_k("guided", [2, 5])
    )


def test_the_k_of_the_settings_does_not_choose_the_space() -> None:
    assert sweep(ROWS, replace(SETTINGS, k=10, dimensions=5), [2, 5]) == sweep(
        ROWS, replace(SETTINGS, dimensions=5), [2, 5]
    )


def test_without_categories_the_latent_space_is_swept() -> None:
    assert sweep(rows_of(TEXTS), SETTINGS, [2, 5, 8]) == sweep(rows_of(TEXTS), LATENT, [2, 5, 8])


@pytest.mark.parametrize("metric", ["best", "", "Dunn"])
def test_an_unknown_metric_is_refused_with_the_known_ones(metric: str) -> None:
    known = "simplified silhouette, davies-bouldin, dunn, average deviation"
    with pytest.raises(
        ValueError, match=rf"^There is no metric '{metric}': choose one of {known}\.$"
    ):
        sweep(ROWS, LATENT, [2], metric)


def test_nothing_to_try_has_no_runs() -> None:
    assert sweep(ROWS, LATENT, []) == []


@pytest.mark.parametrize("k", [31, 1_000])
def test_more_clusters_than_rows_are_refused(k: int) -> None:
    with pytest.raises(TrainingError, match=f"{k} clusters from .* different texts"):
        sweep(ROWS, LATENT, [2, k])


@pytest.mark.parametrize("k", [-1, 0, 1])
def test_fewer_than_two_clusters_are_refused(k: int) -> None:
    with pytest.raises(ValueError, match=f"k is {k}: choose 2 or more"):
        sweep(ROWS, LATENT, [k])


@pytest.mark.parametrize("texts", [[], [""], ["", "the of"], [""] * 30])
def test_texts_without_words_are_refused(texts: list[str]) -> None:
    with pytest.raises(TrainingError, match="add texts, or longer ones"):
        sweep(rows_of(texts), LATENT, [2])


def test_texts_without_a_known_word_take_no_part() -> None:
    one, other = (
        sweep(rows_of(texts), LATENT, [3, 5]) for texts in (TEXTS, [*TEXTS, "", "the of"])
    )
    assert [run.k for run in one] == [run.k for run in other]
    assert one[0].value == pytest.approx(other[0].value, abs=0.05)


@pytest.mark.parametrize(
    ("ks", "runs", "count"), [(range(2, 20), 5, 5), ([2, 3], 5, 2), ([2, 3], 0, 0), ([], 3, 0)]
)
def test_a_random_grid_draws_each_k_at_most_once(ks: Sequence[int], runs: int, count: int) -> None:
    drawn = random_grid(ks, runs, seed=0)
    assert len(drawn) == len(set(drawn)) == count
    assert set(drawn) <= set(ks)


def test_a_random_grid_is_the_same_for_the_same_seed() -> None:
    grids = [tuple(random_grid(range(2, 50), 5, seed)) for seed in (0, 0, 1)]
    assert grids[0] == grids[1] != grids[2]
