"""What a job does and refuses in each state, who may ask, and how long it is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import BatchExecution, FilePart, Job, ServiceFile
from scoring.webservice import batch_jobs, files
from scoring.worker import jobs
from tests.webservice.batch_execution.programs import (
    VERSION,
    WRONG_METHOD,
    address,
    call,
    csv_of,
    fetched,
    job_body,
    new_file,
    outcome,
    put,
    started,
    state,
    status,
    stored,
    submitted,
    uploaded,
    work_while_due,
)
from tests.webservice.calls import BANK, Service, made

pytestmark = pytest.mark.django_db
NOWHERE = "0" * 32
CANNOT_START = (400, "InvalidOperation", "CannotStartJob")
NO_JOB = (404, "NotFound", "JobNotFound")


def nothing_of(*tables: Any) -> bool:
    return not any(table.objects.exists() for table in tables)


def start(service: Service, key: str) -> Any:
    return call(service, "POST", f"jobs/{key}/start")


def delete(service: Service, key: str) -> int:
    return call(service, "DELETE", f"jobs/{key}").status


def finished(service: Service) -> str:
    key = started(service)
    work_while_due()
    assert state(service, key) == "Finished"
    return key


def failed(service: Service) -> str:
    key = started(service, uploaded(service, b"Title\nx\n"))
    work_while_due()
    assert state(service, key) == "Failed"
    return key


def cancelled(service: Service) -> str:
    key = submitted(service)
    assert delete(service, key) == 200
    assert state(service, key) == "Cancelled"
    return key


@pytest.mark.parametrize("reach", [started, finished, failed, cancelled])
def test_only_a_job_that_was_not_started_can_start(service: Service, reach: Any) -> None:
    key = reach(service)
    before = state(service, key), Job.objects.count()

    refusal = start(service, key)

    assert refusal.error == CANNOT_START
    assert before[0] in refusal.said
    assert (state(service, key), Job.objects.count()) == before


def test_a_job_of_the_older_form_does_not_start_once_it_is_cancelled(service: Service) -> None:
    key = call(service, "POST", "jobs", {"Input": uploaded(service)}).body
    delete(service, key)

    assert start(service, key).error == CANNOT_START


def test_a_job_that_is_cancelled_before_its_start_is_never_carried_out(service: Service) -> None:
    key = cancelled(service)
    work_while_due()

    assert status(service, key) == {"StatusCode": "Cancelled", "Results": None, "Details": None}
    assert stored(key).rows_done == 0


def test_a_job_that_is_cancelled_while_it_runs_ends_with_the_next_step(service: Service) -> None:
    key = started(service, uploaded(service, csv_of([BANK] * 5000)))
    assert jobs.take_step()
    assert stored(key).rows_done == 2000

    assert delete(service, key) == 200
    work_while_due()

    assert state(service, key) == "Cancelled"
    assert stored(key).rows_done == 2000
    assert stored(key).ended_at
    assert Job.objects.get().status == "done"


def test_a_job_that_is_cancelled_in_the_middle_of_a_step_stores_nothing_of_it(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scoring.webservice import batch_steps

    key = started(service)
    score = batch_steps._scored

    def cancelled_meanwhile(*args: Any) -> Any:
        delete(service, key)
        return score(*args)

    monkeypatch.setattr(batch_steps, "_scored", cancelled_meanwhile)
    work_while_due()

    assert (stored(key).state, stored(key).rows_done, stored(key).result) == ("Cancelled", 0, None)
    assert ServiceFile.objects.count() == 1


@pytest.mark.parametrize("reach", [finished, failed, cancelled])
def test_a_job_that_has_ended_is_deleted_with_its_files(service: Service, reach: Any) -> None:
    key = reach(service)

    assert delete(service, key) == 200

    assert call(service, "GET", f"jobs/{key}").error == NO_JOB
    assert nothing_of(BatchExecution, ServiceFile, FilePart)


def test_the_address_of_a_deleted_result_says_that_it_is_gone(service: Service) -> None:
    key = finished(service)
    place = address(status(service, key)["Results"]["output1"])
    delete(service, key)

    response = Client().get(place)

    assert response.status_code == 404
    assert response.json()["error"]["details"][0]["code"] == "FileNotFound"


def test_an_input_of_another_job_outlives_the_deleted_one(service: Service) -> None:
    blob = uploaded(service)
    first, second = started(service, blob), submitted(service, blob)
    work_while_due()
    delete(service, first)

    assert start(service, second).status == 200
    work_while_due()
    assert fetched(status(service, second))


@pytest.mark.parametrize("key", [NOWHERE, "x", "%00", '"' + NOWHERE + '"', "é", "0" * 400])
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/start")])
def test_an_unknown_job_is_not_found(service: Service, key: str, method: str, path: str) -> None:
    assert call(service, method, f"jobs/{key}{path}").error == NO_JOB


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/start")])
def test_a_job_of_another_service_is_not_found_with_that_service_s_key(
    service: Service, method: str, path: str
) -> None:
    key, stranger = submitted(service), made()

    assert call(stranger, method, f"jobs/{key}{path}").error == NO_JOB
    refused = call(service, method, f"jobs/{key}{path}", key=stranger.primary)
    assert refused.error == (401, "Unauthorized", "ScoreRequestUnauthorized")
    assert state(service, key) == "NotStarted"


EVERY_CALL = [
    ("POST", "jobs"),
    ("GET", f"jobs/{NOWHERE}"),
    ("DELETE", f"jobs/{NOWHERE}"),
    ("POST", f"jobs/{NOWHERE}/start"),
    ("POST", "files"),
]


@pytest.mark.parametrize(("method", "path"), EVERY_CALL)
def test_every_call_needs_a_key_and_the_version(service: Service, method: str, path: str) -> None:
    assert call(service, method, path, key="wrong").error == (
        401,
        "Unauthorized",
        "ScoreRequestUnauthorized",
    )
    for query in ("", "api-version=1.0"):
        assert call(service, method, path, query=query).error == (
            400,
            "BadArgument",
            "BadVersionCall",
        )
    unknown = service._replace(stored=made().stored)
    unknown.stored.service = "unknown"
    assert call(unknown, method, path).error == (404, "NotFound", "WebServiceNotFound")
    assert nothing_of(BatchExecution, ServiceFile)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", "jobs"),
            ("PUT", "jobs"),
            ("POST", f"jobs/{NOWHERE}"),
            ("GET", f"jobs/{NOWHERE}/start"),
        ),
        *(
            ("GET", "files"),
            ("POST", f"files/{NOWHERE}/input.csv"),
            ("DELETE", f"files/{NOWHERE}/input.csv"),
        ),
    ],
)
def test_a_wrong_method_is_told_the_right_one(service: Service, method: str, path: str) -> None:
    refusal = call(service, method, path)

    assert refusal.error == WRONG_METHOD
    assert "only" in refusal.said


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", {}, {"Inputs": {"input1": "a.csv"}}])
def test_a_body_that_is_no_job_is_refused_and_nothing_stored(service: Service, body: Any) -> None:
    assert call(service, "POST", "jobs", body).error[:2] == (400, "BadArgument")
    assert not BatchExecution.objects.exists()


def test_a_job_can_be_submitted_only_once_its_input_was_sent(service: Service) -> None:
    blob = new_file(service)

    refusal = call(service, "POST", "jobs", job_body(blob))

    assert refusal.error == (400, "BadArgument", "BlobNotFound")
    put(blob, csv_of())
    assert call(service, "POST", "jobs", job_body(blob)).status == 200


def test_a_service_has_so_many_unfinished_jobs_at_most(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_jobs, "MOST_UNFINISHED", 3)
    blob = uploaded(service)
    keys = [submitted(service, blob) for _ in range(batch_jobs.MOST_UNFINISHED)]

    refusal = call(service, "POST", "jobs", job_body(blob))

    assert refusal.error == (503, "ServiceUnavailable", "TooManyConcurrentRequests")
    assert "3 unfinished jobs" in refusal.said
    stranger = made()
    assert submitted(stranger, uploaded(stranger))
    delete(service, keys[0])
    assert submitted(service, blob)


def age(key: str, days: float) -> None:
    """Have a job and its files be made, and end, that long ago."""
    then = timezone.now() - timedelta(days=days)
    job = BatchExecution.objects.filter(key=key)
    job.update(created_at=then, **({"ended_at": then} if job.get().ended_at else {}))
    ServiceFile.objects.filter(pk__in=[job.get().input_id, job.get().result_id]).update(
        created_at=then
    )
    Job.objects.filter(options__execution=job.get().pk).update(created_at=then)


@pytest.mark.parametrize("reach", [submitted, finished, failed, cancelled])
def test_a_job_is_swept_with_everything_after_seven_days(service: Service, reach: Any) -> None:
    key = reach(service)
    age(key, 6.9)
    files.forget_old_files()
    assert call(service, "GET", f"jobs/{key}").status == 200

    age(key, 7.1)
    files.forget_old_files()

    assert call(service, "GET", f"jobs/{key}").error == NO_JOB
    assert nothing_of(ServiceFile, FilePart, Job)


def test_a_job_that_runs_is_not_swept_and_its_result_is_kept_for_seven_days_more(
    service: Service,
) -> None:
    key = started(service)
    age(key, 30)
    files.forget_old_files()
    work_while_due()
    files.forget_old_files()

    assert fetched(status(service, key))


def test_a_file_that_no_job_needs_is_swept(service: Service) -> None:
    uploaded(service)
    ServiceFile.objects.update(created_at=timezone.now() - timedelta(days=7.1))

    files.forget_old_files()

    assert not FilePart.objects.exists()


def test_an_old_input_stays_as_long_as_its_job(service: Service) -> None:
    key = submitted(service)
    ServiceFile.objects.update(created_at=timezone.now() - timedelta(days=7.1))
    files.forget_old_files()
    start(service, key)
    work_while_due()

    assert fetched(status(service, key))


def test_deleting_a_service_deletes_its_jobs_and_files(service: Service) -> None:
    outcome(service, csv_of())
    service.stored.delete()

    assert nothing_of(BatchExecution, FilePart)


def test_the_address_of_a_job_needs_its_version_in_any_case_of_letters(service: Service) -> None:
    assert call(service, "GET", f"jobs/{submitted(service)}", query=VERSION.upper()).status == 200
