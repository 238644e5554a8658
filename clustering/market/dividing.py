"""Companies of a collection -> its own clusters, by k-means on their vectors among their nearest.

The result does not depend on the order of the companies: they are put in an order of their own
first, by what they say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

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

    @classmethod
    def of(
        cls,
        companies: int,
        speaking: NDArray[np.int64],
        found: Indices,
        alone: Floats,
        curve: tuple[Tried, ...],
        settled: Mapping[int, int],
    ) -> Self:
        clusters = int(found.max()) + 1
        centres = np.zeros((clusters, alone.shape[1]), np.float32)
        np.add.at(centres, found, alone)
        lengths = np.linalg.norm(centres, axis=1, keepdims=True)
        centres /= np.maximum(lengths, 1e-9)
        fits = np.einsum("nd,nd->n", alone, centres[found]).astype(np.float64)
        most_near = min(NEAR, len(alone) // COMPANIES_FOR_EACH)
        near, cosines = nearest(alone, most_near)
        nearness = cosines.mean(axis=1)
        lonely = _from_middle(fits) + _from_middle(nearness) < -FAR_BELOW
        own = np.where(lonely, OUTSIDE, found)
        row_of = {place: row for row, place in enumerate(speaking.tolist())}
        for place, number in settled.items():
            if place in row_of:
                own[row_of[place]] = number
        k = max(clusters, int(own.max()) + 1)

        def spread(values: NDArray, nothing: float) -> NDArray:
            shape = (companies, *values.shape[1:])
            whole = np.full(shape, nothing, values.dtype)
            whole[speaking] = values
            return whole

        return cls(
            labels=spread(own, OUTSIDE),
            k=k,
            fits=spread(np.clip(fits, 0, 1), 0),
            near=spread(speaking[near], OUTSIDE),
            otherwise=spread(_otherwise(own, near, k), OUTSIDE),
            curve=curve,
        )


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
    order = sorted(range(len(said)), key=lambda place: said[place].tobytes())
    places = [place for place in order if said[place].size > 0]
    if len(places) < FEWEST_COMPANIES:
        raise MarketError(_too_few(len(said), len(places)))
    speaking_ones = [said[place] for place in places]
    different_texts = {told.tobytes() for told in speaking_ones}
    _refuse_alike(len(different_texts), wish.k)
    alone, among = vectors(speaking_ones, background, segments, seed)
    # Texts that differ in words of their own alone have one vector
    different_vectors = np.unique(among.round(5), axis=0)
    _refuse_alike(len(different_vectors), wish.k)
    speaking = np.array(places, dtype=np.int64)
    curve: tuple[Tried, ...] = ()
    if wish.earlier and wish.k is None:
        earlier = np.array(wish.earlier, dtype=np.int64)
        found = _gone_on(among, earlier[speaking])
    else:
        curve = tuple(numbers.try_numbers(among, seed))
        k = wish.k or numbers.best_of(curve, len(speaking))
        found = _found_anew(among, k, seed)
    return Division.of(len(said), speaking, found, alone, curve, wish.settled or {})


def _too_few(companies: int, speaking: int) -> str:
    if not companies:
        return "There is no company in it yet: add some first."
    told = "1 company"
    if companies != 1:
        told = f"{companies} companies"
    if speaking < companies:
        told += f", of which {speaking} say what they do,"
    verb = "is" if companies == 1 else "are"
    return f"{told} {verb} too few to divide: from {FEWEST_COMPANIES} on there is something to see."


def _refuse_alike(different: int, k: int | None) -> None:
    """Raise MarketError where fewer texts differ than clusters are asked for."""
    if different == 1:
        raise MarketError("All companies say the same, so there is nothing to divide them by.")
    wanted = k or numbers.FEWEST
    if different < wanted:
        raise MarketError(
            f"Only {different} of the texts differ, so they make no {wanted} "
            "clusters: remove repeated rows, or ask for fewer clusters."
        )


def _found_anew(vectors: Floats, k: int, seed: int) -> Indices:
    runs = RUNS_OF_MANY
    if len(vectors) < MANY:
        runs = RUNS
    kmeans = KMeans(k, n_init=runs, random_state=seed)
    with one_thread():
        labels = kmeans.fit(vectors).labels_
    # The largest is number 0
    sizes = np.bincount(labels, minlength=k)
    largest_first = np.argsort(-sizes, kind="stable")
    # The order of the order: which rank each cluster has
    rank = np.argsort(largest_first, kind="stable")
    return np.asarray(rank[labels])


def _gone_on(vectors: Floats, earlier: NDArray[np.int64]) -> Indices:
    """The earlier clusters with all companies in them, moved as little as their texts allow."""
    was_in_one = earlier != OUTSIDE
    kept = np.unique(earlier[was_in_one])
    if len(kept) < 2:
        raise MarketError("Of the earlier clusters fewer than two are left: divide it anew.")
    means = [vectors[earlier == number].mean(axis=0) for number in kept]
    kmeans = KMeans(
        len(kept),
        init=np.array(means),
        n_init=1,
        max_iter=10,
    )
    with one_thread():
        run = kmeans.fit(vectors)
        distances = run.transform(vectors)
    nearest_centre = distances.argmin(axis=1)
    # Of a new company any place will do here, for it stays in none
    own_number = np.where(was_in_one, earlier, kept[0])
    own = np.searchsorted(kept, own_number)
    rows = np.arange(len(vectors))
    own_distance = distances[rows, own]
    is_faithful = own_distance * (1 - FAITH) <= distances.min(axis=1)
    stays = was_in_one & is_faithful
    return kept[np.where(stays, own, nearest_centre)]


def _from_middle(values: Doubles | Floats) -> Doubles:
    """How far each value is from the median, in robust standard deviations; 0 without any."""
    from_median = values - np.median(values)
    deviation = OF_DEVIATION * np.median(np.abs(from_median))
    return np.asarray(from_median / (deviation or np.inf), dtype=np.float64)


def _otherwise(labels: NDArray[np.int64], near: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """For each company the other cluster in which most of its nearest are, else OUTSIDE."""
    rows = np.arange(len(labels))
    # What is outside counts in the last column
    counts = np.zeros((len(labels), k + 1), np.int64)
    for column in near.T:
        np.add.at(counts, (rows, labels[column]), 1)
    votes = counts[:, :k]
    most = votes.argmax(axis=1)
    share = votes.max(axis=1) / max(near.shape[1], 1)
    says_otherwise = (share > OTHERWISE) & (most != labels)
    return np.where(says_otherwise, most, OUTSIDE)
