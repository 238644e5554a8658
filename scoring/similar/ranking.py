"""Stored companies by how close their vectors are to one vector."""

from collections.abc import Iterator
from heapq import nlargest
from itertools import islice
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from clustering.neighbours import nearest
from scoring.models import Assignment, ModelVersion, ShownClusters, model_versions

CHUNK = 5000
Vector = NDArray[np.float32]


class Filters(NamedTuple):
    """Which companies are asked for; one that is empty leaves nobody out. `cluster` is a shown one
    of the active version, `score` the least (0 to 100).
    """

    category: str = ""
    cluster: int | None = None
    score: int = 0
    source: str = ""


class Ranked(NamedTuple):
    """A submission's id, the cosine of its vector with the one that was asked for,
    and its vector.
    """

    pk: int
    cosine: float
    vector: Vector


def score(cosine: float) -> int:
    """What pages call the score (templates/similar/_score_meaning.html):
    a cosine of text vectors from 0 to 100.
    """
    return round(100 * max(cosine, 0.0))


def vector(stored: bytes | memoryview) -> Vector:
    return np.frombuffer(stored, "<f4")


def rows(version: ModelVersion, filters: Filters) -> QuerySet[Assignment]:
    """The assignments that have a vector under an embedded version and pass the filters,
    but for the score.
    """
    found = Assignment.objects.filter(version=version, vector__isnull=False)
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.source:
        found = found.filter(source=filters.source)
    active = model_versions.active() if filters.cluster is not None else None
    if filters.cluster is None or active is None:
        return found
    numbers = ShownClusters.of_version(active).numbers_in(filters.cluster)
    if active == version:
        return found.filter(shown_cluster__in=numbers)
    members = Assignment.objects.filter(version=active, shown_cluster__in=numbers)
    return found.filter(submission__in=members.values("submission"))


def ranked(wanted: Vector, found: QuerySet[Assignment], limit: int) -> list[Ranked]:
    """At most `limit` rows, the closest first, read chunk by chunk so that memory stays small."""
    best: list[Ranked] = []
    for ids, matrix in _chunks(found):
        close = [
            Ranked(ids[place], cosine, matrix[place])
            for place, cosine in nearest(wanted, matrix, limit)
        ]
        best = nlargest(limit, best + close, key=lambda each: (each.cosine, -each.pk))
    return best


def _chunks(found: QuerySet[Assignment]) -> Iterator[tuple[list[int], Vector]]:
    stream = found.values_list("submission_id", "vector").iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        ids, vectors = zip(*chunk, strict=True)
        yield list(ids), vector(b"".join(map(bytes, vectors))).reshape(len(ids), -1)
