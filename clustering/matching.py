"""Clusters of one model version -> the same clusters of another, by the members that they share."""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

# Two clusters of equal size that share half of their members overlap by a third.
LEAST_OVERLAP = 1 / 3


def match(shared: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Old cluster -> new cluster, each at most once, from how many members each pair of them
    shares.

    The pairs are those that share the most members together (Kuhn, 1955), and only pairs that
    overlap by a third or more (Jaccard: members of both over members of either).
    """
    if not shared:
        return {}
    rows, columns = np.array(list(shared)).T
    both = np.zeros((rows.max() + 1, columns.max() + 1))
    both[rows, columns] = list(shared.values())
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    overlap = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    found = zip(*linear_sum_assignment(-both), strict=True)
    return {int(a): int(b) for a, b in found if overlap[a, b] >= LEAST_OVERLAP}
