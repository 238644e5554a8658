"""Rows over which workers died again and again fail, so that the worker gets on with the others."""

from django.db import transaction

from scoring.models import Assignment
from scoring.models.work import MOST_DEATHS
from scoring.queue.changes import QUEUE_FIELDS, ROWS_AT_ONCE, change_rows

REASON = (
    f"The worker was killed {MOST_DEATHS} times while it scored this, the last time with nothing "
    "else. Its memory may not suffice for the text; the system's log may say more."
)


def fail_deadly() -> bool:
    """Fail the next chunk of such rows; false where there is none."""
    keys = list(Assignment.objects.deadly().values_list("pk", flat=True)[:ROWS_AT_ONCE])
    if not keys:
        return False
    with transaction.atomic():
        # Asked again under the lock: another worker may have failed some of them
        deadly = Assignment.objects.deadly().filter(pk__in=keys)
        change_rows(deadly, lambda assignment: assignment.give_up_deadly(REASON), QUEUE_FIELDS)
    return True
