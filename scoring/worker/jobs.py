"""Long work that is no single score, one step at a time."""

import logging

from django.db.models import QuerySet

from scoring.models import Job
from scoring.queue import assignments
from scoring.worker.kinds import FAILED_FOR_GOOD, STEPS

logger = logging.getLogger(__name__)


def try_again(jobs: QuerySet[Job]) -> int:
    """Put failed jobs back, one of a kind for each version; returns how many."""
    done = 0
    failed = jobs.filter(status=Job.Status.FAILED).exclude(kind__in=FAILED_FOR_GOOD)
    for job in failed.order_by("-pk"):
        waiting = Job.objects.pending().filter(kind=job.kind, version=job.version_id)
        if job.version_id and waiting.exists():
            continue
        job.put_back()
        job.save()
        done += 1
    return done


def take_step() -> bool:
    """One step of the oldest job; false when there is none."""
    for job in Job.objects.all().claim(1, assignments.lease_seconds()):
        try:
            STEPS[job.kind](job)
        except Exception:
            # One bad job must not end the worker
            logger.exception("%s failed", job)
            job.postpone("It failed inside SimilarCo; its log says why.")
            job.save()
        return True
    return False
