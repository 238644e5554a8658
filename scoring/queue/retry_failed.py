"""Rows that failed under the remote endpoint come back by themselves once it has answered since.

A proxy's page, a wrong key or a wrong address fails whatever is sent meanwhile, and none of it is
the rows' fault.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scoring.models import Assignment, RemoteEndpoint, model_versions
from scoring.models.work import GIVE_UP_AFTER, QueuedQuerySet
from scoring.queue.changes import QUEUE_FIELDS, ROWS_AT_ONCE, change_rows

# A row that is at fault itself is tried so often, within an hour and a half
MOST_ATTEMPTS = 10


def put_back_failed() -> bool:
    """Put the next chunk of such rows back; false where there is none."""
    keys = list(due().values_list("pk", flat=True)[:ROWS_AT_ONCE])
    if not keys:
        return False
    failed = Assignment.objects.filter(pk__in=keys, status=Assignment.Status.FAILED)
    with transaction.atomic():
        change_rows(failed, lambda assignment: assignment.come_back(), QUEUE_FIELDS)
    return True


def due() -> QueuedQuerySet:
    """The rows that failed before the last valid answer of the endpoint."""
    version = model_versions.active() if settings.AML_URL else None
    endpoint = RemoteEndpoint.objects.filter(endpoint=version.endpoint if version else "")
    answered_at = endpoint.values_list("answered_at", flat=True).first()
    if answered_at is None:
        return Assignment.objects.none()
    now = timezone.now()
    # What failed longer ago stays for a person to put back
    return Assignment.objects.filter(
        version=version,
        status=Assignment.Status.FAILED,
        attempts__lt=MOST_ATTEMPTS,
        # What killed its workers comes back by a person's hand alone
        deaths=0,
        failed_at__lt=answered_at,
        next_attempt_at__range=(now - GIVE_UP_AFTER, now),
    )
