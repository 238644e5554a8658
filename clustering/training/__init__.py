"""Rows and settings -> a model. scikit-learn lives in this package and in `evaluation`."""

from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from clustering.model import Model, sureness
from clustering.naming import Members, names, phrases
from clustering.settings import PRESETS, Settings
from clustering.training.centres import centres
from clustering.training.corpus import Progress
from clustering.training.errors import TrainingError
from clustering.training.fitting import distances, embed, known_rows
from clustering.training.layouts import lay_out
from clustering.training.rows import Rows
from clustering.training.vocabularies import Known, with_surfaces

__all__ = ["DEFAULTS", "LIBRARIES", "Rows", "TrainingError", "train"]

LIBRARIES = ("numpy", "scikit-learn", "scipy", "simplemma", "snowballstemmer", "stopwordsiso")
DEFAULTS = PRESETS["similarco"]


def train(
    rows: Rows, settings: Settings = DEFAULTS, progress: Progress = iter, known: Known | None = None
) -> Model:
    """A model of the rows. Texts of which nothing is known take no part in the clusters.

    The same rows and settings give the same model to the last bit, whatever the number of
    processors. `progress` wraps the loop over the texts, as tqdm does. `known` is a vocabulary to
    use instead of a new one.

    Raises:
        TrainingError: the rows cannot make k clusters, or no word is in enough of them.
    """
    _refuse_too_few(rows, settings.k)
    scored, learned = rows.corpora(settings, progress)
    embedding = embed(learned, rows.categories, settings, known)
    weights = scored.weigh(embedding.vocabulary)
    weights = weights[known_rows(weights)]
    divided = embedding.divided(weights)
    found = centres(divided, embedding.settings)
    apart = distances(divided, found, settings.metric)
    vocabulary = with_surfaces(embedding.vocabulary, learned)
    members = Members(
        weights,
        apart.argmin(axis=1),
        settings.k,
        vocabulary,
        company=scored.company_words(rows.titles),
        trade=rows.trade(settings),
        titles=frozenset(rows.titles),
    )
    return Model(
        vocabulary=vocabulary,
        projection=embedding.projection,
        guided=embedding.guided,
        centres=found,
        layout=lay_out(embedding.vectors(weights), settings.seed),
        phrases=phrases(members),
        names=names(members),
        settings=embedding.settings,
        figures={"rows": len(rows.texts), "ngrams": len(vocabulary.ngrams), **_figures(apart)},
        libraries={name: version(name) for name in LIBRARIES},
    )


def _refuse_too_few(rows: Rows, k: int) -> None:
    number = len(rows.texts)
    if k > number:
        raise TrainingError(
            f"{k} clusters from {number} rows: choose k from 2 to {number}, or add rows."
        )


def _figures(apart: NDArray[np.float64]) -> dict[str, int | float]:
    """`distance`: mean to the own centre. `silhouette` (simplified): mean of `Score.sure`."""
    return {
        "rows_used": len(apart),
        "distance": float(apart.min(axis=1).mean()),
        "silhouette": float(np.mean([sureness(row) for row in apart])),
    }
