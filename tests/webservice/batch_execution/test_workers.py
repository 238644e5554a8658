"""Jobs survive whatever happens to the worker, share it fairly, and store each row once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from clustering.model import Model
from scoring.companies import submissions
from scoring.endpoint import embedded
from scoring.models import BatchExecution, FilePart, Job, ModelArtefact
from scoring.webservice import batch_steps, batch_tables, files
from scoring.worker import jobs
from tests.webservice.batch_execution.programs import (
    call,
    csv_of,
    fetched,
    new_file,
    put,
    rows_in,
    started,
    state,
    status,
    stored,
    submitted,
    uploaded,
    work_on_later_tries,
    work_while_due,
)
from tests.webservice.calls import BANK, HOSPITAL, TEXTS, Service, execute, rows_of, table, used

pytestmark = pytest.mark.django_db(transaction=True)
# Three steps
MANY = 3 * batch_tables.MOST_ROWS


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the rows make as many steps."""
    monkeypatch.setattr(batch_tables, "MOST_ROWS", 200)


@contextmanager
def worker_process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A worker of its own on this test's database."""
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor != "sqlite":
        server = f"{found['HOST']}:{found['PORT'] or 5432}"
        url = f"postgres://{found['USER']}:{found['PASSWORD']}@{server}/{found['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", *arguments],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "AML_URL": "", "URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def expected(service: Service, rows: int) -> list[list[str]]:
    three = rows_of(execute(service, table(*TEXTS)))
    return [three[number % 3] for number in range(rows)]


def numbered(rows: int) -> bytes:
    return csv_of(TEXTS[number % 3] for number in range(rows))


def test_the_program_of_a_job_that_kills_its_worker_three_times_is_told(service: Service) -> None:
    key = started(service)
    for _ in range(3):
        assert Job.objects.all().claim(1, seconds=60)
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    jobs.fail_deadly()

    answer = status(service, key)
    assert answer["StatusCode"] == "Failed"
    assert "killed 3 times" in answer["Details"]


def test_a_worker_that_is_killed_in_the_middle_loses_and_repeats_no_row(service: Service) -> None:
    wanted = expected(service, MANY)
    key = started(service, uploaded(service, numbered(MANY)))
    with worker_process() as process:
        wait_for(lambda: stored(key).rows_done > 0)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert state(service, key) == "Running"
    # What the killed one held comes back by its lease
    Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    work_while_due()

    assert rows_in(fetched(status(service, key))) == wanted
    # The three rows above, and the job
    assert used(service) == [(2, MANY + 3)]


def test_a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next_one_at_once(
    service: Service,
) -> None:
    key = started(service, uploaded(service, numbered(MANY)))
    with worker_process() as process:
        wait_for(lambda: stored(key).rows_done > 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert 0 < stored(key).rows_done < MANY

    work_while_due()

    assert len(rows_in(fetched(status(service, key)))) == MANY


def test_two_workers_store_each_row_once(service: Service) -> None:
    # Two steps each
    rows = batch_tables.MOST_ROWS + 1
    wanted = expected(service, rows)
    keys = [started(service, uploaded(service, numbered(rows))) for _ in range(3)]
    with worker_process("--until-empty") as one, worker_process("--until-empty") as two:
        assert (one.wait(60), two.wait(60)) == (0, 0)

    assert all(rows_in(fetched(status(service, key))) == wanted for key in keys)
    assert used(service) == [(4, 3 * rows + 3)]


def test_a_worker_that_was_overtaken_stores_nothing(service: Service, small_pieces: None) -> None:
    key = started(service, uploaded(service, numbered(500)))
    slow = stored(key)
    batch_steps.take_step(stored(key))

    assert batch_steps.take_step(slow) is False

    assert stored(key).rows_done == 200
    assert FilePart.objects.filter(file=stored(key).result_id).count() == 1
    work_while_due()
    assert len(rows_in(fetched(status(service, key)))) == 500


def test_a_worker_that_comes_after_the_end_changes_nothing(service: Service) -> None:
    key = started(service)
    slow = stored(key)
    work_while_due()
    result = fetched(status(service, key))

    batch_steps.take_step(slow)
    batch_steps.note_failure(slow, "too late")

    assert fetched(status(service, key)) == result
    assert used(service) == [(1, 3)]


def test_jobs_take_turns(service: Service, small_pieces: None) -> None:
    keys = [started(service, uploaded(service, numbered(601))) for _ in range(3)]

    for _ in range(6):
        assert jobs.take_step()

    assert [stored(key).rows_done for key in keys] == [400, 400, 400]


def test_other_work_gets_its_turn_meanwhile(service: Service, small_pieces: None) -> None:
    key = started(service, uploaded(service, numbered(601)))
    jobs.take_step()
    other = Job.objects.create(kind=Job.Kind.PREPARE, version=service.stored.version)
    company = submissions.submit(title="Ducks", category="", text=BANK)
    company.assignments.update(
        status="pending", next_attempt_at=timezone.now(), lease=None, leased_until=None
    )

    jobs.take_step()
    work_while_due()

    other.refresh_from_db()
    assert other.status == "done"
    assert company.assignments.get().status == "scored"
    assert state(service, key) == "Finished"


def test_a_short_job_does_not_wait_for_the_end_of_a_long_one(
    service: Service, small_pieces: None
) -> None:
    long = started(service, uploaded(service, numbered(900)))
    jobs.take_step()
    short = started(service)
    jobs.take_step()
    jobs.take_step()

    assert state(service, short) == "Finished"
    assert state(service, long) == "Running"


def test_trouble_of_our_own_is_tried_again_and_told_only_in_the_log(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("a mistake of ours")

    key = started(service)
    with monkeypatch.context() as patch:
        patch.setattr(batch_steps, "_scored", broken)
        work_while_due()
    assert state(service, key) == "Running"
    assert "a mistake of ours" in caplog.text
    work_on_later_tries()

    assert state(service, key) == "Finished"


def test_trouble_of_our_own_that_lasts_ends_the_job(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("a mistake of ours")

    key = started(service)
    monkeypatch.setattr(batch_steps, "_scored", broken)
    for _ in range(3):
        work_on_later_tries()

    assert status(service, key) == {
        "StatusCode": "Failed",
        "Results": None,
        "Details": "It failed inside SimilarCo; its log says why.",
    }
    assert stored(key).ended_at
    assert not Job.objects.pending().exists()


def test_a_model_that_cannot_be_read_fails_the_job(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    key = started(service)
    ModelArtefact.objects.update(data=b"damaged")
    embedded.model.cache_clear()
    work_while_due()

    assert status(service, key)["Details"] == "The model of this service cannot be read."
    assert "cannot be read" in caplog.text


def test_a_failed_job_is_not_put_back_by_staff(service: Service) -> None:
    key = started(service, uploaded(service, b"Title\nx\n"))
    work_while_due()

    assert jobs.try_again(Job.objects.all()) == 0
    assert state(service, key) == "Failed"


def test_a_job_whose_row_is_gone_is_done(service: Service) -> None:
    started(service)
    BatchExecution.objects.all().delete()
    work_while_due()

    assert Job.objects.get().status == "done"


def in_threads(*calls: Callable[[], Any]) -> list[Any]:
    """What calls that are made at once return."""
    found: list[Any] = []
    ready = threading.Barrier(len(calls))

    def one(made: Callable[[], Any]) -> None:
        try:
            ready.wait(10)
            found.append(made())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[each]) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_of_many_starts_at_once_one_counts(service: Service) -> None:
    key = submitted(service)

    replies = in_threads(*[lambda: call(service, "POST", f"jobs/{key}/start").status] * 5)

    assert sorted(replies) == [200, 400, 400, 400, 400]
    assert Job.objects.count() == 1


def test_of_many_submits_at_once_no_more_than_the_places_are_taken(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scoring.webservice import batch_jobs

    monkeypatch.setattr(batch_jobs, "MOST_UNFINISHED", 3)
    blob = uploaded(service)
    body = {"Inputs": {"input1": blob}}

    replies = in_threads(*[lambda: call(service, "POST", "jobs", body).status] * 6)

    assert sorted(replies) == [200, 200, 200, 503, 503, 503]
    assert BatchExecution.objects.count() == 3


def test_of_uploads_at_once_one_is_the_whole_file(service: Service) -> None:
    blob = new_file(service)
    contents = [csv_of([BANK] * 30_000), csv_of([HOSPITAL] * 30_000)]

    replies = in_threads(*[lambda sent=each: put(blob, sent).status_code for each in contents * 2])

    assert replies == [201] * 4
    file = files.ServiceFile.objects.get()
    assert b"".join(file.content()) in contents


def test_an_upload_and_a_start_at_once_leave_one_table(
    service: Service, small_model: Model
) -> None:
    blob = uploaded(service, csv_of([BANK] * 3000))
    key = submitted(service, blob)

    in_threads(
        lambda: put(blob, csv_of([HOSPITAL] * 3000)).status_code,
        lambda: call(service, "POST", f"jobs/{key}/start").status,
    )
    work_while_due()

    rows = rows_in(fetched(status(service, key)))
    assert len(rows) == 3000
    assert len({row[0] for row in rows}) == 1
