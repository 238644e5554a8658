"""Changes of assignments: under a lock, with the kept counts moved along.

Every change of a status goes through here, so that the counts are always right.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from scoring.models import Assignment, tallies
from scoring.models.assignments import DOUBTFUL
from scoring.models.kept.figures import cell_keys, sums
from scoring.models.tallies import NO_CLUSTER, Key, SegmentKey, TallyKey
from scoring.models.work import QueuedQuerySet

# Rows that one statement writes, and that one call of a service scores
ROWS_AT_ONCE = 200
# What `tally_keys` reads, so that rows which are only counted need no more columns
TALLIED = (
    "version",
    "collection",
    "status",
    "shown_cluster",
    "shown_sector",
    "shown_segment",
    "category",
    "source",
    "verdict",
    "answer",
    "map_cell",
    "centre_distance",
    "sure",
)
# What putting a row off, giving it up and putting it back change; a score changes more
QUEUE_FIELDS = [
    "status",
    "attempts",
    "first_attempt_at",
    "next_attempt_at",
    "failed_at",
    "lease",
    "leased_at",
    "leased_until",
    "deaths",
    "reason",
]
# What a score brings; a row keeps its old ones in sight until then
SCORE_FIELDS = [
    "cluster",
    "shown_cluster",
    "verdict",
    "distances",
    "centre_distance",
    "sure",
    "coverage",
    *("sector", "sector_probability", "shown_sector"),
    *("segment", "segment_probability", "shown_segment"),
    *("next_kinds", "kind_is_reviewed", "model_answer"),
    "vector",
    "said",
    "map_x",
    "map_y",
    "map_cell",
    "raw_reply",
    "scored_at",
]


def tally_keys(assignment: Assignment) -> list[Key]:
    """Under what the kept counts count it, once each."""
    cluster = NO_CLUSTER
    if assignment.shown_cluster is not None:
        cluster = assignment.shown_cluster
    return [
        TallyKey(
            assignment.version_id,
            assignment.collection,
            assignment.status,
            cluster,
            assignment.category,
            assignment.source,
            assignment.verdict,
            assignment.answer,
            assignment.shown_sector,
        ),
        SegmentKey(
            assignment.version_id,
            assignment.collection,
            cluster,
            assignment.shown_sector,
            assignment.shown_segment,
            assignment.answer,
        ),
        *cell_keys(assignment, cluster),
    ]


def counted(assignments: Iterable[Assignment]) -> Counter[Key]:
    """How many of these assignments each kept count counts, and what they add to each sum."""
    counts: Counter[Key] = Counter()
    for assignment in assignments:
        for key in tally_keys(assignment):
            counts[key] += 1
        # A guess says nothing of its cluster
        if assignment.answer not in DOUBTFUL:
            for figure, part in sums(assignment).items():
                counts[figure] += part
    return counts


def move_counts(before: Counter[Key], after: Counter[Key]) -> None:
    """Change the kept counts when assignments leave some places and enter others."""
    changes = Counter(after)
    changes.subtract(before)
    tallies.shift(changes)


def lock(chosen: QuerySet[Assignment]) -> None:
    """Lock all rows that one transaction changes in several steps, before the first of them.

    Each step locks counts too. Who then locked more rows could wait for somebody who has those, and
    waits for the counts.
    """
    list(chosen.select_for_update(of=("self",)).order_by("pk").only("pk"))


def change_rows(
    chosen: QueuedQuerySet,
    apply: Callable[[Assignment], None],
    fields: list[str],
) -> int:
    """Change assignments under a lock, and move the counts with them; returns how many.

    Within a transaction of the caller's. `fields` are all that `apply` changes; how sure a reader
    may be follows from them.
    """
    # Locked in one order, so that no two writers wait for each other
    assignments = list(chosen.select_for_update(of=("self",)).order_by("pk"))
    before = counted(assignments)
    for assignment in assignments:
        apply(assignment)
        assignment.settle_answer()
    # One upsert of the rows, which are locked and so still there: bulk_update takes ten times as
    # long
    Assignment.objects.bulk_create(
        assignments,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*fields, "answer"],
        batch_size=ROWS_AT_ONCE,
    )
    move_counts(before, counted(assignments))
    return len(assignments)


def change_held(
    leased: Sequence[Assignment],
    apply: Callable[[Assignment], None],
    fields: list[str],
) -> int:
    """Change what the caller still holds of these, one at least under one lease; returns how many.

    A row whose lease ran out belongs to somebody else now.
    """
    keys = [assignment.pk for assignment in leased]
    with transaction.atomic():
        held = Assignment.objects.held(leased[0].lease).filter(pk__in=keys)
        return change_rows(held, apply, fields)
