"""A text's place on the map: among the training texts that are most like it. NumPy only."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clustering.text.arrays import Doubles, Floats

NEAREST = 10
# Below it two texts are the same: single precision has seven digits
LEAST_APART = 1e-6


@dataclass(frozen=True)
class Layout:
    """Training texts with their places on the map.

    `landmarks` (m x d, each of length 1) are the texts, `places` (m x 2, 0 to 1) where they lie.
    """

    landmarks: Floats
    places: Floats

    def places_of(self, vectors: Floats) -> Doubles:
        """n x 2: where texts lie, from the left and from the top.

        From their vectors (n x d, each of length 1): the mean of the places of the ten nearest
        landmarks, weighted by the inverse square of 1 - cosine, so that a landmark comes to its own
        place. In the middle without landmarks.
        """
        size = len(vectors)
        if not len(self.landmarks):
            return np.full((size, 2), 0.5)
        cosines = self.cosines(vectors)
        tenth_place = max(cosines.shape[1] - NEAREST, 0)
        tenth = np.partition(cosines, tenth_place, axis=1)[:, tenth_place]
        texts, near = np.nonzero(cosines >= tenth[:, np.newaxis])
        apart = 1 - cosines[texts, near].astype(np.float64)
        # By the last key first: text by text, the nearest, and of those that tie the lower number
        order = np.lexsort((near, apart, texts))
        # More than ten where some tie with the tenth
        first = np.searchsorted(texts, np.arange(size))
        rank = np.arange(len(order)) - first[texts]
        nearest = order[rank < NEAREST]

        of_texts = texts[nearest]
        distances = np.maximum(apart[nearest], LEAST_APART)
        weights = distances**-2
        places = self.places[near[nearest]]
        x = np.bincount(of_texts, weights * places[:, 0], minlength=size)
        y = np.bincount(of_texts, weights * places[:, 1], minlength=size)
        total = np.bincount(of_texts, weights, minlength=size)
        means = np.column_stack([x, y]) / total[:, np.newaxis]
        # Rounding may take a mean of places below 0 or over 1
        return means.clip(0, 1)

    def cosines(self, vectors: Floats) -> Floats:
        """n x m: the cosines of vectors with all landmarks."""
        # einsum sums in one order whatever the number of threads and of other texts
        return np.asarray(np.einsum("ij,jk->ik", vectors, self._by_dimension))

    @cached_property
    def _by_dimension(self) -> Floats:
        """The landmarks, d x m: three times as quick to multiply by."""
        return np.ascontiguousarray(self.landmarks.T)
