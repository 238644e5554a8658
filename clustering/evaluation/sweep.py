"""The studio's Sweep Clustering: the same rows at several k, compared by one metric."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clustering.settings import Settings
from clustering.training import Rows
from clustering.training.centres import centres
from clustering.training.fitting import distances, embed, known_rows, possible_space
from clustering.training.vocabularies import Known

# Whether a higher value is better
METRICS = {
    "simplified silhouette": True,
    "davies-bouldin": False,
    "dunn": True,
    "average deviation": False,
}


@dataclass(frozen=True)
class Run:
    """One row of the sweep table."""

    value: float
    k: int
    index: int


def sweep(
    rows: Rows,
    settings: Settings,
    ks: Iterable[int],
    metric: str = "simplified silhouette",
    known: Known | None = None,
) -> list[Run]:
    """One run for each k, the best first.

    Raises TrainingError for a k that the rows cannot make.
    """
    if metric not in METRICS:
        raise ValueError(f"There is no metric {metric!r}: choose one of {', '.join(METRICS)}.")
    ks = list(ks)
    scored, learned = rows.corpora(settings)
    # One space for all k, or their values would not compare
    embedding = embed(learned, rows.categories, settings, known)
    shared = replace(
        embedding.settings,
        space=possible_space(replace(settings, k=max(ks, default=2)), embedding.guided),
    )
    embedding = replace(embedding, settings=shared)
    weights = scored.weigh(embedding.vocabulary)
    divided = embedding.divided(weights[known_rows(weights)])
    runs = []
    for index, k in enumerate(ks):
        found = centres(divided, replace(embedding.settings, k=k))
        value = measure(distances(divided, found, settings.metric), found, settings.metric)[metric]
        runs.append(Run(value, k, index))
    return sorted(runs, key=lambda run: (-run.value if METRICS[metric] else run.value, run.k))


def random_grid(ks: Sequence[int], runs: int, seed: int) -> list[int]:
    """At most `runs` of the k, drawn by lot: the studio's random sweep."""
    drawn = np.random.default_rng(seed).choice(len(ks), size=min(runs, len(ks)), replace=False)
    return [ks[place] for place in drawn]


def measure(
    apart: NDArray[np.float64], found: NDArray[np.float32], distance: str
) -> dict[str, float]:
    """All metrics, from the n x k distances to the k centres, the centres, and the kind of
    distance.

    With a the distance to the own centre and b to the second nearest: simplified silhouette is the
    mean of (b - a) / max(a, b), 0 for the only member of a cluster; Davies-Bouldin the mean over
    clusters of the largest (S_i + S_j) / d(c_i, c_j), S being the mean a of a cluster; Dunn the
    smallest distance between centres over the largest a; average deviation the mean a. Clusters
    without a member are left out.
    """
    own, second = np.sort(apart, axis=1)[:, :2].T
    labels = apart.argmin(axis=1)
    sizes = np.bincount(labels, minlength=len(found))
    used = np.flatnonzero(sizes)
    spread = np.array([own[labels == number].mean() for number in used])
    between = distances(found[used], found[used], distance)
    np.fill_diagonal(between, np.inf)
    silhouette = np.divide(second - own, second, out=np.zeros_like(own), where=second > 0)
    silhouette[sizes[labels] == 1] = 0
    return {
        "simplified silhouette": float(silhouette.mean()),
        "davies-bouldin": float(((spread[:, None] + spread) / between).max(axis=1).mean()),
        "dunn": float(between.min() / own.max()) if own.max() else float("inf"),
        "average deviation": float(own.mean()),
    }
