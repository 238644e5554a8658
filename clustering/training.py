"""Rows and settings -> a model: TF-IDF, latent semantic analysis, k-means. scikit-learn lives here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped, unused-ignore]
from sklearn.cluster import KMeans  # type: ignore[import-untyped, unused-ignore]
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped, unused-ignore]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]

from clustering.model import Model, centre_distances, project, sureness
from clustering.naming import cluster_names, cluster_phrases, company_words
from clustering.ngrams import Vocabulary, Weights, build, weigh

LIBRARIES = ("numpy", "scikit-learn", "scipy", "snowballstemmer", "stopwordsiso")


class TrainingError(ValueError):
    """The rows and settings make no model; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """What a model is made with.

    `k` clusters; text vectors of at most `dimensions`, one for every eight texts; `starts` runs of k-means, of which
    the tightest stays.
    N-grams are in at least `min_documents` texts and in at most the share `max_ratio` (0..1) of them, and the
    `max_ngrams` most frequent are used.
    """

    k: int = 10
    seed: int = 0
    dimensions: int = 50
    min_documents: int = 2
    max_ratio: float = 0.5
    max_ngrams: int = 30_000
    starts: int = 10


DEFAULTS = Settings()


def train(titles: Sequence[str], texts: Sequence[str], settings: Settings = DEFAULTS) -> Model:
    """A model of the texts, one for each title. Texts without a known word take no part in the clusters.

    Titles only keep company names out of phrases and names. The same rows and settings give the same model to
    the last bit, whatever the number of processors. Raises TrainingError when the rows cannot make k
    clusters, or a setting is out of range.
    """
    _check(titles, texts, settings)
    vocabulary = build(texts, settings.min_documents, settings.max_ratio, settings.max_ngrams)
    if not vocabulary.ngrams:
        raise TrainingError("No word is in enough of the texts: add more texts, or longer ones.")
    known = [weights for text in texts if len((weights := weigh(text, vocabulary)).indices)]
    # k-means and SVD give other bytes with another number of threads.
    with threadpool_limits(limits=1):
        projection = _projection(_weight_matrix(known, vocabulary), settings)
        vectors = np.array([project(weights, projection) for weights in known])
        centres = _centres(vectors, settings)
    distances = np.array([centre_distances(vector, centres) for vector in vectors])
    presence = _presence(known, distances.argmin(axis=1), (settings.k, len(vocabulary.ngrams)))
    phrases = cluster_phrases(presence, vocabulary, company_words(titles, texts))
    return Model(
        vocabulary=vocabulary,
        projection=projection,
        centres=centres,
        phrases=phrases,
        names=cluster_names(phrases),
        settings=asdict(settings),
        figures=_figures(texts, vocabulary, distances),
        libraries={name: version(name) for name in LIBRARIES},
    )


def _check(titles: Sequence[str], texts: Sequence[str], settings: Settings) -> None:
    if not 2 <= settings.k <= len(texts):
        raise TrainingError(f"{settings.k} clusters from {len(texts)} rows: choose k from 2 to {len(texts)}.")
    if len(titles) != len(texts):
        raise TrainingError(f"{len(titles)} titles for {len(texts)} texts: give one title for each text.")
    if not 0 <= settings.seed < 2**32:
        raise TrainingError(f"The seed is {settings.seed}: choose one from 0 to {2**32 - 1}.")
    if not 0 < settings.max_ratio <= 1:
        raise TrainingError(f"max_ratio is {settings.max_ratio}: choose one over 0 and up to 1.")
    for name in ("dimensions", "min_documents", "max_ngrams", "starts"):
        if getattr(settings, name) < 1:
            raise TrainingError(f"{name} is {getattr(settings, name)}: choose 1 or more.")


def _weight_matrix(rows: Sequence[Weights], vocabulary: Vocabulary) -> csr_matrix:
    starts = np.cumsum([0, *(len(row.indices) for row in rows)])
    values = np.concatenate([row.values for row in rows])
    indices = np.concatenate([row.indices for row in rows])
    return csr_matrix((values, indices, starts), shape=(len(rows), len(vocabulary.ngrams)))


def _projection(matrix: csr_matrix, settings: Settings) -> NDArray[np.float32]:
    """V x d: right singular vectors of the weights (latent semantic analysis; Deerwester et al., 1990)."""
    # Few texts fill few dimensions: on held-out companies one for every eight texts was best, from 100 texts to 500.
    dimensions = min(settings.dimensions, max(settings.k, matrix.shape[0] // 8), *matrix.shape)
    _, strengths, directions = randomized_svd(matrix, dimensions, n_iter=5, random_state=settings.seed)
    # Directions without any weight are rounding noise: rows that repeat each other leave some.
    real = strengths > 1e-5 * strengths[0]
    return np.ascontiguousarray(directions[real].T, dtype=np.float32)


def _centres(vectors: NDArray[np.float32], settings: Settings) -> NDArray[np.float32]:
    distinct = len(np.unique(vectors.round(5), axis=0))
    if distinct < settings.k:
        raise TrainingError(
            f"{settings.k} clusters from {distinct} different texts: remove repeated or empty texts, "
            "add others, or choose a smaller k."
        )
    kmeans = KMeans(settings.k, n_init=settings.starts, random_state=settings.seed).fit(vectors)
    return np.asarray(kmeans.cluster_centers_, dtype=np.float32)


def _presence(
    rows: Sequence[Weights],
    labels: NDArray[np.intp],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """k x V: how many members of a cluster have an n-gram."""
    presence = np.zeros(shape)
    for label, row in zip(labels, rows, strict=True):
        presence[label, row.indices] += 1
    return presence


def _figures(
    texts: Sequence[str],
    vocabulary: Vocabulary,
    distances: NDArray[np.float64],
) -> dict[str, int | float]:
    """`distance`: mean to the own centre. `silhouette` (simplified): mean of `Score.sure`."""
    return {
        "rows": len(texts),
        "rows_used": len(distances),
        "ngrams": len(vocabulary.ngrams),
        "distance": float(distances.min(axis=1).mean()),
        "silhouette": float(np.mean([sureness(row) for row in distances])),
    }
