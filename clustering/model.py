"""A trained model: text -> the nearest
of k centres (the studio's Assign Data to Clusters). NumPy only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clustering.layout import Layout
from clustering.settings import Settings
from clustering.text.language import WORD, is_english
from clustering.text.ngrams import Analyser, Weights
from clustering.text.preprocess import STOP_WORDS
from clustering.text.vocabulary import Vocabulary

# Of another language fewer words are familiar, of English more (docs/model.md has the figures).
LEAST_FAMILIAR = 0.4


@dataclass(frozen=True)
class Score:
    """One text under a model.

    `cluster` is the nearest centre (the lowest number among equals), or None with no distances and
    no `sure` when too little of the text is known. `distances` to every centre are Euclidean, or 1
    - cosine with that metric. `sure` is (b - a) / b with a the nearest and b the second nearest
    distance: 0 on the border, 1 in the centre. `coverage` (0..1) is the share of the text's n-gram
    occurrences that the vocabulary knows. `vector` has d numbers and length 1, or is all zeros
    without a cluster. `map_place` is where it lies on the map, from 0 to 1 from the left and from
    the top; None without a vector.
    """

    cluster: int | None
    distances: tuple[float, ...]
    sure: float | None
    coverage: float
    vector: NDArray[np.float32]
    map_place: tuple[float, float] | None


@dataclass(frozen=True)
class Model:
    """V n-grams, d = g + u dimensions, k clusters. Raises ValueError when the parts do not fit
    together.

    `projection` is V x d: the first g (`guided`) columns follow the categories of the training
    rows, the others are latent. `centres` is k x g, k x u, k x d or k x V, as `settings.space`
    says. `layout` gives texts their places on the map. `phrases` and `names` have one entry for
    each cluster. `figures` say how training went, `libraries` are the versions used.
    """

    vocabulary: Vocabulary
    projection: NDArray[np.float32]
    guided: int
    centres: NDArray[np.float32]
    layout: Layout
    phrases: list[list[str]]
    names: list[str]
    settings: Settings
    figures: Mapping[str, int | float]
    libraries: Mapping[str, str]

    def __post_init__(self) -> None:
        size, dimensions = len(self.vocabulary.ngrams), self.projection.shape[-1]
        widths = {
            "n-grams": size,
            "latent": dimensions - self.guided,
            "guided": self.guided,
            "side by side": dimensions,
        }
        clusters = self.settings.k
        fits = (
            self.projection.shape == (size, dimensions)
            and 0 <= self.guided <= dimensions
            and self.centres.shape == (clusters, widths[self.settings.space])
            and self.layout.landmarks.shape[1:] == (dimensions,)
            and self.layout.places.shape == (len(self.layout.landmarks), 2)
            and len(self.phrases) == len(self.names) == clusters
        )
        if not fits:
            raise ValueError("The parts of the model do not fit together.")

    @cached_property
    def analyser(self) -> Analyser:
        return Analyser(self.settings.cleaning, self.settings.extraction)

    @property
    def _left_out(self) -> frozenset[str]:
        """The familiar words that the vocabulary cannot have."""
        return STOP_WORDS if self.settings.cleaning.remove_stop_words else frozenset()

    def score(self, texts: Sequence[str]) -> list[Score]:
        """One score for each text, in order. A text scores the same alone and among others."""
        return [self._score(text) for text in texts]

    def place(self, texts: Sequence[str]) -> list[Score]:
        """As `score`, but every text gets its nearest centre, however little of it is known."""
        return [self._score(text, in_any_case=True) for text in texts]

    def known_phrases(self, text: str) -> list[tuple[str, float]]:
        """The known n-grams of `text` as they stand there, with their weights, heaviest first."""
        weights = self.weigh(text)
        shown = dict(reversed(list(self.analyser.surfaces(text))))
        pairs = zip(weights.indices.tolist(), weights.values.tolist(), strict=True)
        known = [(shown[self.vocabulary.ngrams[number]], weight) for number, weight in pairs]
        return sorted(known, key=lambda pair: (-pair[1], pair[0]))

    def weigh(self, text: str) -> Weights:
        """The weights of the known n-grams of `text`."""
        return self.analyser.weigh(text, self.vocabulary)

    def _score(self, text: str, *, in_any_case: bool = False) -> Score:
        weights = self.weigh(text)
        projected = project(weights, self.projection)
        vector = side_by_side(projected, self.guided, self.settings.guided_share)
        if not in_any_case and not (vector.any() and is_enough(text, weights, self._left_out)):
            return Score(None, (), None, weights.coverage, np.zeros_like(vector), None)
        distances = self._distances(weights, projected, vector)
        cluster = int(distances.argmin())
        sure, map_place = sureness(distances), self.layout.place(vector)
        return Score(cluster, tuple(distances.tolist()), sure, weights.coverage, vector, map_place)

    def _distances(
        self, weights: Weights, projected: NDArray[np.float32], vector: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        cosine = self.settings.metric == "cosine"
        if self.settings.space == "n-grams":
            return sparse_distances(weights, self.centres, cosine=cosine)
        places = {
            "guided": unit(projected[: self.guided]),
            "latent": unit(projected[self.guided :]),
            "side by side": vector,
        }
        return centre_distances(places[self.settings.space], self.centres, cosine=cosine)


def is_enough(text: str, weights: Weights, left_out: frozenset[str] = STOP_WORDS) -> bool:
    """Whether so much of a text is known that a cluster says something.

    It has two different words or more, four in ten are in the vocabulary or among the words that
    were `left_out` of it, and it is not in another language.
    """
    words = WORD.findall(text.lower())
    familiar = weights.words + sum(word in left_out for word in words)
    known = weights.words > 0 and familiar >= LEAST_FAMILIAR * len(words)
    return known and len(set(words)) > 1 and is_english(words)


def project(weights: Weights, projection: NDArray[np.float32]) -> NDArray[np.float32]:
    """d numbers: the weighted sum of the projection's rows (V x d)."""
    # einsum sums in one order whatever the number of threads; a BLAS product does not.
    return np.asarray(
        np.einsum("i,ij->j", weights.values, projection[weights.indices]), dtype=np.float32
    )


def side_by_side(projected: NDArray[np.float32], guided: int, share: float) -> NDArray[np.float32]:
    """Vectors (... x d) whose cosine is the mean of the cosines of both parts, `share` of it from
    the guided one.

    Each part is brought to length 1 first, and so is the whole; where one part is zero the other
    says all.
    """
    if not guided:
        return unit(projected)
    parts = [
        share**0.5 * unit(projected[..., :guided]),
        (1 - share) ** 0.5 * unit(projected[..., guided:]),
    ]
    return unit(np.concatenate(parts, axis=-1))


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors (... x d) brought to length 1; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), dtype=np.float32)


def centre_distances(
    vectors: NDArray[np.float32], centres: NDArray[np.float32], *, cosine: bool
) -> NDArray[np.float64]:
    """The distances from vectors (... x d) to every centre (k x d): ... x k. `cosine`:
    both have length 1.
    """
    if cosine:
        return np.maximum(1 - np.einsum("...d,kd->...k", vectors.astype(np.float64), centres), 0)
    return np.asarray(np.linalg.norm(centres.astype(np.float64) - vectors[..., None, :], axis=-1))


def sparse_distances(
    weights: Weights, centres: NDArray[np.float32], *, cosine: bool
) -> NDArray[np.float64]:
    """The distances (k) from the weights of one text to every centre (k x V)."""
    values = weights.values.astype(np.float64)
    products = np.einsum("i,ki->k", values, centres[:, weights.indices])
    if cosine:
        return np.maximum(1 - products / (np.linalg.norm(values) or 1), 0)
    lengths = np.einsum("kv,kv->k", centres.astype(np.float64), centres)
    return np.asarray(np.sqrt(np.maximum(lengths - 2 * products + values @ values, 0)))


def sureness(distances: NDArray[np.float64]) -> float:
    """(b - a) / b with a the smallest and b the second smallest of the distances (0..1);
    0 if b is 0.
    """
    nearest, second = np.partition(distances, 1)[:2].tolist()
    return float((second - nearest) / second) if second else 0.0
