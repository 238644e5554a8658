"""Work over which workers are killed: three tries, the last alone, then it fails with a reason."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db.models import F
from django.utils import timezone

from scoring.companies import submissions
from scoring.endpoint import protocol_choice
from scoring.models import Assignment, Heartbeat, Job, ModelVersion
from scoring.models.work import Queued
from scoring.worker import jobs, loop
from tests.conftest import work
from tests.queue.stored_companies import failed, store
from tests.servers import ScoringServer
from wire import Row

pytestmark = pytest.mark.django_db
ROWS = 5


def killed(kind: type[Queued]) -> None:
    """Whoever holds something now is killed, and its lease runs out."""
    kind.objects.filter(lease__isnull=False).update(  # type: ignore[attr-defined]
        leased_until=timezone.now() - timedelta(seconds=1)
    )


def claimed(limit: int = 100) -> list[int]:
    """What a worker takes up, by the numbers of the companies; it is killed over it."""
    rows = Assignment.objects.all().claim(limit, seconds=60)
    killed(Assignment)
    return [int(row.submission.title) for row in rows]


def test_a_row_that_kills_its_worker_is_tried_with_others_twice_then_alone_then_fails(
    remote: ScoringServer,
) -> None:
    store(ROWS)

    assert claimed() == claimed() == list(range(ROWS))
    assert claimed() == [0]
    work()

    row = Assignment.objects.get(status="failed")
    assert failed() == {0}
    assert "killed 3 times" in row.reason
    assert Assignment.objects.filter(status="scored").count() == ROWS - 1
    # Each of the others had its third try alone too, and the worker lived
    assert len(remote.requests) == ROWS - 1


def test_it_does_not_come_back_by_itself_but_somebody_may_put_it_back(
    remote: ScoringServer,
) -> None:
    store(2)
    for _ in range(3):
        claimed(1)

    # The answer to the second would bring back whatever a service has failed
    work()
    assert failed() == {0}

    submissions.rescore(Assignment.objects.filter(status="failed"))
    work()
    assert failed() == set()


def test_deaths_count_only_since_the_row_was_last_given_back(remote: ScoringServer) -> None:
    store(1)
    claimed()
    claimed()
    row = Assignment.objects.get()
    row.postpone("The service was busy.")
    row.next_attempt_at = timezone.now()
    row.save()

    for _ in range(3):
        assert claimed() == [0]
    assert claimed() == []


def test_a_lease_that_is_yet_to_begin_is_none_and_no_death(remote: ScoringServer) -> None:
    store(1)
    Assignment.objects.all().claim(1, seconds=60)
    hour = timedelta(hours=1)
    Assignment.objects.update(
        leased_at=F("leased_at") + hour, leased_until=F("leased_until") + hour
    )

    [row] = Assignment.objects.all().claim(1, seconds=60)

    assert row.deaths == 0
    assert Assignment.objects.leased().count() == 1


def test_a_lease_that_is_held_on_by_a_clock_that_is_wrong_is_none(model: ModelVersion) -> None:
    job = Job.objects.create(kind=Job.Kind.TRAIN, options={})
    Job.objects.all().claim(1, seconds=60)
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=365)):
        job.hold(60)

    assert Job.objects.all().claim(1, seconds=60) == [job]


def test_what_a_clock_that_was_wrong_has_put_off_is_due(remote: ScoringServer) -> None:
    store(1)
    row = Assignment.objects.get()
    with patch.object(timezone, "now", return_value=timezone.now() + timedelta(days=365)):
        row.postpone("The service was busy.")
    row.save()
    row.postpone("The service was busy.")
    assert row.first_attempt_at <= timezone.now()
    assert claimed() == []

    loop.beat()

    assert claimed() == [0]


def test_a_job_starts_anew_with_each_part_that_it_has_stored(
    model: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.versions.jobs.COMPANIES_A_STEP", 10)
    version = ModelVersion.objects.create(kind="embedded", k=10)
    job = Job.objects.create(kind=Job.Kind.PREPARE, version=version)

    for _ in range(2):
        for _ in range(2):
            assert Job.objects.all().claim(1, seconds=60) == [job]
            killed(Job)
        jobs.take_step()
    job.refresh_from_db()

    assert (job.status, job.deaths, version.assignments.count()) == ("pending", 0, 20)


def test_a_job_that_kills_its_worker_three_times_fails_and_says_why(model: ModelVersion) -> None:
    job = Job.objects.create(kind=Job.Kind.TRAIN, options={})
    for _ in range(3):
        assert Job.objects.all().claim(1, seconds=60) == [job]
        killed(Job)
    assert Job.objects.all().claim(1, seconds=60) == []

    loop.work_once(lambda done: None)

    job.refresh_from_db()
    assert job.status == "failed"
    assert "killed 3 times" in job.reason


def test_a_heartbeat_that_is_yet_to_come_is_none(db: None) -> None:
    Heartbeat.objects.create(worker="fast clock", seen_at=timezone.now() + timedelta(hours=1))
    assert not loop.seen_lately()

    loop.beat()
    assert loop.seen_lately()


def test_a_company_on_which_our_own_code_fails_holds_up_no_other(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(ROWS)
    ask = protocol_choice.ask

    def failing(endpoint: str, rows: list[Row], seconds: float) -> object:
        assert "3" not in [row.title for row in rows]
        return ask(endpoint, rows, seconds)

    monkeypatch.setattr(protocol_choice, "ask", failing)
    loop.work_once(lambda done: None)
    Assignment.objects.update(next_attempt_at=timezone.now())
    loop.work_once(lambda done: None)

    row = Assignment.objects.get(status="pending")
    assert (row.submission.title, row.attempts) == ("3", 2)
    assert "this site's fault" in row.reason
    assert Assignment.objects.filter(status="scored").count() == ROWS - 1


def test_without_a_lease_nothing_is_held(remote: ScoringServer) -> None:
    store(1)

    assert Assignment.objects.pending().exists()
    assert not Assignment.objects.held(None).exists()
