"""OPEN_KEPT_DAYS: what visitors sent to the open collection is deleted after so many days."""

import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Sender, Submission
from scoring.models.collections import OPEN_ID
from scoring.queue.changes import ROWS_AT_ONCE

# Seconds between two looks once nothing is left: a day more or less is kept by the hour
LOOK_EVERY = 3600
_next_look = 0.0


def delete_old() -> int:
    """Delete some of what visitors sent too long ago; returns how many, 0 when none is left."""
    global _next_look
    if not settings.OPEN_KEPT_DAYS or time.monotonic() < _next_look:
        return 0
    first_kept = timezone.now() - timedelta(days=settings.OPEN_KEPT_DAYS)
    sent = Submission.objects.filter(
        collection=OPEN_ID,
        source=Submission.Source.FORM,
        sent_at__lt=first_kept,
    )
    # Whoever has an account deletes his own
    old = sent.exclude(kept_sender__sender__startswith=Sender.OF_ACCOUNT)
    chunk = list(old.order_by("sent_at").values_list("pk", flat=True)[:ROWS_AT_ONCE])
    if not chunk:
        _next_look = time.monotonic() + LOOK_EVERY
        return 0
    return submissions.delete(Submission.objects.filter(pk__in=chunk))
