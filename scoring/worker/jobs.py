"""Long work that is no single score, one step at a time."""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from scoring.models import Job
from scoring.models.work import MOST_DEATHS
from scoring.pages import storage
from scoring.queue import assignments
from scoring.worker import leases
from scoring.worker.kinds import AFTER_FAILURE, FAILED_FOR_GOOD, STEPS

logger = logging.getLogger(__name__)

KILLED = (
    f"The worker was killed {MOST_DEATHS} times while it did this. Its memory may not suffice; "
    "the system's log may say more."
)


@transaction.atomic
def try_again(jobs: QuerySet[Job]) -> int:
    """Put failed jobs back, one of a kind for each version; returns how many."""
    done = 0
    failed = jobs.filter(status=Job.Status.FAILED).exclude(kind__in=FAILED_FOR_GOOD)
    # The newest of several for one version
    for job in failed.order_by("-pk"):
        waiting = Job.objects.pending().filter(kind=job.kind, version=job.version_id)
        if job.version_id and waiting.exists():
            continue
        job.put_back()
        job.save()
        done += 1
    return done


def fail_deadly() -> bool:
    """Fail the jobs over which workers died again and again; false where there is none."""
    deadly = list(Job.objects.deadly())
    for job in deadly:
        logger.error("%s failed: %s", job, KILLED)
        # Together, else a worker killed in between would leave a program waiting for ever
        with transaction.atomic():
            job.give_up_deadly(KILLED)
            job.save()
            if job.kind in AFTER_FAILURE:
                AFTER_FAILURE[job.kind](job, KILLED)
    return bool(deadly)


def take_step() -> bool:
    """One step of the oldest job; false when there is none."""
    for job in Job.objects.all().claim(1, assignments.lease_seconds()):
        held = Job.objects.held(job.lease)
        try:
            STEPS[job.kind](job)
        # Given up, not postponed: another try would need as much
        except MemoryError:
            logger.exception("%s failed", job)
            job.refresh_from_db()
            job.give_up(f"It needs more than the {settings.WORKER_MEMORY} MB of WORKER_MEMORY.")
            job.save()
        except Exception as error:
            if storage.trouble_of(error):
                leases.give_back_later(held)
                raise
            # One bad job must not end the worker
            logger.exception("%s failed", job)
            job.refresh_from_db()
            job.postpone("It failed inside SimilarCo; its log says why.")
            job.save()
        return True
    return False
