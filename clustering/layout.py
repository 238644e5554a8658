"""A text's place on the map: among the training texts that are most like it. NumPy only."""

from dataclasses import dataclass

import numpy as np

from clustering.text.arrays import Floats

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

    def place(self, vector: Floats) -> tuple[float, float] | None:
        """Where a text lies, from the left and from the top; None for a vector of zeros.

        From its vector (d, length 1): the mean of the places of the ten nearest landmarks, weighted
        by the inverse square of 1 - cosine, so that a landmark comes to its own place.
        """
        if not (vector.any() and len(self.landmarks)):
            return None
        # einsum sums in one order whatever the number of threads
        cosines = np.einsum("ij,j->i", self.landmarks, vector)
        apart = 1 - cosines.astype(np.float64)
        near = np.argsort(apart, kind="stable")[:NEAREST]
        distances = np.maximum(apart[near], LEAST_APART)
        weights = distances**-2
        place = weights @ self.places[near] / weights.sum()
        # Rounding may take a mean of places below 0 or over 1
        x, y = place.clip(0, 1).tolist()
        return x, y
