"""Clusters of one model version -> the same clusters of another, by the members that they share."""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

# Two clusters of equal size that share half of their members overlap by a third.
LEAST_OVERLAP = 1 / 3


def match(shared: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Old cluster -> new cluster, each at most once.

    `shared` says of a pair (old, new) how many members both have. The pairs are those that share
    the most members together (Kuhn, 1955), and only pairs that overlap by a third or more (Jaccard:
    members of both over members of either).
    """
    if not shared:
        return {}
    rows, columns = np.array(list(shared)).T
    both = np.zeros((rows.max() + 1, columns.max() + 1))
    both[rows, columns] = list(shared.values())
    old_sizes = both.sum(axis=1, keepdims=True)
    new_sizes = both.sum(axis=0)
    either = old_sizes + new_sizes - both
    overlap = np.divide(both, either, out=np.zeros_like(both), where=either > 0)

    matched = {}
    old_clusters, new_clusters = linear_sum_assignment(-both)
    for old, new in zip(old_clusters.tolist(), new_clusters.tolist(), strict=True):
        if overlap[old, new] >= LEAST_OVERLAP:
            matched[old] = new
    return matched
