"""An earlier division and a new one: clusters that are the same keep their numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from clustering.market.dividing import OUTSIDE, Division
from clustering.matching import match


def renumbered(division: Division, old: Sequence[int], next_number: int) -> Division:
    """The division with the numbers of earlier clusters (`old`, n) where they are the same.

    Two clusters are the same by the members that they share (`clustering/matching.py`). Others get
    numbers from `next_number` on, the largest first, so that no number ever means two things.
    """
    labels = division.labels.tolist()
    pairs = Counter(zip(old, labels, strict=True))
    shared = {}
    for pair, count in pairs.items():
        if OUTSIDE not in pair:
            shared[pair] = count
    matched = match(shared)
    number_of = {after: before for before, after in matched.items()}
    sizes = Counter(labels)
    largest_first = sorted(
        range(division.k),
        key=lambda label: (-sizes[label], label),
    )
    for label in largest_first:
        if label not in number_of:
            number_of[label] = next_number
            next_number += 1
    number_of[OUTSIDE] = OUTSIDE

    def numbers(values: NDArray[np.int64]) -> NDArray[np.int64]:
        renamed = [number_of[value] for value in values.tolist()]
        return np.array(renamed, dtype=np.int64)

    return replace(
        division,
        labels=numbers(division.labels),
        otherwise=numbers(division.otherwise),
        k=max(number_of.values()) + 1,
    )


def settled(division: Division, places: Mapping[int, int]) -> Division:
    """The division with the companies at some places in the clusters into which a person put them.

    They stay there whatever their neighbours say.
    """
    labels = division.labels.copy()
    otherwise = division.otherwise.copy()
    for place, number in places.items():
        labels[place] = number
        otherwise[place] = OUTSIDE
    # A person may have put one into a cluster that has a higher number than all others
    highest = int(labels.max(initial=OUTSIDE))
    k = max(division.k, highest + 1)
    return replace(division, labels=labels, otherwise=otherwise, k=k)
