"""How much each n-gram says of each profile, and how close texts are to all of them. NumPy only."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from clustering.bulk.weight_rows import WeightRows
from clustering.text.arrays import Doubles, Floats, Indices, spread

# N-grams of more profiles: some 1,200, which take 4 MB
MANY_PROFILES = 64


@dataclass(frozen=True, eq=False)
class Profiles:
    """P profiles over V n-grams, n-gram by n-gram.

    Those of n-gram v are `profiles[starts[v] : starts[v + 1]]`, with their weights in the same
    places of `weights`. `starts` has V + 1 numbers.
    """

    starts: NDArray[np.int32]
    profiles: NDArray[np.int32]
    weights: Floats

    def cosines(self, texts: WeightRows, number: int) -> Doubles:
        """n x P: the cosines of texts with all profiles (`number` of them)."""
        place = self.place_of_frequent[texts.indices]
        is_rare = place < 0
        lengths, places_of_rare = self.stretches(texts.indices[is_rare])
        values_of_rare = np.repeat(texts.values[is_rare], lengths)
        products = self.weights[places_of_rare] * values_of_rare
        # The profiles of each text behind those of the one before it
        begins = texts.rows[is_rare] * number
        profiles = self.profiles[places_of_rare] + np.repeat(begins, lengths)
        sums = np.bincount(profiles, products, minlength=len(texts.sizes) * number)
        cosines = sums.astype(np.float64).reshape(-1, number)

        is_frequent = ~is_rare
        dense = self.dense
        values = texts.values[is_frequent]
        places = place[is_frequent]
        rows = texts.rows[is_frequent]
        # Text by text, for that stays in the caches of a processor
        ends = np.searchsorted(rows, np.arange(len(texts.sizes) + 1))
        for own, (start, end) in zip(cosines, pairwise(ends.tolist()), strict=True):
            weights = dense[places[start:end]]
            own[: dense.shape[1]] += np.einsum("i,ij->j", values[start:end], weights)
        return cosines

    def stretches(self, ngrams: Indices) -> tuple[Indices, Indices]:
        """In how many profiles each n-gram is, and the places of their weights."""
        begin = self.starts[ngrams].astype(np.intp)
        lengths = self.starts[ngrams + 1] - begin
        return lengths, spread(begin, lengths)

    @cached_property
    def _frequent(self) -> Indices:
        """The n-grams of many profiles, which are quicker to read as rows with zeros."""
        return np.flatnonzero(np.diff(self.starts) > MANY_PROFILES)

    @cached_property
    def place_of_frequent(self) -> Indices:
        """V numbers: the place of each n-gram in `_frequent`, or -1."""
        places = np.full(len(self.starts) - 1, -1)
        places[self._frequent] = np.arange(len(self._frequent))
        return places

    @cached_property
    def dense(self) -> Floats:
        """The weights of the n-grams of `_frequent` in all profiles."""
        number = int(self.profiles.max(initial=-1)) + 1
        lengths, places = self.stretches(self._frequent)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        dense = np.zeros((len(lengths), number), np.float32)
        dense[rows, self.profiles[places]] = self.weights[places]
        return dense
