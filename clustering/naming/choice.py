"""One name for each cluster, no name twice."""

from collections import Counter
from collections.abc import Iterator

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
    for cluster, name in _fitting(members, rows):
        folded = name.casefold()
        if cluster not in chosen and folded not in taken:
            chosen[cluster] = name
            taken.add(folded)
    for cluster, own_rows in enumerate(rows):
        if cluster in chosen:
            continue
        for name in _others(members, cluster, own_rows):
            folded = name.casefold()
            if folded not in taken:
                chosen[cluster] = name
                taken.add(folded)
                break
    return [chosen[cluster] for cluster in range(members.k)]


def _fitting(members: Members, rows: list[set[int]]) -> list[Offer]:
    """The names of labels that fit, the best fit of all first."""
    truths = pool(members.categories, members.industries)
    offers = []
    for cluster, own in enumerate(rows):
        if len(own) < FEWEST_MEMBERS:
            continue
        candidates = Cluster(own, truths).candidates()
        for candidate in candidates:
            offer = (-candidate.fit, cluster, candidate.name)
            offers.append(offer)
    offers.sort()
    return [(cluster, name) for _, cluster, name in offers]


def _others(members: Members, cluster: int, own: set[int]) -> Iterator[str]:
    """Names for a cluster that no label fits; the last is no other cluster's.

    The most frequent category with two of its industries; else phrases.
    """
    industries: dict[str, Counter[str]] = {}
    if members.categories and members.industries:
        # In order, for of equally frequent ones the first stays first
        for row in sorted(own):
            category = members.categories[row]
            counts = industries.setdefault(category, Counter())
            industry = members.industries[row]
            counts[industry] += 1
        # Rows that are filed nowhere
        industries.pop("", None)
    totals = {category: counts.total() for category, counts in industries.items()}
    number = sum(totals.values())
    # What few are filed under says nothing of the others
    if number and 2 * number >= len(own):
        largest = max(totals, key=lambda category: totals[category])
        most_common = industries[largest].most_common(MOST_TRIED)
        frequent = [name for name, _ in most_common if name]
        # Where a name is taken, one without its most frequent industry may not be
        for first in range(len(frequent)):
            yield under_category(largest, frequent[first:])
    yield from names_by_phrases(members, cluster)
