"""Vectors -> places on a map, by t-SNE (van der Maaten and Hinton, 2008)."""

import numpy as np
from numpy.typing import NDArray
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from clustering.layout import Layout

MOST_LANDMARKS = 2_000
MARGIN = 0.04
# On the catalogue 1,000 keep no more neighbours than 500 do
ITERATIONS = 500
PERPLEXITY = 30
# How far places give way to their ranks on each axis: alike texts lie so close that their marks
# would cover each other
EVENNESS = 0.7


def lay_out(vectors: NDArray[np.float32], seed: int) -> Layout:
    """A map of the n x d vectors of training texts;
    of many, evenly drawn ones are its landmarks.
    """
    known = vectors[vectors.any(axis=1)]
    rows = np.linspace(0, len(known) - 1, min(len(known), MOST_LANDMARKS)).round().astype(int)
    landmarks = np.ascontiguousarray(known[rows], dtype=np.float32)
    return Layout(landmarks, _spread(landmarks, seed))


def _spread(landmarks: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """m x 2 from 0 to 1, with no empty stretches on either axis."""
    different = len(np.unique(landmarks.round(5), axis=0))
    if different < 2:
        return np.full((len(landmarks), 2), 0.5, np.float32)
    found = TSNE(
        perplexity=min(PERPLEXITY, max(1, len(landmarks) / 4)),
        metric="cosine",
        init="pca",
        max_iter=ITERATIONS,
        random_state=seed,
        n_jobs=1,
    )
    # One dimension is too few for principal components
    wide = np.pad(landmarks, ((0, 0), (0, max(0, 2 - landmarks.shape[1]))))
    # t-SNE gives other bytes with another number of threads.
    with threadpool_limits(limits=1):
        flat = found.fit_transform(wide)
    low, high = flat.min(axis=0), flat.max(axis=0)
    span = float((high - low).max()) or 1.0
    ranks = (
        flat.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / (len(flat) - 1) - 0.5
    )
    even = EVENNESS * ranks + (1 - EVENNESS) * (flat - (low + high) / 2) / span
    return np.asarray(0.5 + (1 - 2 * MARGIN) * even, dtype=np.float32)
