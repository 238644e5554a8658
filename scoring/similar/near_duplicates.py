"""The same company told again: it stands above a list of similar companies, and not in it."""

from collections.abc import Sequence

import numpy as np

from clustering.closeness import alike
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


def are_likely(seeds: Sequence[Seed], candidates: Sequence[Ranked]) -> list[bool]:
    """Whether each is alike, or close enough to a seed that its title and text decide."""
    if not candidates:
        return []
    vectors = np.array([candidate.vector for candidate in candidates])
    # All at once, for a list has some hundred candidates
    closest = (vectors @ np.array([seed.vector for seed in seeds]).T).max(axis=1)
    found = []
    for candidate, cosine in zip(candidates, closest.tolist(), strict=True):
        found.append(cosine >= LEAST_COSINE or _is_alike(seeds, candidate))
    return found


def is_near_duplicate(seeds: Sequence[Seed], candidate: Ranked, company: Submission) -> bool:
    """Whether it is alike, or close to a seed with its title or nearly all of its words."""
    if _is_alike(seeds, candidate):
        return True
    title = company.title.casefold()
    for seed, cosine in zip(seeds, cosines(seeds, candidate.vector), strict=True):
        if cosine < LEAST_COSINE:
            continue
        if seed.company and seed.company.title.casefold() == title:
            return True
        if common_words(seed.text, company.text) >= LEAST_WORDS:
            return True
    return False


def _is_alike(seeds: Sequence[Seed], candidate: Ranked) -> bool:
    if candidate.closeness * len(seeds) < LEAST_CLOSENESS:
        return False
    return any(alike(seed.said, candidate.said) >= LEAST_ALIKE for seed in seeds)
