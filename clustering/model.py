"""A trained model: text -> the nearest of k centres (the studio's Assign Data to Clusters). NumPy only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustering.ngrams import Vocabulary, Weights, surfaces, weigh


@dataclass(frozen=True)
class Score:
    """One text under a model.

    `cluster` is the nearest centre (the lowest number among equals), or None with no distances and no `sure`
    when the model knows nothing of the text. `distances` are Euclidean, from `vector` to every centre (0..2).
    `sure` is (b - a) / b with a the nearest and b the second nearest distance: 0 on the border, 1 in the
    centre. `coverage` (0..1) is the share of the text's n-gram occurrences that the vocabulary knows.
    `vector` has d numbers and length 1, or is all zeros without a cluster.
    """

    cluster: int | None
    distances: tuple[float, ...]
    sure: float | None
    coverage: float
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """V n-grams, d dimensions, k clusters. Raises ValueError when the parts do not fit together.

    `projection` is V x d and `centres` is k x d. `phrases` and `names` have one entry for each cluster.
    `settings` are those it was trained with, `figures` say how training went, `libraries` are the versions
    used.
    """

    vocabulary: Vocabulary
    projection: NDArray[np.float32]
    centres: NDArray[np.float32]
    phrases: list[list[str]]
    names: list[str]
    settings: Mapping[str, int | float]
    figures: Mapping[str, int | float]
    libraries: Mapping[str, str]

    def __post_init__(self) -> None:
        size, dimensions = len(self.vocabulary.ngrams), self.projection.shape[-1]
        clusters = len(self.centres)
        fits = (
            self.projection.shape == (size, dimensions)
            and self.vocabulary.idf.shape == (size,)
            and len(self.vocabulary.surfaces) == len(self.vocabulary.index) == size
            and self.centres.shape == (clusters, dimensions)
            and len(self.phrases) == len(self.names) == clusters
            and clusters >= 2
        )
        if not fits:
            raise ValueError("The parts of the model do not fit together.")

    def score(self, texts: Sequence[str]) -> list[Score]:
        """One score for each text, in order. A text scores the same alone and among others."""
        return [self._score(text) for text in texts]

    def known_phrases(self, text: str) -> list[tuple[str, float]]:
        """The known n-grams of `text` as they stand there, with their weights (0..1), heaviest first."""
        weights = weigh(text, self.vocabulary)
        shown = dict(reversed(list(surfaces(text))))
        pairs = zip(weights.indices.tolist(), weights.values.tolist(), strict=True)
        known = [(shown[self.vocabulary.ngrams[number]], weight) for number, weight in pairs]
        return sorted(known, key=lambda pair: (-pair[1], pair[0]))

    def _score(self, text: str) -> Score:
        weights = weigh(text, self.vocabulary)
        vector = project(weights, self.projection)
        if not vector.any():
            return Score(None, (), None, weights.coverage, vector)
        distances = centre_distances(vector, self.centres)
        cluster = int(distances.argmin())
        return Score(cluster, tuple(distances.tolist()), sureness(distances), weights.coverage, vector)


def project(weights: Weights, projection: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weighted sum of the projection's rows (V x d), brought to length 1; zeros stay zeros."""
    # einsum sums in one order whatever the number of threads; a BLAS product does not.
    vector = np.einsum("i,ij->j", weights.values, projection[weights.indices])
    length = np.linalg.norm(vector)
    return np.asarray(vector / length if length else vector, dtype=np.float32)


def centre_distances(vector: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float64]:
    """The Euclidean distances from a vector (d) to every centre (k x d)."""
    return np.asarray(np.linalg.norm(centres.astype(np.float64) - vector, axis=1))


def sureness(distances: NDArray[np.float64]) -> float:
    """(b - a) / b with a the smallest and b the second smallest of the distances (0..1); 0 if b is 0."""
    nearest, second = np.partition(distances, 1)[:2].tolist()
    return float((second - nearest) / second) if second else 0.0
