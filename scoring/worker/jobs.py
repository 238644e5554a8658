"""Long work that is no single score, one step at a time."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scoring.models import BatchExecution, Job, ModelVersion, Submission
from scoring.queue import assignments
from scoring.tables.reading import FileError
from scoring.versions import activation
from scoring.versions.recipes import Recipe, RecipeError
from scoring.webservice import batch_steps

logger = logging.getLogger(__name__)

PREPARE_CHUNK = 1000
# Longer than the slowest training: a worker that is killed meanwhile delays it by no more than this
TRAIN_SECONDS = 600
# Longer than the slowest fetch of an input; a piece of one takes seconds
FETCH_SECONDS = 120
EXECUTE_TRIES = 3


def train_later(recipe: Recipe, *, activate: bool) -> Job:
    """Have the worker train a version. Raises RecipeError for a recipe that cannot be followed."""
    recipe.settings()
    recipe.sweep_range()
    return Job.objects.create(
        kind=Job.Kind.TRAIN, options={"recipe": recipe.as_dict(), "activate": activate}
    )


def try_again(jobs: QuerySet[Job]) -> int:
    """Put failed jobs back, one of a kind for each version; returns how many.

    A batch execution stays failed: its program has been told so.
    """
    done = 0
    for job in jobs.filter(status=Job.Status.FAILED).exclude(kind=Job.Kind.EXECUTE).order_by("-pk"):
        waiting = Job.objects.pending().filter(kind=job.kind, version=job.version_id)
        if job.version_id and waiting.exists():
            continue
        job.put_back()
        job.save()
        done += 1
    return done


def step() -> bool:
    """One step of the oldest job; false when there is none."""
    for job in Job.objects.all().claim(1, assignments.lease_seconds()):
        try:
            _step(job)
        except Exception:
            # One bad job must not end the worker
            logger.exception("%s failed", job)
            job.postpone("It failed inside SimilarCo; its log says why.")
            job.save()
        return True
    return False


def _step(job: Job) -> None:
    if job.kind == Job.Kind.TRAIN:
        _train(job)
    elif job.kind == Job.Kind.EXECUTE:
        _execute_step(job)
    else:
        with transaction.atomic():
            _prepare_step(job)


def _train(job: Job) -> None:
    # It loads scikit-learn, which an idle worker does without
    from clustering.training import TrainingError
    from scoring.versions.training import train_version
    from scoring.versions.training_rows import training_rows

    _hold(job, TRAIN_SECONDS)
    recipe = Recipe(**job.options["recipe"])
    try:
        version = train_version(recipe, training_rows(recipe.rows))
    except (FileError, RecipeError, TrainingError) as error:
        job.give_up(str(error))
    else:
        _finish_training(job, version)
    job.save()


def _hold(job: Job, seconds: float) -> None:
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now() + timedelta(seconds=seconds))


def _finish_training(job: Job, version: ModelVersion) -> None:
    job.version = version
    job.status = Job.Status.DONE
    job.release()
    if job.options["activate"]:
        activation.prepare(version)


def _prepare_step(job: Job) -> None:
    """Give the next submissions their row under the job's version."""
    missing = Submission.objects.exclude(assignments__version=job.version_id).order_by("pk")
    missing = missing.only("category", "source", "sent_at").select_for_update(of=("self",))
    chunk = list(missing.filter(pk__gt=job.position)[:PREPARE_CHUNK])
    if not chunk:
        # Once more from the start: a row may have been committed behind the position
        chunk = list(missing[:PREPARE_CHUNK])
    if chunk and job.version:
        assignments.add(chunk, job.version, lease=None)
        job.position = chunk[-1].pk
    else:
        job.status = Job.Status.DONE
    job.release()
    job.save()


def _execute_step(job: Job) -> None:
    execution = BatchExecution.objects.filter(pk=job.options["execution"]).first()
    if execution and execution.input_id is None:
        _hold(job, FETCH_SECONDS)
    try:
        is_over = execution is None or batch_steps.step(execution)
    except batch_steps.InputError as error:
        _note_trouble(job, execution, str(error), retry=error.retry)
    except Exception:
        logger.exception("%s failed", job)
        _note_trouble(job, execution, "It failed inside SimilarCo; its log says why.", retry=True)
    else:
        # Behind whatever else is due: a large table leaves other work its turn
        job.put_back()
        if is_over:
            job.status = Job.Status.DONE
    job.save()


def _note_trouble(job: Job, execution: BatchExecution | None, reason: str, *, retry: bool) -> None:
    """Try again some times where that can help; then fail, as a program waits for an end."""
    if retry and job.attempts + 1 < EXECUTE_TRIES:
        job.postpone(reason)
        return
    job.give_up(reason)
    if execution:
        batch_steps.fail(execution, reason)
