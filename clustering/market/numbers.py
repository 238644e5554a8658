"""How many clusters a collection has: each number is tried, and the steadiest clear one is taken.

A number is steady where k-means ends alike whatever it started from (the mean adjusted Rand index
between runs; Ben-Hur, Elisseeff and Guyon, 2002), and clear where companies are nearer to their own
centre than to the next (the simplified silhouette, Hruschka and others, 2004).
"""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from clustering.text.arrays import Floats, Indices
from clustering.training.threads import one_thread

FEWEST, MOST = 3, 60
# Each next number is about a seventh larger: one cluster more of forty changes nothing
STEP = 7
# On average a cluster has so many companies at least
COMPANIES = 5
# Of many companies the numbers end with so much of their root
OF_THE_ROOT = 0.8
# What people take in at a glance: half of the root, and no more than this
GLANCE = 24
# Each doubling or halving of it has to be worth so much
OFF_GLANCE = 0.2
RUNS = 4
# Enough to see which number is best
SAMPLE = 2_000


class Tried(NamedTuple):
    """A number of clusters: how steady they are and how clear, both 0 to 1."""

    k: int
    steady: float
    clear: float


def range_for(companies: int) -> list[int]:
    """The numbers that are worth a try, in order."""
    of_the_root = round(OF_THE_ROOT * companies**0.5)
    most = min(MOST, companies // COMPANIES, of_the_root)
    number = min(FEWEST, max(most, 2))
    numbers = [number]
    while number < most:
        step = max(1, number // STEP)
        number = min(most, number + step)
        numbers.append(number)
    return numbers


def try_numbers(vectors: Floats, seed: int) -> list[Tried]:
    """Each number of clusters that fits the n x d vectors, with how good it is."""
    step = max(1, len(vectors) // SAMPLE)
    sample = vectors[::step]
    different = len(np.unique(sample.round(5), axis=0))
    curve = []
    with one_thread():
        for k in range_for(len(vectors)):
            if k > different:
                break
            runs = []
            for number in range(RUNS):
                kmeans = KMeans(k, n_init=1, random_state=seed + number)
                runs.append(kmeans.fit(sample))
            labels: list[Indices] = [run.labels_ for run in runs]
            agreement = [adjusted_rand_score(one, other) for one, other in combinations(labels, 2)]
            steady = float(np.mean(agreement))
            best = min(runs, key=lambda run: run.inertia_)
            distances = best.transform(sample)
            two_smallest = np.partition(distances, 1, axis=1)
            own, second = two_smallest[:, :2].T
            # 0 where both distances are
            apart = np.zeros_like(second)
            np.divide(second - own, second, out=apart, where=second > 0)
            clear = float(apart.mean())
            curve.append(Tried(k, round(steady, 4), round(clear, 4)))
    return curve


def best_of(curve: Sequence[Tried], companies: int) -> int:
    """The number that is worth most, of equal ones the smallest.

    More clusters are ever clearer, down to one for each company, so a number far from what people
    take in has to be much better than one nearby.
    """
    glance = max(FEWEST, min(GLANCE, companies**0.5 / 2))

    def worth(tried: Tried) -> float:
        doublings = abs(math.log2(tried.k / glance))
        return tried.steady + tried.clear - OFF_GLANCE * doublings

    best = max(curve, key=lambda tried: (worth(tried), -tried.k))
    return best.k
