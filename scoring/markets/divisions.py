"""The divisions of a collection: what is shown, what was proposed, and what the worker does now."""

from typing import NamedTuple

from scoring.models import Collection, Job, ModelVersion
from scoring.models.work import QueuedQuerySet

State = ModelVersion.State


class Divisions(NamedTuple):
    """What there is of a collection's own clusters.

    `shown` was accepted last, in place of `earlier`; `proposed` waits for a person's word; `job` is
    the last one that the worker was asked for.
    """

    shown: ModelVersion | None
    proposed: ModelVersion | None
    job: Job | None
    earlier: ModelVersion | None = None

    @property
    def is_at_work(self) -> bool:
        return self.job is not None and self.job.status == Job.Status.PENDING

    @property
    def trouble(self) -> str:
        """Why the last one that was asked for came to nothing; empty if it did not."""
        has_failed = self.job is not None and self.job.status == Job.Status.FAILED
        if self.job and has_failed:
            return self.job.reason
        return ""


def divisions_of(collection: Collection) -> Divisions:
    whole = collection.divisions.filter(state__in=(State.READY, State.COMPARING))
    shown = proposed = earlier = None
    for version in whole.order_by("activated_at", "pk"):
        if version.state == State.COMPARING:
            proposed = version
        else:
            earlier, shown = shown, version
    return Divisions(shown, proposed, jobs_of(collection.pk).last(), earlier)


def jobs_of(collection: int) -> QueuedQuerySet:
    """What the worker was asked to divide in a collection, in order."""
    asked = Job.objects.filter(kind=Job.Kind.DIVIDE, options__collection=collection)
    return asked.order_by("pk")
