"""How a trained version becomes the active one.

The worker scores every submission under it first, so no page ever shows a mixture; then one flag is
flipped.
"""

import logging

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scoring.endpoint import embedded
from scoring.endpoint.embedded import is_readable
from scoring.models import Assignment, Job, ModelVersion, Tally, model_versions
from scoring.versions.taking_over import take_over

logger = logging.getLogger(__name__)

State = ModelVersion.State


def prepare(version: ModelVersion) -> None:
    """Have the worker score every submission under a version, and then make it active.

    Raises:
        NoModelError: its artefact is absent, damaged or of another format; the active version goes
            on.
    """
    embedded.model(version.pk)
    with transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(state=State.PREPARING)
        Job.objects.get_or_create(
            kind=Job.Kind.PREPARE,
            version=version,
            status=Job.Status.PENDING,
        )


def compare(version: ModelVersion) -> None:
    """Have the worker score every submission under a version, and leave it at that."""
    with transaction.atomic():
        ModelVersion.objects.filter(pk=version.pk).update(state=State.COMPARING)
        Job.objects.get_or_create(
            kind=Job.Kind.PREPARE,
            version=version,
            status=Job.Status.PENDING,
        )


def leave_unreadable() -> None:
    """When the active version's artefact cannot be read, prepare the latest one that can."""
    version = model_versions.embedded()
    if version is None or is_readable(version) or model_versions.being_prepared().exists():
        return
    embedded_ones = ModelVersion.objects.filter(kind=ModelVersion.Kind.EMBEDDED)
    others = embedded_ones.exclude(pk=version.pk)
    # The one that was active last; one that never was is better than none
    for other in others.order_by(F("activated_at").desc(nulls_last=True)):
        if is_readable(other):
            logger.error("The model of %s cannot be read; %s takes its place", version, other)
            prepare(other)
            return


def activate_when_ready(version_id: int) -> bool:
    """Flip the flag of a prepared version once none of its rows waits; safe to call at any time.

    One that is only compared is ready then. Returns whether anything was changed.
    """
    with transaction.atomic():
        waiting = ModelVersion.objects.filter(state__in=(State.PREPARING, State.COMPARING))
        version = waiting.select_for_update().filter(pk=version_id).first()
        if version is None:
            return False
        if version.jobs.pending().exists() or version.assignments.pending().exists():
            return False
        if version.state == State.COMPARING:
            ModelVersion.objects.filter(pk=version.pk).update(state=State.READY)
            return True
        if _has_failed(version):
            logger.error("%s could not be prepared; the active version goes on", version)
            ModelVersion.objects.filter(pk=version.pk).update(state=State.READY)
            return False
        before = model_versions.embedded()
        if before and before != version:
            take_over(before, version)
        same_kind = ModelVersion.objects.filter(kind=version.kind, endpoint=version.endpoint)
        # First, for the database takes only one that is active
        same_kind.filter(is_active=True).update(is_active=False)
        same_kind.filter(pk=version.pk).update(
            is_active=True,
            state=State.READY,
            activated_at=timezone.now(),
        )
    return True


def _has_failed(version: ModelVersion) -> bool:
    """Its job was given up, or most rows were: its artefact was damaged on the way."""
    jobs = version.jobs.filter(kind=Job.Kind.PREPARE)
    last = jobs.order_by("-pk").first()
    if last and last.status == Job.Status.FAILED:
        return True
    totals = Tally.objects.filter(version=version).totals("status")
    failed = totals.get(Assignment.Status.FAILED, 0)
    others = sum(totals.values()) - failed
    return failed > others
