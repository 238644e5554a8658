"""A corpus -> vocabulary and projections, and the distances of its texts to centres."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, issparse

from clustering.settings import Settings
from clustering.text.arrays import Doubles, Floats, Indices
from clustering.text.vocabulary import Vocabulary
from clustering.training.centres import Vectors, unit_rows
from clustering.training.corpus import Corpus
from clustering.training.errors import TrainingError
from clustering.training.projections import guided, latent
from clustering.training.threads import one_thread
from clustering.training.vocabularies import Known, chosen
from clustering.vectors import centre_distances, side_by_side, unit


@dataclass(frozen=True)
class Embedding:
    """Texts as vectors.

    `settings` are those that could be followed: guided only with two categories or more.
    """

    settings: Settings
    vocabulary: Vocabulary
    projection: Floats
    guided: int

    def vectors(self, weights: csr_matrix) -> Floats:
        """n x d: what neighbours are ranked by, from the n x V weights of texts."""
        projected = weights @ self.projection
        return side_by_side(projected, self.guided, self.settings.guided_share)

    def divided(self, weights: csr_matrix) -> Vectors:
        """n x g, n x u, n x d or n x V: what k-means divides, from the n x V weights of texts."""
        match self.settings.space:
            case "n-grams":
                return weights
            case "side by side":
                return self.vectors(weights)
            case "guided":
                projection = self.projection[:, : self.guided]
            case _:
                projection = self.projection[:, self.guided :]
        return unit(weights @ projection)


def embed(
    corpus: Corpus,
    categories: Sequence[str],
    settings: Settings,
    known: Known | None = None,
) -> Embedding:
    """Vocabulary and projections.

    Raises TrainingError when no word is in enough texts, or none is known.
    """
    vocabulary = chosen(corpus, categories, known)
    if not vocabulary.ngrams:
        raise _without_words(
            corpus,
            "No word is in enough of the texts, and none in too many: add texts, or longer ones.",
        )
    weights = corpus.weigh(vocabulary)
    if not weights.nnz:
        problem = (
            "None of the texts has an n-gram of the vocabulary: give texts in its language and "
            "topic."
        )
        raise TrainingError(problem) if known else _without_words(corpus, problem)
    # SVD gives other bytes with another number of threads.
    with one_thread():
        to_categories = guided(weights, categories, settings)
        to_topics = latent(weights, settings)
    directions = to_categories.shape[1]
    return Embedding(
        settings=replace(settings, space=possible_space(settings, directions)),
        vocabulary=vocabulary,
        projection=np.hstack([to_categories, to_topics]),
        guided=directions,
    )


def _without_words(corpus: Corpus, problem: str) -> TrainingError:
    """What to say where nothing counts in any text: that all are the same, or the problem."""
    are_the_same = len(set(corpus.texts)) == 1
    if are_the_same and corpus.analyser.ngrams(corpus.texts[0]):
        rows = len(corpus.texts)
        problem = f"All {rows} rows have the same text: give texts that differ."
    return TrainingError(problem)


def possible_space(settings: Settings, categories: int) -> str:
    """The space that k-means can divide: g categories say little of more than g clusters."""
    if settings.space not in ("guided", "side by side"):
        return settings.space
    if not categories:
        return "latent"
    if settings.k > categories:
        return "side by side"
    return settings.space


def known_rows(weights: csr_matrix) -> Indices:
    """The rows of n x V weights that have any."""
    sizes = np.diff(weights.indptr)
    return np.flatnonzero(sizes)


def weights_of_known(corpus: Corpus, vocabulary: Vocabulary) -> tuple[Indices, csr_matrix]:
    """The texts of which anything is known, and their weights, a row for each."""
    weights = corpus.weigh(vocabulary)
    known = known_rows(weights)
    return known, weights[known]


def distances(divided: Vectors, centres: Floats, metric: str) -> Doubles:
    """n x k: from the vectors that k-means divides to every centre (k of them)."""
    is_cosine = metric == "cosine"
    if not issparse(divided):
        return centre_distances(divided, centres, cosine=is_cosine)
    exact_centres = centres.astype(np.float64)
    if is_cosine:
        cosines = unit_rows(divided) @ exact_centres.T
        # Rounding may take a cosine over 1
        return np.asarray(np.maximum(1 - cosines, 0))
    # |v - c|² = |v|² + |c|² - 2vc, so that the weights stay sparse
    exact = divided.astype(np.float64)
    exact_squares = exact.multiply(exact)
    own_squares = np.asarray(exact_squares.sum(axis=1))
    centre_squares = (exact_centres**2).sum(axis=1)
    products = exact @ exact_centres.T
    squares = own_squares + centre_squares - 2 * products
    # Rounding may take a square below 0 where a text is its centre
    positive = np.maximum(squares, 0)
    return np.asarray(np.sqrt(positive))
