"""Figures on rows that a model has not seen: five-fold cross-validation."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import KFold

from clustering.evaluation.agreement import quality
from clustering.settings import Settings
from clustering.text.arrays import Indices
from clustering.training import Rows, TrainingError
from clustering.training.centres import centres
from clustering.training.corpus import Corpus
from clustering.training.fitting import Embedding, distances, embed, weights_of_known
from clustering.training.vocabularies import Known

FOLDS = 5
NEAREST = 10
# Enough for three digits; more rows only take longer.
MOST_ROWS = 5_000


def five_fold(rows: Rows, settings: Settings, known: Known | None = None) -> dict[str, float]:
    """Means over five folds of `purity`, `nmi`, `ari` and `nearest`.

    Each fold is placed by a model of the other rows. `nearest` is the share of a row's ten nearest
    training rows that are in its category. Over 5,000 rows, as many are drawn. Empty when no fold
    has categories, or four fifths of the rows make no model.
    """
    places = np.arange(len(rows.texts))
    if len(places) > MOST_ROWS:
        lots = np.random.default_rng(settings.seed)
        drawn = lots.choice(places, MOST_ROWS, replace=False)
        places = np.sort(drawn)
    if len(places) < FOLDS:
        return {}

    sample = rows.take(places.tolist())
    scored, learned = sample.corpora(settings)
    folds = KFold(FOLDS, shuffle=True, random_state=settings.seed)
    figures_of_folds = []
    try:
        for own, held_out in folds.split(places):
            own_categories = [sample.categories[row] for row in own]
            own_texts = learned.take(own)
            embedding = embed(own_texts, own_categories, settings, known)
            figures = figures_of_fold(
                embedding,
                training=_placed(scored, own, sample, embedding),
                held_out=_placed(scored, held_out, sample, embedding),
            )
            if figures:
                figures_of_folds.append(figures)
    except TrainingError:
        return {}
    if not figures_of_folds:
        return {}
    means = {}
    for name in figures_of_folds[0]:
        values = [figures[name] for figures in figures_of_folds]
        means[name] = float(np.mean(values))
    return means


class Placed(NamedTuple):
    """Rows of which anything is known: their weights (n x V) and categories."""

    weights: csr_matrix
    categories: list[str]


def _placed(
    corpus: Corpus,
    places: Indices,
    rows: Rows,
    embedding: Embedding,
) -> Placed:
    texts = corpus.take(places)
    known, weights = weights_of_known(texts, embedding.vocabulary)
    categories = [rows.categories[place] for place in places[known]]
    return Placed(weights, categories)


def figures_of_fold(embedding: Embedding, training: Placed, held_out: Placed) -> dict[str, float]:
    """Figures of rows that were held out, under a model of the training rows."""
    settings = embedding.settings
    divided_training = embedding.divided(training.weights)
    model_centres = centres(divided_training, settings)
    divided = embedding.divided(held_out.weights)
    apart = distances(divided, model_centres, settings.metric)
    clusters = apart.argmin(axis=1)
    figures = quality(clusters.tolist(), held_out.categories)
    if not figures:
        return {}

    own_vectors = embedding.vectors(held_out.weights)
    training_vectors = embedding.vectors(training.weights)
    cosines = own_vectors @ training_vectors.T
    by_cosine = np.argsort(-cosines, axis=1, kind="stable")
    nearest = by_cosine[:, :NEAREST]
    training_categories = np.array(training.categories)
    neighbours = training_categories[nearest]
    shares = []
    for category, categories in zip(held_out.categories, neighbours, strict=True):
        # Of a row that is filed nowhere nobody can say whether its neighbours belong there
        if category.strip():
            is_same = categories == category
            shares.append(np.mean(is_same))
    figures["nearest"] = float(np.mean(shares))
    return figures
