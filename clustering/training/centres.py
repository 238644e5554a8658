"""Vectors -> k centres, by k-means."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, issparse
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from clustering.settings import Settings
from clustering.training.errors import TrainingError

# A dense array or a sparse matrix; scipy has no types
Vectors = Any


def centres(vectors: Vectors, settings: Settings) -> NDArray[np.float32]:
    """k x d centres of the n x d vectors. With the cosine metric, vectors and centres have length
    1.

    Raises TrainingError when the vectors are fewer than k, or fewer of them differ.
    """
    if settings.metric == "cosine":
        vectors = unit_rows(vectors)
    different = _different(vectors)
    if different < settings.k:
        raise _too_alike(settings.k, str(different))
    fixed = settings.start in ("first", "evenly")
    kmeans = KMeans(
        settings.k,
        init=_rows(vectors, settings) if fixed else settings.start,
        n_init=1 if fixed else settings.starts,
        max_iter=settings.iterations,
        random_state=settings.seed,
    )
    # k-means gives other bytes with another number of threads.
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            found = kmeans.fit(vectors).cluster_centers_.astype(np.float32)
        except ConvergenceWarning:
            raise _too_alike(settings.k, "fewer") from None
    return np.asarray(unit_rows(found) if settings.metric == "cosine" else found)


def _too_alike(k: int, different: str) -> TrainingError:
    return TrainingError(
        f"{k} clusters from {different} different texts: remove repeated or empty texts, "
        "add others, or choose a smaller k."
    )


def unit_rows(vectors: Vectors) -> Vectors:
    """The vectors brought to length 1; zeros stay zeros."""
    if issparse(vectors):
        lengths = np.sqrt(vectors.multiply(vectors).sum(axis=1)).A1
        return csr_matrix(vectors.multiply(1 / np.where(lengths, lengths, 1)[:, None]))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), dtype=np.float32)


def _rows(vectors: Vectors, settings: Settings) -> NDArray[np.float32]:
    """The rows to start from: the first k different ones,
    or k at equal distances over the whole.
    """
    if settings.start == "evenly":
        places = np.linspace(0, vectors.shape[0] - 1, settings.k).round().astype(int)
    else:
        _, places = np.unique(_dense(vectors).round(5), axis=0, return_index=True)
        places = np.sort(places)[: settings.k]
    return _dense(vectors[places])


def _different(vectors: Vectors) -> int:
    if not issparse(vectors):
        return len(np.unique(vectors.round(5), axis=0))
    rows = np.split(vectors.indices, vectors.indptr[1:-1])
    data = np.split(vectors.data.round(5), vectors.indptr[1:-1])
    return len({(row.tobytes(), values.tobytes()) for row, values in zip(rows, data, strict=True)})


def _dense(vectors: Vectors) -> NDArray[np.float32]:
    return np.asarray(vectors.toarray() if issparse(vectors) else vectors, dtype=np.float32)
