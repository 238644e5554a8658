"""One name for each cluster, no name twice."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import numpy as np

from clustering.naming.by_labels import Cluster
from clustering.naming.by_phrases import names_by_phrases
from clustering.naming.members import Members
from clustering.naming.pool import pool
from clustering.naming.wording import under_category

# Fewer say nothing of a label; they are named by what they are
FEWEST_MEMBERS = 3
MOST_TRIED = 5
# A cluster, and a name for it
Offer = tuple[int, str]


def names(members: Members) -> list[str]:
    """A distinct name for each cluster, in sentence case.

    By the category or the industries that fit it, the best fit first; else by its most frequent
    category with two of its industries; else by phrases.
    """
    rows = []
    for cluster in range(members.k):
        own = np.flatnonzero(members.labels == cluster)
        rows.append(set(own.tolist()))
    chosen: dict[int, str] = {}
    taken = {title.casefold() for title in members.titles}

    def others() -> Iterator[Offer]:
        for cluster, own in enumerate(rows):
            if cluster not in chosen:
                for name in _others(members, cluster, own):
                    yield cluster, name

    for cluster, name in chain(_fitting(members, rows), others()):
        if cluster not in chosen and name.casefold() not in taken:
            chosen[cluster] = name
            taken.add(name.casefold())
    return [chosen[cluster] for cluster in range(members.k)]


def _fitting(members: Members, rows: list[set[int]]) -> list[Offer]:
    """The names of labels that fit, the best fit of all first."""
    truths = pool(members.categories, members.industries)
    offers = []
    for cluster, own in enumerate(rows):
        if len(own) < FEWEST_MEMBERS:
            continue
        for candidate in Cluster(own, truths).candidates():
            offers.append((-candidate.fit, cluster, candidate.name))
    return [(cluster, name) for _, cluster, name in sorted(offers)]


def _others(members: Members, cluster: int, own: set[int]) -> Iterator[str]:
    """Names for a cluster that no label fits; the last is no other cluster's.

    The most frequent category with two of its industries; else phrases.
    """
    industries: dict[str, Counter[str]] = {}
    if members.categories and members.industries:
        for row in sorted(own):
            counts = industries.setdefault(members.categories[row], Counter())
            counts[members.industries[row]] += 1
        industries.pop("", None)
    totals = {category: counts.total() for category, counts in industries.items()}
    number = sum(totals.values())
    # What few are filed under says nothing of the others
    if number and 2 * number >= len(own):
        category = max(totals, key=lambda category: totals[category])
        most_common = industries[category].most_common(MOST_TRIED)
        frequent = [name for name, _ in most_common if name]
        for first in range(len(frequent)):
            yield under_category(category, frequent[first:])
    yield from names_by_phrases(members, cluster)
