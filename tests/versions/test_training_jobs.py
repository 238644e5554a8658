"""The worker trains what was asked for; a job that fails says why and stops nobody."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Cluster, Job, ModelArtefact, ModelVersion, Submission, model_versions
from scoring.models.work import Lease
from scoring.versions.jobs import train_later
from scoring.versions.recipes import Recipe, RecipeError
from scoring.worker import jobs
from tests.conftest import work
from tests.versions.small_site import companies, go_round, newest, send, store, stored_rows

pytestmark = pytest.mark.django_db

OUR_FAULT = "It failed inside SimilarCo; its log says why."


def broken_job() -> Job:
    """A job that somebody's older version left behind: its recipe is none."""
    return Job.objects.create(kind="train", options={"recipe": {"banana": 1}, "activate": False})


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def jobs_of(*found: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk__in=[job.pk for job in found])


# Good ones


def test_a_job_that_activates_ends_with_an_active_version(rows: list[dict[str, str]]) -> None:
    job = train_later(Recipe(k=3, seed=5), activate=True)
    assert (job.status, job.version, ModelVersion.objects.count()) == ("pending", None, 0)

    work()

    version = newest()
    assert model_versions.active() == version == again(job).version
    assert (version.k, version.settings["seed"], version.rows) == (3, 5, 30)
    assert list(Job.objects.order_by("pk").values_list("kind", "status", "version", "lease")) == [
        ("train", "done", version.pk, None),
        ("prepare", "done", version.pk, None),
    ]
    assert version.assignments.filter(status="scored").count() == 30


def test_a_job_that_does_not_activate_leaves_a_version_to_choose(first: ModelVersion) -> None:
    job = train_later(Recipe(k=4, preset="classic"), activate=False)

    work()

    version = again(job).version
    assert (version.preset, version.k, version.is_active, version.state) == (
        "classic",
        4,
        False,
        "ready",
    )
    assert model_versions.active() == first
    assert not version.assignments.exists()


def test_a_job_may_sweep_and_may_train_on_all(first: ModelVersion) -> None:
    send()
    train_later(Recipe(sweep="2-4", rows="all"), activate=False)

    work()

    assert newest().k in (2, 3, 4)
    assert (newest().rows, newest().rows_from) == (31, "all submissions")


def test_jobs_are_taken_up_in_their_order(rows: list[dict[str, str]]) -> None:
    asked = [train_later(Recipe(k=k), activate=False) for k in (4, 2)]

    work()

    assert [version.k for version in ModelVersion.objects.order_by("pk")] == [4, 2]
    assert [again(job).version.k for job in asked] == [4, 2]


def test_what_is_asked_for_twice_is_trained_once(rows: list[dict[str, str]]) -> None:
    job = train_later(Recipe(k=3), activate=True)

    assert train_later(Recipe(k=3), activate=True) == job
    assert train_later(Recipe(k=3), activate=False) != job


def test_a_model_that_was_stored_since_it_was_asked_for_is_not_stored_again(
    rows: list[dict[str, str]],
) -> None:
    asked = [train_later(Recipe(k=3), activate=activate) for activate in (False, True)]

    work()

    assert {again(job).version for job in asked} == {newest()}
    assert ModelVersion.objects.count() == 1


def test_a_job_that_another_worker_holds_is_left_alone_until_its_lease_ends(
    rows: list[dict[str, str]],
) -> None:
    job = train_later(Recipe(k=3), activate=False)
    jobs_of(job).update(
        lease=Lease.lasting(60).id, leased_until=timezone.now() + timedelta(seconds=60)
    )

    go_round(2)
    assert not ModelVersion.objects.exists()
    jobs_of(job).update(leased_until=timezone.now() - timedelta(seconds=1))
    work()

    assert again(job).status == "done"
    assert ModelVersion.objects.count() == 1


# Recipes are looked at before anything is stored


IMPOSSIBLE = {
    "an unknown preset": Recipe(preset="banana"),
    "one cluster": Recipe(k=1),
    "a seed below 0": Recipe(seed=-1),
    "a seed too large": Recipe(seed=2**32),
    "a sweep downwards": Recipe(sweep="5-2"),
    "a sweep from one": Recipe(sweep="1-3"),
    "a sweep that is none": Recipe(sweep="banana"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_a_recipe_that_cannot_be_followed_is_refused_at_once(
    rows: list[dict[str, str]], case: str
) -> None:
    before = stored_rows()

    with pytest.raises(RecipeError):
        train_later(IMPOSSIBLE[case], activate=True)

    assert stored_rows() == before


# Rows that make no model


FAILING = {
    "more clusters than rows": (
        Recipe(k=31),
        "31 clusters from 30 rows: choose k from 2 to 30, or add rows.",
    ),
    "no confirmed company": (
        Recipe(rows="confirmed"),
        "There are no rows to train on in confirmed submissions.",
    ),
    "a file that is gone": (Recipe(rows="/nowhere/mine.csv"), "/nowhere/mine.csv cannot be read"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_job_without_a_model_fails_with_its_reason(first: ModelVersion, case: str) -> None:
    recipe, reason = FAILING[case]
    job = train_later(recipe, activate=True)

    work()

    assert (again(job).status, job.attempts, job.version, job.lease) == ("failed", 1, None, None)
    assert reason in job.reason
    assert [
        ModelVersion.objects.count(),
        ModelArtefact.objects.count(),
        Cluster.objects.count(),
    ] == [1, 1, 3]
    assert model_versions.active() == first


def test_a_vocabulary_that_is_gone_fails_with_its_reason(rows: list[dict[str, str]]) -> None:
    job = train_later(Recipe(k=3, vocabulary="/nowhere/words.tsv"), activate=False)

    go_round()

    assert again(job).status == "failed"
    assert "/nowhere/words.tsv cannot be read" in job.reason


def test_a_failed_job_can_be_tried_again_and_succeeds_when_rows_are_there(db: None) -> None:
    job = train_later(Recipe(k=3), activate=True)
    work()
    assert (again(job).status, "no rows to train on" in job.reason) == ("failed", True)
    store(companies())

    assert jobs.try_again(jobs_of(job)) == 1

    assert (again(job).status, job.attempts, job.reason, job.first_attempt_at) == (
        "pending",
        0,
        "",
        None,
    )
    work()
    assert again(job).status == "done"
    assert model_versions.active() == job.version


def test_only_failed_jobs_are_put_back(first: ModelVersion) -> None:
    before = list(Job.objects.values())
    waiting = train_later(Recipe(k=3), activate=False)

    assert jobs.try_again(Job.objects.all()) == 0

    assert list(Job.objects.exclude(pk=waiting.pk).values()) == before
    assert again(waiting).status == "pending"


def test_failed_preparations_of_one_version_are_put_back_as_one(second: ModelVersion) -> None:
    for _ in range(2):
        Job.objects.create(kind="prepare", version=second, status="failed", reason=OUR_FAULT)

    jobs.try_again(Job.objects.all())

    assert second.jobs.pending().count() == 1


# Errors of our own


def test_a_job_that_breaks_waits_its_turn_and_the_worker_goes_on(
    rows: list[dict[str, str]], caplog: pytest.LogCaptureFixture
) -> None:
    broken, good = broken_job(), train_later(Recipe(k=3), activate=True)
    before = timezone.now()

    go_round(6)

    assert (again(broken).status, broken.reason, broken.attempts, broken.lease) == (
        "pending",
        OUR_FAULT,
        1,
        None,
    )
    assert broken.next_attempt_at > before + timedelta(seconds=5)
    assert "unexpected keyword argument 'banana'" in caplog.text
    assert again(good).status == "done"
    assert model_versions.active() == good.version


def test_while_a_broken_job_waits_companies_are_scored(first: ModelVersion) -> None:
    broken_job()
    store([{**companies()[0], "Title": "From a file", "source": "import"}])

    go_round(2)

    assert Submission.objects.get(title="From a file").assignments.get().status == "scored"


def test_a_broken_job_is_given_up_after_a_day_and_can_be_tried_again(db: None) -> None:
    job = broken_job()
    go_round()
    jobs_of(job).update(
        first_attempt_at=timezone.now() - timedelta(hours=24), next_attempt_at=timezone.now()
    )

    go_round()

    assert (again(job).status, job.attempts, job.reason) == ("failed", 2, OUR_FAULT)
    assert jobs.try_again(jobs_of(job)) == 1
    assert again(job).status == "pending"


def test_a_preparation_that_breaks_leaves_the_active_version(second: ModelVersion) -> None:
    first = model_versions.active()
    second.artefact.delete()
    job = Job.objects.create(kind="prepare", version=second)
    ModelVersion.objects.filter(pk=second.pk).update(state="preparing")

    go_round(4)

    assert again(job).status == "done"
    assert model_versions.active() == first
    assert set(second.assignments.values_list("status", "reason")) == {
        ("pending", f"The model of version {second.pk} is not stored.")
    }


def test_a_job_of_a_deleted_site_has_nothing_to_prepare(second: ModelVersion) -> None:
    submissions.delete(Submission.objects.all())
    Job.objects.create(kind="prepare", version=second)
    ModelVersion.objects.filter(pk=second.pk).update(state="preparing")

    work()

    assert model_versions.active() == second
    assert not second.assignments.exists()
