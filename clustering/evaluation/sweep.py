"""The studio's Sweep Clustering: the same rows at several k, compared by one metric."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clustering.settings import Settings
from clustering.text.arrays import Doubles, Floats
from clustering.training import Rows
from clustering.training.centres import centres
from clustering.training.fitting import distances, embed, possible_space, weights_of_known
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
        metrics = ", ".join(METRICS)
        raise ValueError(f"There is no metric {metric!r}: choose one of {metrics}.")
    ks = list(ks)
    scored, learned = rows.corpora(settings)
    embedding = embed(learned, rows.categories, settings, known)
    # One space for all k, or their values would not compare
    largest = replace(settings, k=max(ks, default=2))
    space = possible_space(largest, embedding.guided)
    settings_for_all = replace(embedding.settings, space=space)
    embedding = replace(embedding, settings=settings_for_all)
    _, weights = weights_of_known(scored, embedding.vocabulary)
    divided = embedding.divided(weights)

    runs = []
    for index, k in enumerate(ks):
        settings_of_run = replace(embedding.settings, k=k)
        centres_found = centres(divided, settings_of_run)
        apart = distances(divided, centres_found, settings.metric)
        values = measure(apart, centres_found, settings.metric)
        run = Run(values[metric], k, index)
        runs.append(run)
    # The best first, whether that is the highest or the lowest; of equal ones the fewest clusters
    sign = -1 if METRICS[metric] else 1
    return sorted(runs, key=lambda run: (sign * run.value, run.k))


def random_grid(ks: Sequence[int], runs: int, seed: int) -> list[int]:
    """At most `runs` of the k, drawn by lot: the studio's random sweep."""
    size = min(runs, len(ks))
    lots = np.random.default_rng(seed)
    drawn = lots.choice(len(ks), size=size, replace=False)
    return [ks[place] for place in drawn]


def measure(apart: Doubles, centres: Floats, distance: str) -> dict[str, float]:
    """All metrics, from the n x k distances to the centres (k of them) and the kind of distance.

    With a the distance to the own centre and b to the second nearest,

    simplified silhouette is the mean of (b - a) / max(a, b), 0 for the only member of a cluster;
    Davies-Bouldin the mean over clusters of the largest (S_i + S_j) / d(c_i, c_j), S being the mean
    a of a cluster;
    Dunn the smallest distance between centres over the largest a;
    average deviation the mean a.

    Clusters without a member are left out.
    """
    sorted_apart = np.sort(apart, axis=1)
    own = sorted_apart[:, 0]
    second = sorted_apart[:, 1]
    labels = apart.argmin(axis=1)
    sizes = np.bincount(labels, minlength=len(centres))
    used = np.flatnonzero(sizes)
    means = [own[labels == number].mean() for number in used]
    spread = np.array(means)
    used_centres = centres[used]
    between = distances(used_centres, used_centres, distance)
    # No cluster is compared with itself
    np.fill_diagonal(between, np.inf)

    # 0 where both distances are
    silhouette = np.zeros_like(own)
    np.divide(second - own, second, out=silhouette, where=second > 0)
    is_alone = sizes[labels] == 1
    silhouette[is_alone] = 0
    overlaps = (spread[:, None] + spread) / between
    largest_distance = own.max()
    dunn = between.min() / largest_distance if largest_distance else np.inf
    return {
        "simplified silhouette": float(silhouette.mean()),
        "davies-bouldin": float(overlaps.max(axis=1).mean()),
        "dunn": float(dunn),
        "average deviation": float(own.mean()),
    }
