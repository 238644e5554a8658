"""The space of guided and latent vectors side by side,
and when it takes the place of the guided one.
"""

from dataclasses import replace

import numpy as np
import pytest

from clustering.evaluation.agreement import quality
from clustering.model import Model
from clustering.settings import METRICS, Settings
from clustering.text.ngrams import Analyser
from clustering.training import train
from clustering.training.corpus import read
from clustering.training.fitting import embed, possible_space
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, rows_of, trained
from tests.clustering.test_model import hand_made

SIDE_BY_SIDE = replace(SETTINGS, space="side by side")


def labels(model: Model) -> list[int | None]:
    return [score.cluster for score in model.score(TEXTS)]


@pytest.mark.parametrize(
    ("space", "k", "categories", "expected"),
    [
        ("guided", 5, 5, "guided"),
        ("guided", 6, 5, "side by side"),
        ("guided", 2, 2, "guided"),
        ("guided", 3, 2, "side by side"),
        ("guided", 2, 0, "latent"),
        ("side by side", 2, 5, "side by side"),
        ("side by side", 9, 5, "side by side"),
        ("side by side", 9, 0, "latent"),
        ("latent", 9, 5, "latent"),
        ("n-grams", 9, 5, "n-grams"),
        ("n-grams", 9, 0, "n-grams"),
    ],
)
def test_the_space_follows_from_the_clusters_and_the_categories(
    space: str, k: int, categories: int, expected: str
) -> None:
    assert possible_space(Settings(k=k, space=space), categories) == expected


@pytest.mark.parametrize("k", [6, 9])
def test_more_clusters_than_categories_are_made_side_by_side(k: int) -> None:
    model = train(ROWS, replace(SETTINGS, k=k))
    assert model.settings == replace(SIDE_BY_SIDE, k=k)
    assert (model.guided, model.centres.shape) == (5, (k, model.projection.shape[1]))
    assert quality(labels(model), CATEGORIES)["purity"] >= 0.9


def test_two_categories_do_not_hide_the_five_trades() -> None:
    model = train(rows_of(TEXTS, ["first"] * 15 + ["second"] * 15), SETTINGS)
    assert (model.settings, model.guided) == (SIDE_BY_SIDE, 2)
    assert quality(labels(model), CATEGORIES)["purity"] >= 0.9


def test_a_category_that_does_not_guide_is_not_counted() -> None:
    # Two rows of food are too few to guide, so five clusters are one more than the categories.
    model = train(rows_of(TEXTS, [*CATEGORIES[:26], *[""] * 4]), SETTINGS)
    assert (model.settings.space, model.guided) == ("side by side", 4)


def test_the_same_is_made_when_it_is_asked_for() -> None:
    asked, instead = (
        train(ROWS, replace(SETTINGS, k=6, space=space)) for space in ("side by side", "guided")
    )
    assert np.array_equal(asked.centres, instead.centres)
    assert asked.settings == instead.settings


def test_k_means_divides_the_vectors_that_neighbours_are_ranked_by() -> None:
    corpus = read(TEXTS, Analyser())
    embedding = embed(corpus, CATEGORIES, SIDE_BY_SIDE)
    weights = corpus.weigh(embedding.vocabulary)
    assert np.array_equal(embedding.divided(weights), embedding.vectors(weights))


@pytest.mark.parametrize("metric", METRICS)
def test_distances_are_those_of_the_vector_to_the_centres(metric: str) -> None:
    model = trained("side by side", metric)
    for score in model.score(TEXTS):
        apart = (
            1 - model.centres @ score.vector if metric == "cosine" else model.centres - score.vector
        )
        expected = apart if metric == "cosine" else np.linalg.norm(apart, axis=1)
        assert score.distances == pytest.approx(expected.tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, (1, 0)), (0.36, (0.4, 0.2)), (0.5, (1 - 0.5**0.5,) * 2), (1.0, (0, 1))],
)
def test_the_guided_share_says_how_near_each_part_is(
    share: float, expected: tuple[float, float]
) -> None:
    # One word of the guided dimension and one of the latent: the vector is (share ** 0.5, (1 -
    # share) ** 0.5).
    model = hand_made([[1, 0], [0, 1]], "side by side", "cosine", guided=1)
    (score,) = replace(model, settings=replace(model.settings, guided_share=share)).score(
        ["gas and oil"]
    )
    assert score.distances == pytest.approx(expected)


@pytest.mark.parametrize("width", [1, 3])
def test_centres_of_another_width_make_no_model(width: int) -> None:
    with pytest.raises(ValueError, match="The parts of the model do not fit together"):
        hand_made([[1.0] * width, [0.0] * width], "side by side", guided=1)
