"""n-gram weights -> dense vectors: latent semantic analysis, and a projection by categories."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import Ridge
from sklearn.utils.extmath import randomized_svd

from clustering.settings import Settings
from clustering.text.arrays import Floats

Projection = Floats
LEAST_ROWS = 3
MOST_CATEGORIES = 50


def latent(weights: csr_matrix, settings: Settings) -> Projection:
    """V x u: latent semantic analysis (Deerwester et al., 1990).

    They are the right singular vectors of the n x V weights.
    """
    texts, ngrams = weights.shape
    # Few texts fill few dimensions: on held-out companies one for every eight texts was best, from
    # 100 texts to 500.
    filled = max(settings.k, texts // 8)
    dimensions = min(settings.dimensions, filled, texts, ngrams)
    _, strengths, directions = randomized_svd(
        weights,
        dimensions,
        n_iter=5,
        random_state=settings.seed,
    )
    # Directions without any weight are rounding noise: rows that repeat each other leave some.
    has_weight = strengths > 1e-5 * strengths[0]
    kept = directions[has_weight]
    return np.ascontiguousarray(kept.T, dtype=np.float32)


def guided(weights: csr_matrix, categories: Sequence[str], settings: Settings) -> Projection:
    """V x g: one direction for each of g categories, by ridge regression on the n x V weights.

    Only categories of three rows or more guide, the 50 most frequent at most, each with the same
    weight whatever its number of rows. V x 0 with fewer than two of them.
    """
    sizes = Counter(category for category in categories if category.strip())
    most_frequent = sizes.most_common(MOST_CATEGORIES)
    names = sorted(name for name, size in most_frequent if size >= LEAST_ROWS)
    if len(names) < 2:
        ngrams = weights.shape[1]
        return np.zeros((ngrams, 0), np.float32)

    rows = []
    for row, category in enumerate(categories):
        if category in names:
            rows.append(row)
    targets = np.zeros((len(rows), len(names)))
    balance = []
    for number, row in enumerate(rows):
        category = categories[row]
        column = names.index(category)
        targets[number, column] = 1
        # Together the rows of each category weigh the same, and all rows as many as they are
        rows_in_balance = len(names) * sizes[category]
        balance.append(len(rows) / rows_in_balance)

    ridge = Ridge(
        settings.penalty,
        solver="sparse_cg",
        tol=1e-4,
        random_state=settings.seed,
    )
    guiding = weights[rows].astype(np.float64)
    ridge.fit(guiding, targets, sample_weight=balance)
    directions = ridge.coef_.T
    # What is telling of every category tells none from another
    common = directions.mean(axis=1, keepdims=True)
    centred = directions - common
    return np.ascontiguousarray(centred, dtype=np.float32)
