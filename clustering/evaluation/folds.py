"""Figures on rows that a model has not seen: five-fold cross-validation."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import KFold

from clustering.evaluation.agreement import quality
from clustering.settings import Settings
from clustering.training import Rows, TrainingError
from clustering.training.centres import centres
from clustering.training.corpus import Corpus
from clustering.training.fitting import Embedding, distances, embed, known_rows
from clustering.training.vocabularies import Known

FOLDS = 5
NEAREST = 10
# Enough for three digits; more rows only take longer.
MOST_ROWS = 5_000


def five_fold(rows: Rows, settings: Settings, known: Known | None = None) -> dict[str, float]:
    """Means over five folds of `purity`, `nmi`, `ari` and `nearest`, each a model of the others'
    rows.

    `nearest` is the share of a row's ten nearest training rows that are in its category. Over 5,000
    rows, as many are drawn. Empty when no fold has categories, or four fifths of the rows make no
    model.
    """
    places = np.arange(len(rows.texts))
    if len(places) > MOST_ROWS:
        places = np.sort(
            np.random.default_rng(settings.seed).choice(places, MOST_ROWS, replace=False)
        )
    if len(places) < FOLDS:
        return {}
    sample = rows.take(places.tolist())
    corpora = sample.corpora(settings)
    parts = KFold(FOLDS, shuffle=True, random_state=settings.seed).split(places)
    try:
        found = [
            _fold(sample, corpora, settings, known, own.tolist(), others.tolist())
            for own, others in parts
        ]
    except TrainingError:
        return {}
    found = [figures for figures in found if figures]
    return (
        {name: float(np.mean([figures[name] for figures in found])) for name in found[0]}
        if found
        else {}
    )


def _fold(
    rows: Rows,
    corpora: tuple[Corpus, Corpus],
    settings: Settings,
    known: Known | None,
    own: list[int],
    others: list[int],
) -> dict[str, float]:
    """Figures of the `others`, under a model of the `own` rows."""
    scored, learned = corpora
    embedding = embed(learned.take(own), [rows.categories[row] for row in own], settings, known)
    weights, categories = _known(scored, own, rows, embedding)
    held_out, wanted = _known(scored, others, rows, embedding)
    found = centres(embedding.divided(weights), embedding.settings)
    labels = distances(embedding.divided(held_out), found, settings.metric).argmin(axis=1).tolist()
    figures = quality(labels, wanted)
    if figures:
        similar = embedding.vectors(held_out) @ embedding.vectors(weights).T
        figures["nearest"] = _same_category(similar, wanted, categories)
    return figures


def _known(
    corpus: Corpus, places: list[int], rows: Rows, embedding: Embedding
) -> tuple[csr_matrix, list[str]]:
    """The weights of those rows of which anything is known, and their categories."""
    weights = corpus.take(places).weigh(embedding.vocabulary)
    known = known_rows(weights)
    return weights[known], [rows.categories[places[row]] for row in known]


def _same_category(
    similar: NDArray[np.float32], known: Sequence[str], neighbours: Sequence[str]
) -> float:
    """Share of the nearest rows with the same category, over the rows that have one."""
    labels = np.array(neighbours)
    nearest = np.argsort(-similar, axis=1, kind="stable")[:, :NEAREST]
    return float(
        np.mean(
            [
                np.mean(labels[row] == category)
                for row, category in zip(nearest, known, strict=True)
                if category.strip()
            ]
        )
    )
