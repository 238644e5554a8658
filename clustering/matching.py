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
    pairs = np.array(list(shared))
    old_numbers, new_numbers = pairs.T
    # A row for each old cluster, a column for each new one
    shape = (old_numbers.max() + 1, new_numbers.max() + 1)
    both = np.zeros(shape)
    both[old_numbers, new_numbers] = list(shared.values())
    # Members that only one version has placed are in no pair, so neither size counts them
    old_sizes = both.sum(axis=1, keepdims=True)
    new_sizes = both.sum(axis=0)
    either = old_sizes + new_sizes - both
    overlap = np.zeros_like(both)
    np.divide(both, either, out=overlap, where=either > 0)

    # It looks for the least costs, and we for the most members
    old_clusters, new_clusters = linear_sum_assignment(-both)
    matched = {}
    for old, new in zip(old_clusters.tolist(), new_clusters.tolist(), strict=True):
        # It pairs all that it can, also what has hardly a member in common
        if overlap[old, new] >= LEAST_OVERLAP:
            matched[old] = new
    return matched
