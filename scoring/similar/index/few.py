"""Vectors of companies while these are too few for an index: kept by each process.

To read them all takes longer than all the rest of a page. They are read again whenever the log of
vectors says that one may have changed.
"""

from typing import Any, NamedTuple, Self

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from clustering.index.in_memory import Others
from scoring.models.assignments import DOUBTFUL
from scoring.models.database.vector_log import Mark, has_grown_since, here
from scoring.similar.index.facts import COLUMNS
from scoring.similar.ranking import COLUMNS as RANKED
from scoring.similar.ranking import Filters, RowsRead, rows_read
from scoring.similar.sources import Sources

# More have an index, and until it is there they are read chunk by chunk
MOST_ROWS = 5_000
# Of so many different choices of collections; rows take some ten megabytes at most
MOST_KEPT = 4


class Few(NamedTuple):
    """All rows of a version in a scope, with what they are filtered by: column -> n values."""

    mark: Mark
    guided: int
    rows: RowsRead
    # What the rows say, in the order in which questions look it up
    said: Others
    facts: dict[str, NDArray[Any]]

    def passing(self, filters: Filters, sources: Sources) -> NDArray[np.bool_]:
        """Which of the rows pass the filters, but for the score."""
        passing = np.ones(len(self.rows.ids), np.bool_)
        if filters.category:
            passing &= self.facts["category"] == filters.category
        if filters.source:
            passing &= self.facts["source"] == filters.source
        if filters.cluster is not None:
            numbers = sources.clusters.numbers_in(filters.cluster)
            passing &= np.isin(self.facts["shown_cluster"], numbers)
        if filters.sector:
            passing &= self.facts["shown_sector"] == filters.sector
            passing &= ~np.isin(self.facts["answer"], DOUBTFUL)
        return passing

    @classmethod
    def read(cls, sources: Sources, guided: int) -> Self | None:
        mark = here()
        values = sources.with_vectors().values_list(*RANKED, *COLUMNS)
        stored = list(values[: MOST_ROWS + 1])
        if not 0 < len(stored) <= MOST_ROWS:
            return None
        rows = rows_read(stored, guided)
        columns = list(zip(*stored, strict=True))
        facts = {}
        for name, told in zip(COLUMNS, columns[len(RANKED) :], strict=True):
            # As they are: NumPy would make texts of all of one length
            facts[name] = np.empty(len(stored), object)
            facts[name][:] = told
        said = Others(rows.said, rows.sizes, rows.places)
        return cls(mark, guided, rows, said, facts)


_kept: dict[tuple[int, tuple[int, ...]], Few] = {}


def few_rows(sources: Sources, filters: Filters, guided: int) -> Few | None:
    """The rows as they are now; None where there are many, or they cannot tell who passes."""
    version = sources.embedded
    has_shown = filters.cluster is not None or bool(filters.sector)
    # Another version says these
    is_told_elsewhere = has_shown and sources.active != version
    # What a transaction wrote may be undone, and the log would not tell
    if version is None or is_told_elsewhere or connection.in_atomic_block:
        return None
    key = (version.pk, sources.scope.collections)
    few = _kept.get(key)
    if few is None or few.guided != guided or has_grown_since(few.mark):
        few = Few.read(sources, guided)
        _kept.pop(key, None)
        if few:
            _kept[key] = few
        while len(_kept) > MOST_KEPT:
            # Another thread may do the same
            oldest = next(iter(_kept))
            _kept.pop(oldest, None)
    return few
