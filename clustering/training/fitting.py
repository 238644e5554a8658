"""A corpus -> vocabulary and projections, and the distances of its texts to centres."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, issparse
from threadpoolctl import threadpool_limits

from clustering.model import centre_distances, side_by_side, unit
from clustering.settings import Settings
from clustering.text.vocabulary import Vocabulary
from clustering.training.centres import Vectors, unit_rows
from clustering.training.corpus import Corpus
from clustering.training.errors import TrainingError
from clustering.training.projections import guided, latent
from clustering.training.vocabularies import Known, chosen


@dataclass(frozen=True)
class Embedding:
    """Texts as vectors. `settings` are those that could be followed:
    guided only with two categories or more.
    """

    settings: Settings
    vocabulary: Vocabulary
    projection: NDArray[np.float32]
    guided: int

    def vectors(self, weights: csr_matrix) -> NDArray[np.float32]:
        """n x d: what neighbours are ranked by, from the n x V weights of texts."""
        return side_by_side(weights @ self.projection, self.guided, self.settings.guided_share)

    def divided(self, weights: csr_matrix) -> Vectors:
        """n x g, n x u, n x d or n x V: what k-means divides, from the n x V weights of texts."""
        space = self.settings.space
        if space == "n-grams":
            return weights
        if space == "side by side":
            return self.vectors(weights)
        columns = slice(self.guided) if space == "guided" else slice(self.guided, None)
        return unit(weights @ self.projection[:, columns])


def embed(
    corpus: Corpus, categories: Sequence[str], settings: Settings, known: Known | None = None
) -> Embedding:
    """Vocabulary and projections.

    Raises TrainingError when no word is in enough texts, or none is known.
    """
    vocabulary = chosen(corpus, categories, known)
    if not vocabulary.ngrams:
        raise TrainingError(
            "No word is in enough of the texts, and none in too many: add texts, or longer ones."
        )
    weights = corpus.weigh(vocabulary)
    if not weights.nnz:
        raise TrainingError(
            "None of the texts has an n-gram of the vocabulary: give texts in its language and "
            "topic."
        )
    # SVD gives other bytes with another number of threads.
    with threadpool_limits(limits=1):
        to_categories = guided(weights, categories, settings)
        settings = replace(settings, space=possible_space(settings, to_categories.shape[1]))
        projection = np.hstack([to_categories, latent(weights, settings)])
    return Embedding(settings, vocabulary, projection, to_categories.shape[1])


def possible_space(settings: Settings, categories: int) -> str:
    """The space that k-means can divide: g categories say little of more than g clusters."""
    if settings.space not in ("guided", "side by side"):
        return settings.space
    if not categories:
        return "latent"
    return settings.space if settings.k <= categories else "side by side"


def known_rows(weights: csr_matrix) -> NDArray[np.intp]:
    """The rows of n x V weights that have any."""
    return np.flatnonzero(np.diff(weights.indptr))


def distances(divided: Vectors, found: NDArray[np.float32], metric: str) -> NDArray[np.float64]:
    """n x k: from the vectors that k-means divides to every centre (k of them)."""
    if not issparse(divided):
        return centre_distances(divided, found, cosine=metric == "cosine")
    if metric == "cosine":
        return np.asarray(np.maximum(1 - unit_rows(divided) @ found.T.astype(np.float64), 0))
    exact, wide = divided.astype(np.float64), found.astype(np.float64)
    squares = np.asarray(exact.multiply(exact).sum(axis=1)) + (wide**2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares - 2 * (exact @ wide.T), 0)))
