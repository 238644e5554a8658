"""The companies that are lit up on the map: those with the words, and of the cluster, asked for."""

from collections.abc import Sequence

from scoring.maps.rows import Point, Source, points
from scoring.maps.windows import Region
from scoring.models.search import first_matching_ids, has_more_matching, matching_ids
from scoring.models.work import QueuedQuerySet

MOST_LIT = 500
# One more, to know whether there is one
READ = MOST_LIT + 1
# Of more companies with some words the first ones are nearly always enough
MOST_WITH_WORDS = 20_000


def lit_points(
    source: Source,
    region: Region,
    words: str,
    numbers: Sequence[int],
) -> list[Point]:
    """The first READ of a region, by their ids: with all these words, and of these clusters.

    Either may be empty, and leaves nobody out; both leave out everybody.
    """
    if not words and not numbers:
        return []
    if not words:
        return _of_clusters(source.within(region), numbers)
    first = first_matching_ids(words, MOST_WITH_WORDS)
    found = _of_clusters(source.chosen_within(region, first), numbers)
    if len(found) == READ or not has_more_matching(words, MOST_WITH_WORDS):
        return found
    rows = source.within(region).filter(submission__in=matching_ids(words))
    return _of_clusters(rows, numbers)


def _of_clusters(rows: QueuedQuerySet, numbers: Sequence[int]) -> list[Point]:
    return points(rows.filter(now__in=numbers) if numbers else rows, READ)
