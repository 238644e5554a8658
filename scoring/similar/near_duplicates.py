"""The same company over again: what a list of similar companies leaves out."""

from collections.abc import Sequence

import numpy as np

from clustering.neighbours import common_words
from scoring.models import Submission
from scoring.similar.ranking import Vector
from scoring.similar.seeds import Seed, cosines

# A near-duplicate is this close, and has the same title or so many of the words
# (benchmarks/similar_scores.py)
LEAST_COSINE = 0.9
LEAST_WORDS = 0.7
# As many more are ranked than a list shows; further ones would make it shorter
MOST = 200


def are_likely(seeds: Sequence[Seed], vectors: Sequence[Vector]) -> list[bool]:
    """Whether each company is close enough to a seed; its title and text then decide."""
    if not vectors:
        return []
    seed_vectors = [seed.vector for seed in seeds]
    # All at once, for a list has some hundred candidates
    closeness = np.array(vectors) @ np.array(seed_vectors).T
    closest = np.max(closeness, axis=1)
    return [cosine >= LEAST_COSINE for cosine in closest.tolist()]


def is_near_duplicate(seeds: Sequence[Seed], vector: Vector, company: Submission) -> bool:
    """Whether it is close to a seed and has its title, or nearly all of its words."""
    title = company.title.casefold()
    for seed, cosine in zip(seeds, cosines(seeds, vector), strict=True):
        if cosine < LEAST_COSINE:
            continue
        if seed.company and seed.company.title.casefold() == title:
            return True
        if common_words(seed.text, company.text) >= LEAST_WORDS:
            return True
    return False
