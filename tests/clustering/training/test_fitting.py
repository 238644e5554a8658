"""Training and scoring see the same vectors and the same distances."""

from typing import Any

import numpy as np
import pytest

from clustering.model import Model
from clustering.settings import METRICS, SPACES, Settings, preset
from clustering.text.ngrams import WEIGHTS, Analyser, Extraction
from clustering.training import TrainingError, train
from clustering.training.corpus import read
from clustering.training.fitting import Embedding, distances, embed, known_rows
from clustering.training.vocabularies import create
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, trained


def embedding_of(model: Model) -> Embedding:
    return Embedding(model.settings, model.vocabulary, model.projection, model.guided)


def assert_alike(model: Model, texts: list[str]) -> None:
    """Scores of texts under a model against the arithmetic of training."""
    embedding = embedding_of(model)
    weights = read(texts, model.analyser).weigh(model.vocabulary)
    apart = distances(embedding.divided(weights), model.centres, model.settings.metric)
    vectors = embedding.vectors(weights)
    placed = [
        found
        for found in zip(model.score(texts), apart, vectors, strict=True)
        if found[0].distances
    ]
    assert len(placed) > len(texts) / 2
    for score, row, vector in placed:
        assert score.distances == pytest.approx(row, abs=1e-5)
        assert score.cluster == int(row.argmin())
        assert score.vector == pytest.approx(vector, abs=1e-5)


def test_a_text_scores_as_it_was_trained(any_model: Model) -> None:
    assert_alike(any_model, TEXTS)


@pytest.mark.parametrize(
    ("space", "formula"),
    [*(("n-grams", formula) for formula in WEIGHTS), ("latent", "tf"), ("guided", "graph")],
)
def test_a_text_scores_as_it_was_trained_with_every_weight(space: str, formula: str) -> None:
    options: dict[str, Any] = {"size": 2, "skip": 1, "weights": formula, "normalise": False}
    assert_alike(train(ROWS, Settings(k=5, space=space, extraction=Extraction(**options))), TEXTS)


def test_a_text_scores_as_it_was_trained_with_the_classic_preset() -> None:
    assert_alike(train(ROWS, preset("classic", k=5)), TEXTS)


@pytest.mark.parametrize("metric", METRICS)
def test_a_text_alone_in_its_cluster_scores_as_it_was_trained(metric: str) -> None:
    assert_alike(train(ROWS, Settings(k=25, space="n-grams", metric=metric)), TEXTS)


def test_a_centre_is_the_mean_of_its_members() -> None:
    model = trained("latent", "euclidean")
    weights = read(TEXTS, model.analyser).weigh(model.vocabulary)
    divided = embedding_of(model).divided(weights)
    labels = distances(divided, model.centres, "euclidean").argmin(axis=1)
    for number, centre in enumerate(model.centres):
        assert centre == pytest.approx(divided[labels == number].mean(axis=0), abs=1e-5)


@pytest.mark.parametrize(("space", "width"), [("n-grams", None), ("latent", 5), ("guided", 5)])
def test_k_means_divides_the_space_that_was_asked_for(space: str, width: int | None) -> None:
    corpus = read(TEXTS, Analyser(SETTINGS.cleaning, SETTINGS.extraction))
    embedding = embed(corpus, CATEGORIES, Settings(k=5, space=space))
    divided = embedding.divided(corpus.weigh(embedding.vocabulary))
    assert divided.shape == (len(TEXTS), width or len(embedding.vocabulary.ngrams))


@pytest.mark.parametrize("space", SPACES)
def test_every_space_has_vectors_for_neighbours(space: str) -> None:
    corpus = read(TEXTS, Analyser(SETTINGS.cleaning, SETTINGS.extraction))
    embedding = embed(corpus, CATEGORIES, Settings(k=5, space=space))
    vectors = embedding.vectors(corpus.weigh(embedding.vocabulary))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors.shape[1] == embedding.projection.shape[1]


def test_rows_without_a_known_ngram_are_told_apart(model: Model) -> None:
    weights = read(["", *TEXTS, "xyzzy"], model.analyser).weigh(model.vocabulary)
    assert known_rows(weights).tolist() == list(range(1, len(TEXTS) + 1))


def test_rows_whose_ngrams_all_weigh_nothing_are_not_known() -> None:
    corpus = read(
        ["oil", "oil gas", "oil"], Analyser(extraction=Extraction(weights="tf-idf", max_ratio=1.0))
    )
    assert known_rows(corpus.weigh(create(corpus, [""] * 3))).tolist() == [1]


@pytest.mark.parametrize("texts", [[], [""], ["", "the of"], ["oil", "gas"]])
def test_texts_without_a_vocabulary_have_no_vectors(texts: list[str]) -> None:
    settings = Settings(k=2, extraction=Extraction(min_documents=2))
    corpus = read(texts, Analyser(settings.cleaning, settings.extraction))
    with pytest.raises(TrainingError, match="add texts, or longer ones"):
        embed(corpus, [""] * len(texts), settings)
