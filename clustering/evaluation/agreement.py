"""How well clusters agree with known categories."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from sklearn import metrics

from clustering.text.arrays import Doubles


def quality(labels: Sequence[int | None], categories: Sequence[str]) -> dict[str, float]:
    """`purity`, `nmi` and `ari` of clusters against categories, over the rows that have both.

    purity (0..1): share of rows whose category is their cluster's most frequent one.
    nmi (0..1): mutual information over the arithmetic mean of both entropies.
    ari (-0.5..1): Rand index, 0 for clusters drawn by lot (Hubert and Arabie, 1985).

    Empty without such a row. Raises ValueError when the lengths differ.
    """
    return quality_of_counts(Counter(zip(labels, categories, strict=True)))


def quality_of_counts(rows: Mapping[tuple[int | None, str], int]) -> dict[str, float]:
    """As `quality`, of how many rows have each cluster and category."""
    known = {}
    for (label, category), number in rows.items():
        if label is not None and category.strip():
            known[category, label] = number
    if not known:
        return {}
    pairs = sorted(known)
    all_categories, all_clusters = zip(*pairs, strict=True)
    categories, of_category = np.unique(all_categories, return_inverse=True)
    clusters, of_cluster = np.unique(all_clusters, return_inverse=True)
    # A row for each category, a column for each cluster
    counts = np.zeros((len(categories), len(clusters)))
    counts[of_category, of_cluster] = [known[pair] for pair in pairs]
    in_own_category = counts.max(axis=0).sum()
    return {
        "purity": float(in_own_category / counts.sum()),
        "nmi": _mutual_information(counts),
        "ari": _rand_index(counts),
    }


def _mutual_information(counts: Doubles) -> float:
    """Over the mean entropy of clusters and categories."""
    entropies = []
    for axis in (0, 1):
        sizes = counts.sum(axis=axis)
        shares = sizes / sizes.sum()
        entropy = -(shares * np.log(shares)).sum()
        entropies.append(float(entropy))
    # One cluster of one category
    if not any(entropies):
        return 1.0
    shared = metrics.mutual_info_score(None, None, contingency=counts)
    # Rounding may take it below 0
    return float(max(shared, 0) / np.mean(entropies))


def _rand_index(counts: Doubles) -> float:
    """Of the pairs of rows, how many agree beyond chance."""
    pairs = []
    for sizes in (counts, counts.sum(axis=0), counts.sum(axis=1)):
        pairs.append(float((sizes * (sizes - 1)).sum()))
    together, of_cluster, of_category = pairs
    rows = counts.sum()
    all_pairs = max(rows * (rows - 1), 1)
    by_chance = of_cluster * of_category / all_pairs
    most = (of_cluster + of_category) / 2
    if most == by_chance:
        return 1.0
    return float((together - by_chance) / (most - by_chance))
