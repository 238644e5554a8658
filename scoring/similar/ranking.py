"""Stored companies by how close their vectors are to one vector."""

from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from clustering.neighbours import nearest
from scoring.models import Assignment
from scoring.similar.sources import Sources

VECTORS_AT_ONCE = 5000
# From these scores on two companies are close, or related; below they are weak matches. Of the
# nearest ten of companies that the model had not seen 99 in 100 close ones are of their sector, 88
# related ones, 68 weak ones (benchmarks/similar_scores.py; the About page says it)
CLOSE = 85
RELATED = 70
Vector = NDArray[np.float32]


class Filters(NamedTuple):
    """Which companies are asked for; one that is empty leaves nobody out.

    `cluster` is a shown one of the active version, `score` the least (0 to 100).
    """

    category: str = ""
    cluster: int | None = None
    score: int = 0
    source: str = ""


class Ranked(NamedTuple):
    """A submission's id, its vector, and the cosine of that with the one that was asked for.

    `shown` is the cluster in which its row is shown, a number of that row's version.
    """

    pk: int
    cosine: float
    vector: Vector
    shown: int | None

    @property
    def score(self) -> int:
        return score(self.cosine)


def score(cosine: float) -> int:
    """A cosine of text vectors from 0 to 100: what pages explain in similar/_score_meaning.html."""
    return round(100 * max(cosine, 0.0))


def word(score: int) -> str:
    """What a score means, in a word."""
    if score >= CLOSE:
        return "close"
    return "related" if score >= RELATED else "weak"


def vector(stored: bytes | memoryview) -> Vector:
    """The numbers of one stored vector, or of several one behind the other."""
    return np.frombuffer(stored, "<f4")


def rows_to_rank(sources: Sources, filters: Filters) -> QuerySet[Assignment]:
    """The assignments that have a vector and pass the filters, but for the score."""
    rows = sources.with_vectors()
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.cluster is not None and sources.active:
        rows = sources.in_cluster(rows, filters.cluster)
    return rows


def rank(
    wanted: Vector,
    rows: QuerySet[Assignment],
    limit: int,
    left_out: Collection[int] = (),
) -> list[Ranked]:
    """At most `limit` rows, the closest first, read chunk by chunk so that memory stays small.

    Without those of the companies that are left out: a query that says so takes twice as long to
    write.
    """
    best: list[Ranked] = []
    enough = limit + len(left_out)
    columns = rows.values_list("submission_id", "vector", "shown_cluster")
    stored = columns.iterator(chunk_size=VECTORS_AT_ONCE)
    while chunk := list(islice(stored, VECTORS_AT_ONCE)):
        # The database gives rows in any order, and of those that tie the first ones are taken
        chunk.sort(key=lambda row: row[0])
        ids, vectors, numbers = zip(*chunk, strict=True)
        # Joined as bytes, so that NumPy reads them at once and not one by one
        together = b"".join(vectors)
        matrix = vector(together).reshape(len(ids), -1)
        for place, cosine in nearest(wanted, matrix, enough):
            ranked = Ranked(
                pk=ids[place],
                cosine=cosine,
                vector=matrix[place],
                shown=numbers[place],
            )
            best.append(ranked)
        # Of two as close, the one that came first
        best.sort(key=lambda ranked: (-ranked.cosine, ranked.pk))
        del best[enough:]
    return [ranked for ranked in best if ranked.pk not in left_out][:limit]
