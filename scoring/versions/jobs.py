"""What the worker does for a model version: train it, and give every company a row under it."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from scoring.models import Job, ModelVersion, Submission
from scoring.models.database.locks import BusyError, alone, refuse_to_wait, until_commit
from scoring.queue import assignments
from scoring.tables.encodings import FileError
from scoring.versions import activation
from scoring.versions.recipes import DEFAULT_PRESET, TAUGHT, Recipe, RecipeError

COMPANIES_A_STEP = 1000
# Longer than the slowest training: a worker that is killed meanwhile delays it by no more than this
TRAIN_SECONDS = 600
# One training takes the memory and the time of a machine
WAIT_FOR_TRAINING = timedelta(seconds=10)


def train_later(recipe: Recipe, *, activate: bool) -> Job:
    """Have the worker train a version; where the same was asked for and still waits, once.

    Raises RecipeError for a recipe that cannot be followed.
    """
    recipe.settings()
    recipe.sweep_range()
    return _ask({"recipe": recipe.as_dict(), "activate": activate})


def teach_later(version: ModelVersion) -> Job:
    """Have the worker train a version like this one with what reviewers said, to be compared."""
    recipe = Recipe(
        preset=version.preset or DEFAULT_PRESET,
        k=version.k,
        seed=version.settings.get("seed", 0),
        rows=TAUGHT,
    )
    return _ask({"recipe": recipe.as_dict(), "activate": False, "compare": True})


def _ask(options: dict[str, Any]) -> Job:
    # Who clicks twice asks twice at one moment
    with transaction.atomic():
        until_commit("ask for training")
        for job in Job.objects.pending().filter(kind=Job.Kind.TRAIN):
            if job.options == options:
                return job
        return Job.objects.create(kind=Job.Kind.TRAIN, options=options)


def train(job: Job) -> None:
    """Train and store the version that a job describes."""
    # It loads scikit-learn, which an idle worker does without
    from clustering.training import TrainingError
    from scoring.versions.training import train_version
    from scoring.versions.training_rows import training_rows

    job.hold(TRAIN_SECONDS)
    recipe = Recipe(**job.options["recipe"])
    try:
        with alone("train", refuse_to_wait):
            version = train_version(recipe, training_rows(recipe.rows), job.created_at)
    except BusyError:
        job.put_back()
        job.next_attempt_at += WAIT_FOR_TRAINING
    except (FileError, RecipeError, TrainingError) as error:
        job.give_up(str(error))
    else:
        job.version = version
        job.status = Job.Status.DONE
        job.release()
        if job.options["activate"]:
            activation.prepare(version)
        elif job.options.get("compare"):
            activation.compare(version)
    job.save()


@transaction.atomic
def add_rows(job: Job) -> None:
    """Give the next companies their row under the job's version."""
    # Locked until they have their row, so that none is deleted in between
    missing = (
        Submission.objects.exclude(assignments__version=job.version_id)
        .order_by("pk")
        .only("collection", "category", "source", "sent_at")
        .select_for_update(of=("self",))
    )
    chunk = list(missing.filter(pk__gt=job.position)[:COMPANIES_A_STEP])
    if not chunk:
        # Once more from the start: a row may have been committed behind the position
        chunk = list(missing[:COMPANIES_A_STEP])
    if chunk and job.version:
        assignments.add(chunk, job.version)
        job.position = chunk[-1].pk
    else:
        job.status = Job.Status.DONE
    job.release()
    job.save()
