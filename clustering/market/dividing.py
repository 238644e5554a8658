"""Companies of a collection -> its own clusters, by k-means on their vectors among their nearest.

The result does not depend on the order of the companies: they are put in an order of their own
first, by what they say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from clustering.closeness import Said
from clustering.kinds.segments import Segments
from clustering.market import numbers
from clustering.market.errors import MarketError
from clustering.market.features import vectors
from clustering.market.neighbours import nearest
from clustering.market.numbers import Tried
from clustering.text.arrays import Doubles, Floats, Indices
from clustering.training.threads import one_thread

# Fewer are read one by one
FEWEST_COMPANIES = 8
# No cluster: fits nowhere
OUTSIDE = -1
# So far below the middles of all, in robust standard deviations, are the fit and the nearness of a
# company together that is outside
FAR_BELOW = 4.0
# The median absolute deviation as a standard deviation, were they normal
OF_DEVIATION = 1.4826
NEAR = 8
# Of few companies fewer are asked
COMPANIES_FOR_EACH = 6
# Of the nearest, more than so many in one other cluster say otherwise
OTHERWISE = 0.6
RUNS, RUNS_OF_MANY, MANY = 10, 3, 5_000
# An old company leaves its cluster only for one whose centre is nearer by so much of its distance
FAITH = 0.1


@dataclass(frozen=True, eq=False)
class Division:
    """n companies in k clusters, the largest first unless an earlier division gave the numbers.

    `labels` are their clusters, or OUTSIDE. `fits` (0..1) say how typical each is of its cluster,
    by the cosine with its centre. `near` (n x at most 8) are the nearest other companies by their
    places, `otherwise` the cluster in which most of them are where that is another one, else
    OUTSIDE. `curve` has the numbers that were tried.
    """

    labels: NDArray[np.int64]
    k: int
    fits: Doubles
    near: NDArray[np.int64]
    otherwise: NDArray[np.int64]
    curve: tuple[Tried, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What is asked for: a number of clusters, or clusters to go on from.

    `earlier` has the earlier cluster of each company (OUTSIDE for none); where a number is asked
    for besides, or there are no earlier clusters, they are found anew. `settled` are places of
    companies that a person put into a cluster of the earlier ones: they stay.
    """

    k: int | None = None
    earlier: Sequence[int] = ()
    settled: Mapping[int, int] | None = None


ANY_NUMBER = Wish()


def divide(
    said: Sequence[Said],
    background: Sequence[Said],
    segments: Segments,
    wish: Wish = ANY_NUMBER,
    seed: int = 0,
) -> Division:
    """The clusters of n companies, from what each says (`clustering/closeness.py`).

    `background` are other texts whose words are learned along. The same companies and the same wish
    give the same clusters, in whatever order.

    Raises:
        MarketError: they are too few, or say too little or all the same.
    """
    in_order = sorted(range(len(said)), key=lambda place: said[place].tobytes())
    order = np.array(in_order, dtype=np.int64)
    speaking = order[[said[place].size > 0 for place in in_order]]
    if len(speaking) < FEWEST_COMPANIES:
        raise MarketError(_too_few(len(said), len(speaking)))
    speaking_ones = [said[place] for place in speaking]
    _refuse_alike(len({told.tobytes() for told in speaking_ones}), wish.k)
    alone, among = vectors(speaking_ones, background, segments, seed)
    # Texts that differ in words of their own alone have one vector
    _refuse_alike(len(np.unique(among.round(5), axis=0)), wish.k)
    earlier = np.array(wish.earlier, dtype=np.int64)[speaking] if wish.earlier else None
    curve: tuple[Tried, ...] = ()
    if earlier is not None and wish.k is None:
        found = _gone_on(among, earlier)
    else:
        curve = tuple(numbers.try_numbers(among, seed))
        k = wish.k or numbers.best_of(curve, len(speaking))
        found = _found_anew(among, k, seed)
    return _described(len(said), speaking, found, alone, curve, wish.settled or {})


def _too_few(companies: int, speaking: int) -> str:
    if not companies:
        return "There is no company in it yet: add some first."
    told = "1 company" if companies == 1 else f"{companies} companies"
    if speaking < companies:
        told += f", of which {speaking} say what they do,"
    verb = "is" if companies == 1 else "are"
    return f"{told} {verb} too few to divide: from {FEWEST_COMPANIES} on there is something to see."


def _refuse_alike(different: int, k: int | None) -> None:
    """Raise MarketError where fewer texts differ than clusters are asked for."""
    if different == 1:
        raise MarketError("All companies say the same, so there is nothing to divide them by.")
    if different < (k or numbers.FEWEST):
        raise MarketError(
            f"Only {different} of the texts differ, so they make no {k or numbers.FEWEST} "
            "clusters: remove repeated rows, or ask for fewer clusters."
        )


def _found_anew(vectors: Floats, k: int, seed: int) -> Indices:
    runs = RUNS if len(vectors) < MANY else RUNS_OF_MANY
    with one_thread():
        labels = KMeans(k, n_init=runs, random_state=seed).fit(vectors).labels_
    # The largest is number 0
    sizes = np.bincount(labels, minlength=k)
    rank = np.argsort(np.argsort(-sizes, kind="stable"), kind="stable")
    return np.asarray(rank[labels])


def _gone_on(vectors: Floats, earlier: NDArray[np.int64]) -> Indices:
    """The earlier clusters with all companies in them, moved as little as their texts allow."""
    kept = np.unique(earlier[earlier != OUTSIDE])
    if len(kept) < 2:
        raise MarketError("Of the earlier clusters fewer than two are left: divide it anew.")
    centres = np.array([vectors[earlier == number].mean(axis=0) for number in kept])
    with one_thread():
        run = KMeans(len(kept), init=centres, n_init=1, max_iter=10).fit(vectors)
        distances = run.transform(vectors)
    was_in_one = earlier != OUTSIDE
    own = np.searchsorted(kept, np.where(was_in_one, earlier, kept[0]))
    rows = np.arange(len(vectors))
    nearest_centre = distances.argmin(axis=1)
    stays = was_in_one & (distances[rows, own] * (1 - FAITH) <= distances.min(axis=1))
    return kept[np.where(stays, own, nearest_centre)]


def _described(
    companies: int,
    speaking: NDArray[np.int64],
    found: Indices,
    alone: Floats,
    curve: tuple[Tried, ...],
    settled: Mapping[int, int],
) -> Division:
    k = int(found.max()) + 1
    centres = np.zeros((k, alone.shape[1]), np.float32)
    np.add.at(centres, found, alone)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    fits = np.einsum("nd,nd->n", alone, centres[found]).astype(np.float64)
    near, cosines = nearest(alone, min(NEAR, len(alone) // COMPANIES_FOR_EACH))
    lonely = _from_middle(fits) + _from_middle(cosines.mean(axis=1)) < -FAR_BELOW
    own = np.where(lonely, OUTSIDE, found)
    place_of = {place: row for row, place in enumerate(speaking.tolist())}
    for place, number in settled.items():
        if place in place_of:
            own[place_of[place]] = number
    k = max(k, int(own.max()) + 1)
    otherwise = _otherwise(own, near, k)

    def spread(values: NDArray, nothing: float) -> NDArray:
        whole = np.full((companies, *values.shape[1:]), nothing, values.dtype)
        whole[speaking] = values
        return whole

    return Division(
        labels=spread(own, OUTSIDE),
        k=k,
        fits=spread(np.clip(fits, 0, 1), 0),
        near=spread(speaking[near], OUTSIDE),
        otherwise=spread(otherwise, OUTSIDE),
        curve=curve,
    )


def _from_middle(values: Doubles | Floats) -> Doubles:
    """How far each value is from the median, in robust standard deviations; 0 without any."""
    middle = np.median(values)
    deviation = OF_DEVIATION * np.median(np.abs(values - middle))
    return np.asarray((values - middle) / (deviation or np.inf), dtype=np.float64)


def _otherwise(labels: NDArray[np.int64], near: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """For each company the other cluster in which most of its nearest are, else OUTSIDE."""
    votes = np.zeros((len(labels), k + 1), np.int64)
    for column in near.T:
        # What is outside counts in the last column
        np.add.at(votes, (np.arange(len(labels)), labels[column]), 1)
    most = votes[:, :k].argmax(axis=1)
    share = votes[:, :k].max(axis=1) / max(near.shape[1], 1)
    says_otherwise = (share > OTHERWISE) & (most != labels)
    return np.where(says_otherwise, most, OUTSIDE)
