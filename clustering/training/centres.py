"""Vectors -> k centres, by k-means."""

import warnings
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, issparse
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

from clustering.settings import Settings
from clustering.text.arrays import Floats
from clustering.training.corpus import sparse_lengths
from clustering.training.errors import TrainingError
from clustering.training.threads import one_thread

# A dense array or a sparse matrix; scipy has no types
Vectors = Any
# To so many, vectors of the same text agree
DECIMALS = 5


def centres(vectors: Vectors, settings: Settings) -> Floats:
    """k x d centres of the n x d vectors; with the cosine metric all have length 1.

    Raises TrainingError when the vectors are fewer than k, or fewer of them differ.
    """
    if settings.metric == "cosine":
        vectors = unit_rows(vectors)
    different = different_rows(vectors)
    if different < settings.k:
        raise _too_alike(settings.k, str(different))
    start: str | Floats = settings.start
    starts = settings.starts
    if settings.start in ("first", "evenly"):
        # From the same rows a second run would end in the same place
        start = _starting_rows(vectors, settings)
        starts = 1
    kmeans = KMeans(
        settings.k,
        init=start,
        n_init=starts,
        max_iter=settings.iterations,
        random_state=settings.seed,
    )
    # k-means gives other bytes with another number of threads.
    with one_thread(), warnings.catch_warnings():
        # It only warns when it finds fewer clusters than k, and some would have no members
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            kmeans.fit(vectors)
        except ConvergenceWarning:
            raise _too_alike(settings.k, "fewer") from None
    centres_found = kmeans.cluster_centers_.astype(np.float32)
    if settings.metric == "cosine":
        centres_found = unit_rows(centres_found)
    return np.asarray(centres_found)


def _too_alike(k: int, different: str) -> TrainingError:
    return TrainingError(
        f"{k} clusters from {different} different texts: remove repeated or empty texts, "
        "add others, or choose a smaller k."
    )


def unit_rows(vectors: Vectors) -> Vectors:
    """The vectors brought to length 1; zeros stay zeros."""
    if issparse(vectors):
        sparse_divisors = sparse_lengths(vectors)
        # A column, so that each row is multiplied by its own
        factors = 1 / sparse_divisors[:, None]
        return csr_matrix(vectors.multiply(factors))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    divisors = np.where(lengths, lengths, 1)
    return np.asarray(vectors / divisors, dtype=np.float32)


def different_rows(vectors: Vectors) -> int:
    """How many of the vectors differ, to five decimals."""
    if not issparse(vectors):
        rounded = vectors.round(DECIMALS)
        return len(np.unique(rounded, axis=0))
    # Row by row, for the n-grams of many texts in a dense array would take too much memory
    ends = vectors.indptr[1:-1]
    columns = np.split(vectors.indices, ends)
    rounded = vectors.data.round(DECIMALS)
    values = np.split(rounded, ends)
    different = set()
    for own_columns, own_values in zip(columns, values, strict=True):
        # Arrays cannot be in a set, and their bytes can
        row = (own_columns.tobytes(), own_values.tobytes())
        different.add(row)
    return len(different)


def _starting_rows(vectors: Vectors, settings: Settings) -> Floats:
    """The first k different rows, or k at equal distances over the whole."""
    if settings.start == "evenly":
        last = vectors.shape[0] - 1
        evenly = np.linspace(0, last, settings.k)
        places = evenly.round().astype(int)
    else:
        rounded = _dense(vectors).round(DECIMALS)
        # It sorts by value, and gives the place where each value stands first
        _, first_places = np.unique(rounded, axis=0, return_index=True)
        places = np.sort(first_places)[: settings.k]
    return _dense(vectors[places])


def _dense(vectors: Vectors) -> Floats:
    if issparse(vectors):
        vectors = vectors.toarray()
    return np.asarray(vectors, dtype=np.float32)
