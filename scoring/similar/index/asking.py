"""The companies nearest to what is asked for: found in the index, ranked as the database has them.

The index says which rows are likely; these, and all that changed since it was written, are read
from the database, which knows what was deleted, moved or corrected a moment ago. Where there is no
index that can be used, all rows are read.
"""

from collections.abc import Collection

import numpy as np

from clustering.closeness import Asked
from clustering.index.parts import Numbers, Part, part_of, rows_with
from clustering.index.searching import Wanted, nearest
from scoring.models.database.vector_log import changed_since
from scoring.similar import ranking
from scoring.similar.index import building, facts, store
from scoring.similar.index.few import few_rows
from scoring.similar.index.store import Index
from scoring.similar.ranking import DECIMALS, Filters, Ranked, rows_to_rank
from scoring.similar.sources import Sources

# What changed since is read for every list, so an index that is further behind is none
MOST_CHANGED = 10_000
# Where a list is still too short, so many times as many rows are looked at
FURTHER = 4
NOBODY = np.zeros(0, np.int64)


def nearest_rows(
    asked: Asked,
    sources: Sources,
    filters: Filters,
    limit: int,
    left_out: Collection[int] = (),
) -> list[Ranked]:
    """At most `limit` rows that pass the filters (but for the score), the closest first.

    Without those of the companies that are left out.
    """
    guided = sources.guided()
    enough = limit + len(left_out)
    index, changed = _usable(sources, guided)
    if index is None and (few := few_rows(sources, filters, guided)):
        passing = few.passing(filters, sources)
        nearby = ranking.closest(few.said.closeness(asked), few.rows, enough, passing)
        return [ranked for ranked in nearby if ranked.pk not in left_out][:limit]
    rows = rows_to_rank(sources, filters)
    if index is None:
        return ranking.rank(asked, rows, guided, limit, left_out)
    wanted = _wanted(sources, filters, changed)
    while True:
        found = nearest(index.parts, asked, wanted, enough, DECIMALS)
        looked_at = [*found.ids.tolist(), *changed]
        likely = rows.filter(submission__in=looked_at)
        ranked = ranking.rank(asked, likely, guided, limit, left_out)
        # Fewer, if some went without a line in the log, or only their numbers pass the filters
        if len(ranked) == limit or len(found.ids) < enough:
            return ranked
        enough *= FURTHER


def all_parts(sources: Sources) -> tuple[list[tuple[Part, Numbers]], Wanted]:
    """What many are compared with: the index, and what changed since as a part of its own.

    Where there is no index that can be used, parts of all rows are made for these alone.
    """
    guided = sources.guided()
    index, changed = _usable(sources, guided)
    parts: list[tuple[Part, Numbers]] = []
    rows = sources.with_vectors()
    if index:
        ids = np.array(changed, np.int64)
        for part, dead in index.parts:
            gone = rows_with(part.ids, ids)
            parts.append((part, np.union1d(dead, gone)))
        rows = rows.filter(submission__in=changed)
    for some in building.read_in_parts(rows, guided):
        parts.append((part_of(some), NOBODY))
    allowed = {facts.COLLECTION: list(sources.scope.collections)}
    return parts, Wanted(allowed, without=NOBODY)


def _usable(sources: Sources, guided: int) -> tuple[Index | None, list[int]]:
    """The index of the version that gives vectors, and the companies that changed since."""
    version = sources.embedded
    index = None
    if version:
        index = store.opened(version.pk)
    if version is None or index is None or index.head.guided != guided:
        return None, []
    changed = changed_since(index.head.mark, version.pk)
    if changed is None or len(changed) > MOST_CHANGED:
        return None, []
    return index, changed


def _wanted(sources: Sources, filters: Filters, changed: list[int]) -> Wanted:
    """What the index is asked for; what changed since is read from the database anyway."""
    without = np.array(changed, np.int64)
    has_shown = filters.cluster is not None or bool(filters.sector)
    if has_shown and sources.active != sources.embedded:
        # Another version says these, of which the index knows nothing
        passing = rows_to_rank(sources, filters).values_list("submission_id", flat=True)
        ids = np.fromiter(passing.iterator(), np.int64)
        return Wanted(allowed={}, without=without, only=ids)
    allowed = {facts.COLLECTION: list(sources.scope.collections)}
    names = {
        facts.CATEGORY: filters.category,
        facts.SOURCE: filters.source,
        facts.SECTOR: filters.sector,
    }
    for fact, name in names.items():
        if name:
            allowed[fact] = [facts.name(name)]
    if filters.cluster is not None:
        numbers = sources.clusters.numbers_in(filters.cluster)
        allowed[facts.CLUSTER] = [facts.cluster_number(number) for number in numbers]
    return Wanted(allowed=allowed, without=without)
