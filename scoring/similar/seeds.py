"""What similar companies are asked for: texts with their vectors."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clustering.vectors import unit
from scoring.models import Assignment, Submission
from scoring.similar import ranking
from scoring.similar.ranking import Vector
from scoring.similar.sources import Sources


class Seed(NamedTuple):
    """A text and its vector (d numbers of length 1), and the company if it is stored."""

    text: str
    vector: Vector
    company: Submission | None = None


def stored_seeds(companies: Sequence[Submission], sources: Sources) -> list[Seed]:
    """In the order of the companies; one without a vector says nothing."""
    vectors = sources.vectors_of(companies)
    seeds = []
    for company in companies:
        stored = vectors.get(company.pk)
        if stored is not None:
            seed = Seed(company.text, ranking.vector(stored), company)
            seeds.append(seed)
    return seeds


def seeds_of(company: Submission, row: Assignment | None, sources: Sources) -> list[Seed]:
    """As `stored_seeds` of one company, whose row under the active version has been read."""
    if sources.active != sources.embedded:
        return stored_seeds([company], sources)
    if row is None or row.vector is None:
        return []
    return [Seed(company.text, ranking.vector(row.vector), company)]


def middle(seeds: Sequence[Seed]) -> Vector:
    """The mean of the vectors, made as long as each of them."""
    vectors = [seed.vector for seed in seeds]
    mean = np.mean(vectors, axis=0)
    return unit(mean)


def cosines(seeds: Sequence[Seed], vector: Vector) -> list[float]:
    """How close a vector is to each seed."""
    return [float(seed.vector @ vector) for seed in seeds]
