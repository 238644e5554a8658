"""Texts kept in memory, for many questions how close they are to others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import PARTS, WEIGHTS, Asked, Said
from clustering.text.arrays import Doubles, Floats


class Others:
    """n texts that many are asked to be close to: what they say, in order of the n-grams.

    `said` and `sizes` are as in `Asked.closeness`, which is quicker for a single question. An
    n-gram of a text takes nine bytes.
    """

    def __init__(self, said: Said, sizes: NDArray[np.int64], places: Floats) -> None:
        keys = said >> 8
        parts = (said & PARTS).astype(np.uint8)
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        self.parts = parts[order]
        self.rows = rows[order]
        self.places = places

    def closeness(self, asked: Asked) -> Doubles:
        """How close each of the n texts is to what is asked for."""
        return asked.joined(self._of_words(asked), self.places)

    def closeness_to_each(self, asked: Sequence[Asked]) -> Doubles:
        """How close each of the n texts is to each that is asked for, of one text each (s x n)."""
        # All at once: a product of matrices takes a fraction of as many with one row
        places_of_asked = np.concatenate([each.places for each in asked])
        of_places = places_of_asked @ self.places.T
        closeness = of_places.astype(np.float64)
        for row, each in zip(closeness, asked, strict=True):
            row *= each.shares.place
            row += self._of_words(each)
            row /= each.shares.whole
        return closeness

    def _of_words(self, asked: Asked) -> Doubles:
        keys, weights = asked.wanted
        begin = np.searchsorted(self.keys, keys)
        end = np.searchsorted(self.keys, keys, side="right")
        lengths = end - begin
        # Where each n-gram's own part begins among all that are read
        starts = np.cumsum(lengths) - lengths
        found = np.arange(lengths.sum()) + np.repeat(begin - starts, lengths)
        products = WEIGHTS[self.parts[found]] * np.repeat(weights, lengths)
        sums = np.bincount(self.rows[found], products, minlength=len(self.places))
        return sums.astype(np.float64)
