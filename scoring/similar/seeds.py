"""What similar companies are asked for: texts with what they say and their vectors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clustering.closeness import NOTHING, Asked, Said, places
from scoring.models import Assignment, Submission
from scoring.similar import ranking
from scoring.similar.ranking import Vector
from scoring.similar.sources import Sources, Stored


class Seed(NamedTuple):
    """A text, its vector (d numbers of length 1) and what it says; the company if it is stored."""

    text: str
    vector: Vector
    said: Said = NOTHING
    company: Submission | None = None


def stored_seeds(companies: Sequence[Submission], sources: Sources) -> list[Seed]:
    """In the order of the companies; one without a vector says nothing."""
    stored = sources.seeds_of(companies)
    seeds = []
    for company in companies:
        vector, said = stored.get(company.pk, (None, None))
        if vector is not None:
            seeds.append(_stored_seed(company, vector, said))
    return seeds


def seeds_of(
    company: Submission,
    row: Assignment | None,
    sources: Sources,
) -> list[Seed]:
    """As `stored_seeds` of one company, whose row under the active version has been read."""
    if sources.active != sources.embedded:
        return stored_seeds([company], sources)
    if row is None or row.vector is None:
        return []
    return [_stored_seed(company, row.vector, row.said)]


def _stored_seed(
    company: Submission,
    vector: bytes | memoryview,
    said: Stored,
) -> Seed:
    return Seed(
        text=company.text,
        vector=ranking.vector(vector),
        said=ranking.said(said),
        company=company,
    )


def asked_for(
    seeds: Sequence[Seed],
    sources: Sources,
    less: Sequence[Seed] = (),
) -> Asked:
    """What is asked of other companies: to be close to these seeds, and less so to others."""
    vectors = np.array([seed.vector for seed in seeds])
    return Asked(
        said=[seed.said for seed in seeds],
        places=places(vectors, sources.guided()),
        less=asked_for(less, sources) if less else None,
        factors=sources.factors(),
    )


def cosines(seeds: Sequence[Seed], vector: Vector) -> list[float]:
    """How close a vector is to each seed."""
    return [float(seed.vector @ vector) for seed in seeds]
