"""Vectors -> places on a map, by t-SNE (van der Maaten and Hinton, 2008)."""

import numpy as np
from sklearn.manifold import TSNE

from clustering.layout import Layout
from clustering.text.arrays import Floats
from clustering.training.centres import different_rows
from clustering.training.threads import one_thread

MOST_LANDMARKS = 2_000
MARGIN = 0.04
# On the catalogue 1,000 keep no more neighbours than 500 do
ITERATIONS = 500
PERPLEXITY = 30
# How far places give way to their ranks on each axis: alike texts lie so close that their marks
# would cover each other
EVENNESS = 0.7


def lay_out(vectors: Floats, seed: int) -> Layout:
    """A map of the n x d vectors of training texts; of many, evenly drawn ones are its landmarks.

    The places go from 0 to 1, with no empty stretches on either axis.
    """
    # A text of which nothing is known lies nowhere
    known = vectors[vectors.any(axis=1)]
    size = min(len(known), MOST_LANDMARKS)
    last = len(known) - 1
    evenly = np.linspace(0, last, size)
    rows = evenly.round().astype(int)
    landmarks = np.ascontiguousarray(known[rows], dtype=np.float32)
    if different_rows(landmarks) < 2:
        # Texts that are all the same lie in the middle
        middle = np.full((size, 2), 0.5, np.float32)
        return Layout(landmarks, middle)

    flat = _flattened(landmarks, seed)
    low = flat.min(axis=0)
    high = flat.max(axis=0)
    # One for both axes, so that neither is stretched
    span = float((high - low).max()) or 1.0
    centred = flat - (low + high) / 2
    order = flat.argsort(axis=0, kind="stable")
    # The order of the order: which rank each text has
    ranks = order.argsort(axis=0, kind="stable") / (size - 1)
    centred_ranks = ranks - 0.5
    # From -0.5 to 0.5. Another order of these operations would give other bytes
    even = EVENNESS * centred_ranks + (1 - EVENNESS) * centred / span
    places = np.asarray(0.5 + (1 - 2 * MARGIN) * even, dtype=np.float32)
    return Layout(landmarks, places)


def _flattened(landmarks: Floats, seed: int) -> Floats:
    """The m x d landmarks in two dimensions, at whatever scale."""
    # It must be smaller than the number of texts
    most_perplexity = max(1, len(landmarks) / 4)
    tsne = TSNE(
        perplexity=min(PERPLEXITY, most_perplexity),
        metric="cosine",
        init="pca",
        max_iter=ITERATIONS,
        random_state=seed,
        n_jobs=1,
    )
    # One dimension is too few for principal components
    lacking = max(0, 2 - landmarks.shape[1])
    wide = np.pad(landmarks, ((0, 0), (0, lacking)))
    # t-SNE gives other bytes with another number of threads.
    with one_thread():
        return np.asarray(tsne.fit_transform(wide))
