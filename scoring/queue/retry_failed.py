"""Rows that failed under the remote endpoint come back by themselves once it has given a valid
answer since.

A proxy's page, a wrong key or a wrong address fails whatever is sent meanwhile, and none of it is
the rows' fault.
"""

from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from scoring.models import Assignment, RemoteEndpoint, model_versions
from scoring.models.work import GIVE_UP_AFTER, QueuedQuerySet, doubled
from scoring.queue import assignments

# A row that is at fault itself is tried so often, within an hour and a half
MOST_ATTEMPTS = 10


def put_back_failed() -> bool:
    """Put the next chunk of such rows back; false where there is none."""
    ids = list(due().values_list("pk", flat=True)[: assignments.CHUNK])
    if not ids:
        return False
    failed = Assignment.objects.filter(pk__in=ids, status=Assignment.Status.FAILED)
    with transaction.atomic():
        assignments.change(failed, lambda row: row.come_back(), assignments.QUEUE_FIELDS)
    return True


def due() -> QueuedQuerySet:
    """The rows that failed before the last valid answer of the endpoint."""
    version = model_versions.active() if settings.AML_URL else None
    endpoint = RemoteEndpoint.objects.filter(endpoint=version.endpoint if version else "")
    answered_at = endpoint.values_list("answered_at", flat=True).first()
    if answered_at is None:
        return Assignment.objects.none()
    failed = Assignment.objects.filter(version=version, status=Assignment.Status.FAILED)
    now = timezone.now()
    return failed.filter(
        _failed_before(answered_at), next_attempt_at__range=(now - GIVE_UP_AFTER, now)
    )


def _failed_before(answer: datetime) -> Q:
    """By the time of the next attempt: that of the failure, and the wait after it."""
    return reduce(
        or_,
        (
            Q(attempts=number, next_attempt_at__lt=answer + doubled(number - 1))
            for number in range(1, MOST_ATTEMPTS)
        ),
    )
