"""How much kinds of business and places count beside words, learned from what people said of pairs.

A pair that they called similar should be closer than one that they did not. The factors are those
with which such comparisons come out best (the logistic loss of RankNet, Burges et al., 2005), drawn
back to what counts without them; they stay where they are unless pairs that they were not learned
from come in a better order.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from clustering.closeness import AS_EVER, Asked, Factors, Shares, places
from clustering.model import Model
from clustering.text.arrays import Doubles
from scoring.similar.pairs.feedback import SaidPair

# Of fewer words, or fewer of one kind, chance decides
FEWEST = 40
FEWEST_OF_EACH = 10
# A quarter to four times as much, in thirds of a doubling
TRIED = (2.0 ** (np.arange(-6, 7) / 3)).tolist()
# A tenth more closeness is right nine times in ten
STEEPNESS = 22.0
# What a doubling has to gain, in words that are told right
PULL = 2.0
MOST_COMPARED = 20_000


class Order(NamedTuple):
    """What was learned, and of so many comparisons how many come right with it and without.

    Each comparison is of pairs from which nothing was learned when it was made.
    """

    factors: Factors = AS_EVER
    compared: int = 0
    right: int = 0
    right_before: int = 0

    def as_told(self) -> dict[str, Any]:
        """For the calibration of a version; empty where nothing could be learned."""
        if not self.compared:
            return {}
        return {"order": self._asdict()}


class _Pairs(NamedTuple):
    """n pairs: what words, kinds and places count of each (n x 3), its shares, what was said."""

    parts: Doubles
    shares: list[Shares]
    are_similar: NDArray[np.bool_]

    def take(self, chosen: slice) -> "_Pairs":
        return _Pairs(
            self.parts[chosen],
            self.shares[chosen],
            self.are_similar[chosen],
        )

    def differences(self, factors: Factors) -> Doubles:
        """How much closer a similar pair is than another, for each two that are compared."""
        wholes = [shares.times(factors).whole for shares in self.shares]
        counted = self.parts @ np.array([1.0, *factors])
        closeness = counted / wholes
        similar = closeness[self.are_similar]
        others = closeness[~self.are_similar]
        compared = (similar[:, np.newaxis] - others).ravel()
        if compared.size <= MOST_COMPARED:
            return compared
        return np.random.default_rng(0).choice(compared, MOST_COMPARED, replace=False)

    @classmethod
    def of(cls, model: Model, said: Sequence[SaidPair]) -> Self:
        """Without those of which one says nothing."""
        guided = model.guided if model.kinds else 0
        parts, shares, are_similar = [], [], []
        for pair in said:
            one, other = model.place([pair.one, pair.other])
            if not (one.said.size and other.said.size):
                continue
            vectors = np.array([one.vector, other.vector])
            own, place = places(vectors, guided)[:, np.newaxis]
            sizes = np.array([len(other.said)])
            # With words alone, with kinds beside them, and with the place beside them
            tried = (
                Factors(kinds=0, place=0),
                Factors(kinds=1, place=0),
                Factors(kinds=0, place=1),
            )
            sums = []
            for factors in tried:
                asked = Asked([one.said], own, factors=factors)
                [close] = asked.closeness(other.said, sizes, place)
                sums.append(close * asked.shares.whole)
            words, with_kinds, with_place = sums
            of_kinds = with_kinds - words
            of_place = with_place - words
            parts.append((words, of_kinds, of_place))
            shares.append(Asked([one.said], own).shares)
            are_similar.append(pair.is_similar)
        return cls(
            parts=np.array(parts).reshape(-1, 3),
            shares=shares,
            are_similar=np.array(are_similar, np.bool_),
        )


def learned_order(model: Model, said: Sequence[SaidPair]) -> Order:
    """The factors for a version, and what they are worth."""
    pairs = _Pairs.of(model, said)
    said_of = len(pairs.shares)
    similar = int(pairs.are_similar.sum())
    of_the_rarer = min(similar, said_of - similar)
    if said_of < FEWEST or of_the_rarer < FEWEST_OF_EACH:
        return Order()
    compared = right = right_before = 0
    for half in (0, 1):
        own = pairs.take(slice(half, None, 2))
        other = pairs.take(slice(1 - half, None, 2))
        before = own.differences(AS_EVER)
        learned = own.differences(_best(other))
        compared += before.size
        right_before += int((before > 0).sum())
        right += int((learned > 0).sum())
    factors = AS_EVER
    if right > right_before:
        factors = _best(pairs)
    return Order(factors, compared, right, right_before)


def _best(pairs: _Pairs) -> Factors:
    def loss(factors: Factors) -> float:
        differences = pairs.differences(factors)
        away = float((np.log2(factors) ** 2).sum())
        if not differences.size:
            return away
        wrong = np.logaddexp(0, -STEEPNESS * differences)
        return float(len(pairs.shares) * wrong.mean() + PULL * away)

    candidates = [Factors(*tried) for tried in product(TRIED, repeat=2)]
    return min(candidates, key=loss)
