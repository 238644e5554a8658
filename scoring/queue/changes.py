"""Changes of assignments: under a lock, with the kept counts moved along.

Every change of a status goes through here, so that the counts are always right.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from scoring.models import Assignment, Tally
from scoring.models.tallies import NO_CLUSTER, TallyKey
from scoring.models.work import QueuedQuerySet

# Rows that one statement writes, and that one call of a service scores
ROWS_AT_ONCE = 200
# What `tally_key` reads, so that rows which are only counted need no more columns
TALLIED = ("version", "status", "shown_cluster", "category", "source", "verdict", "sure")
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
    "vector",
    "map_x",
    "map_y",
    "map_cell",
    "raw_reply",
    "scored_at",
]


def tally_key(assignment: Assignment) -> TallyKey:
    """Under what the kept counts count it."""
    shown_cluster = assignment.shown_cluster
    return TallyKey(
        assignment.version_id,
        assignment.status,
        NO_CLUSTER if shown_cluster is None else shown_cluster,
        assignment.category,
        assignment.source,
        assignment.verdict,
        assignment.answer,
    )


def tally_changes(before: Iterable[TallyKey], after: Iterable[TallyKey]) -> Counter[TallyKey]:
    """The changes to the kept counts when assignments leave some places and enter others."""
    changes = Counter(after)
    changes.subtract(Counter(before))
    return changes


def lock(chosen: QuerySet[Assignment]) -> None:
    """Lock all rows that one transaction changes in several steps, before the first of them.

    Each step locks counts too. Who then locked more rows could wait for somebody who has those, and
    waits for the counts.
    """
    list(chosen.select_for_update(of=("self",)).order_by("pk").only("pk"))


def change_rows(
    chosen: QueuedQuerySet, apply: Callable[[Assignment], None], fields: list[str]
) -> int:
    """Change assignments under a lock, and move the counts with them; returns how many.

    Within a transaction of the caller's. `fields` are all that `apply` changes.
    """
    # Locked in one order, so that no two writers wait for each other
    assignments = list(chosen.select_for_update(of=("self",)).order_by("pk"))
    before = [tally_key(assignment) for assignment in assignments]
    for assignment in assignments:
        apply(assignment)
    # One upsert of the rows, which are locked and so still there: bulk_update takes ten times as
    # long
    Assignment.objects.bulk_create(
        assignments,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=fields,
        batch_size=ROWS_AT_ONCE,
    )
    after = [tally_key(assignment) for assignment in assignments]
    Tally.objects.shift(tally_changes(before, after))
    return len(assignments)


def change_held(
    leased: Sequence[Assignment], apply: Callable[[Assignment], None], fields: list[str]
) -> int:
    """Change what the caller still holds of these, one at least under one lease; returns how many.

    A row whose lease ran out belongs to somebody else now.
    """
    keys = [assignment.pk for assignment in leased]
    with transaction.atomic():
        held = Assignment.objects.held(leased[0].lease).filter(pk__in=keys)
        return change_rows(held, apply, fields)
