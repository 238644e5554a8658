"""Stored companies by how close they are to what is asked for."""

from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from clustering.closeness import NOTHING, Asked, Said, places
from clustering.text.arrays import Doubles, Floats
from scoring.models import Assignment
from scoring.similar.sources import Sources

VECTORS_AT_ONCE = 5000
# So that equal texts tie wherever they stand
DECIMALS = 6
# From here two texts are one company's as likely as not, and score 100
FULL = 0.6
Vector = NDArray[np.float32]
# What is read of a row to rank it
COLUMNS = ("submission_id", "vector", "said", "shown_cluster")


class Filters(NamedTuple):
    """Which companies are asked for; one that is empty leaves nobody out.

    `cluster` is a shown one of the active version, `score` the least (0 to 100); of a `sector` are
    those of whom it is known.
    """

    category: str = ""
    cluster: int | None = None
    score: int = 0
    source: str = ""
    sector: str = ""


class RowsRead(NamedTuple):
    """n rows in the order of their companies: vectors (n x d) with their places (n x g).

    What they say stands one behind the other, the first one's in `said[:sizes[0]]`; `shown` are
    the clusters in which they are shown.
    """

    ids: Sequence[int]
    vectors: Floats
    places: Floats
    said: Said
    sizes: NDArray[np.int64]
    shown: Sequence[int | None]


class Ranked(NamedTuple):
    """A submission's id, its vector, what it says, and how close that is to what was asked for.

    `shown` is the cluster in which its row is shown, a number of that row's version.
    """

    pk: int
    closeness: float
    vector: Vector
    said: Said
    shown: int | None

    @property
    def score(self) -> int:
        return score(self.closeness)


def score(closeness: float) -> int:
    """Closeness from 0 to 100: what pages explain in similar/_score_meaning.html."""
    return round(100 * min(max(closeness, 0.0) / FULL, 1.0))


def vector(stored: bytes | memoryview) -> Vector:
    """The numbers of one stored vector, or of several one behind the other."""
    return np.frombuffer(stored, "<f4")


def said(stored: bytes | memoryview | None) -> Said:
    """What a stored text says; nothing under a model of before kinds of business."""
    if not stored:
        return NOTHING
    return np.frombuffer(stored, "<u4")


def rows_read(stored: list[tuple[Any, ...]], guided: int) -> RowsRead:
    """Rows as the database gives them, their COLUMNS first, which are put in order here."""
    # It gives them in any order, and of those that tie the first ones are taken
    stored.sort(key=lambda row: row[0])
    ids, vectors, texts, shown, *_ = zip(*stored, strict=True)
    # Joined as bytes, so that NumPy reads them at once and not one by one
    matrix = vector(b"".join(vectors)).reshape(len(ids), -1)
    told = [text or b"" for text in texts]
    return RowsRead(
        ids=ids,
        vectors=matrix,
        places=places(matrix, guided),
        said=said(b"".join(told)),
        sizes=np.array([len(text) // 4 for text in told]),
        shown=shown,
    )


def rows_to_rank(sources: Sources, filters: Filters) -> QuerySet[Assignment]:
    """The assignments that have a vector and pass the filters, but for the score."""
    rows = sources.with_vectors()
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.cluster is not None and sources.active:
        rows = sources.in_cluster(rows, filters.cluster)
    if filters.sector:
        rows = sources.in_sector(rows, filters.sector)
    return rows


def rank(
    asked: Asked,
    rows: QuerySet[Assignment],
    guided: int,
    limit: int,
    left_out: Collection[int] = (),
) -> list[Ranked]:
    """At most `limit` rows, the closest first, read chunk by chunk so that memory stays small.

    Without those of the companies that are left out: a query that says so takes twice as long to
    write.
    """
    best: list[Ranked] = []
    enough = limit + len(left_out)
    stored = rows.values_list(*COLUMNS).iterator(chunk_size=VECTORS_AT_ONCE)
    while chunk := list(islice(stored, VECTORS_AT_ONCE)):
        # Of two as close, the one that came first
        read = rows_read(chunk, guided)
        closeness = asked.closeness(read.said, read.sizes, read.places)
        best += closest(closeness, read, enough)
        best.sort(key=lambda ranked: (-ranked.closeness, ranked.pk))
        del best[enough:]
    return [ranked for ranked in best if ranked.pk not in left_out][:limit]


def closest(
    closeness: Doubles,
    rows: RowsRead,
    limit: int,
    passing: NDArray[np.bool_] | None = None,
) -> list[Ranked]:
    """At most `limit` of the rows (those that are passing), the closest first."""
    rounded = np.round(closeness, DECIMALS)
    order = np.argsort(-rounded, kind="stable")
    if passing is not None:
        order = order[passing[order]]
    best = order[:limit]
    ends = np.cumsum(rows.sizes)[best]
    starts = ends - rows.sizes[best]
    ranked = []
    # Plain numbers, which Python takes one by one in a tenth of the time
    columns = (best, rounded[best], starts, ends)
    numbers = [column.tolist() for column in columns]
    for place, closeness_there, start, end in zip(*numbers, strict=True):
        row = Ranked(
            rows.ids[place],
            closeness_there,
            rows.vectors[place],
            rows.said[start:end],
            rows.shown[place],
        )
        ranked.append(row)
    return ranked
