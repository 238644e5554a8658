"""The same company told again: it stands above a list of similar companies, and not in it.

Of those that are listed, one that says the same as one before it is its twin.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from clustering.likeness import alike_among, alike_to
from clustering.neighbours import common_words
from scoring.models import Submission
from scoring.similar.ranking import Ranked
from scoring.similar.seeds import Seed, cosines

# Texts whose n-grams have this cosine tell of one company: of no two of the catalogue more than
# 0.35, and of 100 pairs of start-ups with so much 93, tried once
LEAST_ALIKE = 0.4
# Else they lie as close as this, and have the same title or so many of the words
# (benchmarks/similar_scores.py)
LEAST_COSINE = 0.9
LEAST_WORDS = 0.7
# What is less close to all that is asked for is not looked at: such texts are closer
LEAST_CLOSENESS = 0.2
# As many more are ranked than a list shows; further ones would make it shorter
MOST = 200


class Likely(NamedTuple):
    """Of candidates, by their ids: those `alike`, and those `near` a seed.

    Of the latter title and text decide.
    """

    alike: set[int]
    near: set[int]


def likely(seeds: Sequence[Seed], candidates: Sequence[Ranked]) -> Likely:
    """Those that may be near-duplicates of a seed."""
    if not candidates or not seeds:
        return Likely(set(), set())
    # All at once, for a list has some hundred candidates
    vectors = np.array([candidate.vector for candidate in candidates])
    to_seeds = np.array([seed.vector for seed in seeds])
    closest = (vectors @ to_seeds.T).max(axis=1)
    are_near = closest.astype(np.float64) >= LEAST_COSINE
    are_alike = np.zeros(len(candidates), np.bool_)
    closeness = np.array([candidate.closeness for candidate in candidates])
    may_be_alike = np.flatnonzero(closeness * len(seeds) >= LEAST_CLOSENESS)
    texts = [candidates[place].said for place in may_be_alike.tolist()]
    for seed in seeds:
        are_alike[may_be_alike] |= alike_to(seed.said, texts) >= LEAST_ALIKE
    return Likely(
        alike={candidates[place].pk for place in np.flatnonzero(are_alike).tolist()},
        near={candidates[place].pk for place in np.flatnonzero(are_near).tolist()},
    )


def is_near_duplicate(
    seeds: Sequence[Seed],
    likely: Likely,
    candidate: Ranked,
    company: Submission,
) -> bool:
    """Whether it is alike, or near a seed with its title or nearly all of its words."""
    if candidate.pk in likely.alike:
        return True
    if candidate.pk not in likely.near:
        return False
    for seed, cosine in zip(seeds, cosines(seeds, candidate.vector), strict=True):
        title = ""
        if seed.company:
            title = seed.company.title
        if cosine >= LEAST_COSINE and _share_title_or_words(title, seed.text, company):
            return True
    return False


def twins(listed: Sequence[Ranked], companies: Mapping[int, Submission]) -> dict[int, int]:
    """Of each that says the same as one before it, by its id: the id of the first of these."""
    if len(listed) < 2:
        return {}
    vectors = np.array([each.vector for each in listed])
    are_close = vectors @ vectors.T >= LEAST_COSINE
    are_alike = alike_among([each.said for each in listed]) >= LEAST_ALIKE
    may_be_twins = are_alike | are_close
    # None is told to be the twin of one that is a twin itself
    is_first = np.ones(len(listed), np.bool_)
    twin_of: dict[int, int] = {}
    for place in range(1, len(listed)):
        pk = listed[place].pk
        firsts = np.flatnonzero(may_be_twins[place, :place] & is_first[:place])
        for before in firsts.tolist():
            one = companies[listed[before].pk]
            is_alike = are_alike[place, before]
            if is_alike or _share_title_or_words(one.title, one.text, companies[pk]):
                twin_of[pk] = listed[before].pk
                is_first[place] = False
                break
    return twin_of


def _share_title_or_words(title: str, text: str, company: Submission) -> bool:
    if title and title.casefold() == company.title.casefold():
        return True
    return common_words(text, company.text) >= LEAST_WORDS
