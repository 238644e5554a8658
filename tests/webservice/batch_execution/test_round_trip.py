"""A program submits a job, starts it, asks for its state and fetches the result."""

import re
from typing import Any

import pytest
from django.test import Client

from scoring.models import BatchExecution, Job, ModelVersion
from scoring.webservice import keys as webservice_keys
from tests.webservice.batch_execution.programs import (
    VERSION,
    address,
    call,
    csv_of,
    fetched,
    job_body,
    outcome,
    rows_in,
    scored,
    started,
    state,
    status,
    stored,
    submitted,
    uploaded,
    work_while_due,
)
from tests.webservice.calls import TEXTS, Service, execute, rows_of, table, used

pytestmark = pytest.mark.django_db


def test_submit_answers_a_bare_string_of_32_hexadecimal_digits(service: Service) -> None:
    reply = call(service, "POST", "jobs", job_body(uploaded(service)))

    assert reply.status == 200
    assert re.fullmatch("[0-9a-f]{32}", reply.body)
    assert stored(reply.body).state == "NotStarted"
    assert not Job.objects.exists()


def test_a_job_goes_from_not_started_over_running_to_finished(service: Service) -> None:
    key = submitted(service)
    before = status(service, key)
    call(service, "POST", f"jobs/{key}/start")
    meanwhile = status(service, key)
    work_while_due()

    assert before == {"StatusCode": "NotStarted", "Results": None, "Details": None}
    assert meanwhile == {"StatusCode": "Running", "Results": None, "Details": None}
    assert status(service, key)["StatusCode"] == "Finished"
    assert stored(key).ended_at
    assert Job.objects.get().status == "done"


def test_the_result_says_what_execute_says_of_the_same_rows(service: Service) -> None:
    texts = [*TEXTS, "", "Zzyzx qwrtp flurbnak.", "Ünïcode — naïve café 株式会社"]

    rows = scored(service, csv_of(texts))

    assert rows == rows_of(execute(service, table(*texts)))


def test_the_result_is_a_reference_without_a_connection_string(
    service: Service, settings: Any
) -> None:
    settings.SITE_URL = "https://scores.example:8443"

    blob = outcome(service, csv_of())["Results"]["output1"]

    assert set(blob) == {"ConnectionString", "RelativeLocation", "BaseLocation", "SasBlobToken"}
    assert blob["ConnectionString"] is None
    assert blob["BaseLocation"] == "https://scores.example:8443/"
    assert blob["RelativeLocation"].endswith("/output1.csv")
    assert blob["SasBlobToken"].startswith("?sp=r&sig=")


def test_the_result_is_a_file_to_keep_and_no_cache_keeps_it(service: Service) -> None:
    response = Client().get(address(outcome(service, csv_of())["Results"]["output1"]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="output1.csv"'
    assert "no-store" in response["Cache-Control"]


def test_a_result_in_tsv_has_the_name_that_was_asked_for(service: Service) -> None:
    output = {
        "BaseLocation": "https://old.example/",
        "RelativeLocation": "box/my results.TSV".replace(" ", "_"),
    }
    key = started(service, output=output)
    work_while_due()
    said = status(service, key)

    assert said["Results"]["output1"]["RelativeLocation"].endswith("/my_results.tsv")
    assert rows_in(fetched(said), mark="\t") == rows_of(execute(service, table(*TEXTS)))


def test_the_storage_that_an_output_names_is_neither_written_to_nor_kept(service: Service) -> None:
    output = {
        "BaseLocation": "https://old.example/",
        "RelativeLocation": "box/result.csv",
        "SasBlobToken": "?sig=S3cret",
    }
    key = started(service, output=output)
    work_while_due()

    assert status(service, key)["Results"]["output1"]["BaseLocation"].startswith("http://127.0.0.1")
    assert "S3cret" not in str(BatchExecution.objects.values())


@pytest.mark.parametrize("relative", ["box/ümläut.csv", "box/.csv", "box/...csv", 'box/"x";y.csv'])
def test_whatever_an_output_is_called_its_result_has_a_plain_name(
    service: Service, relative: str
) -> None:
    key = started(
        service, output={"BaseLocation": "https://old.example/", "RelativeLocation": relative}
    )
    work_while_due()

    name = status(service, key)["Results"]["output1"]["RelativeLocation"].rpartition("/")[2]
    assert re.fullmatch(r"[0-9A-Za-z_-][0-9A-Za-z._-]*\.csv", name)
    assert len(rows_in(fetched(status(service, key)))) == 3


def test_the_older_form_starts_by_itself(service: Service) -> None:
    body = {"Input": uploaded(service), "Outputs": None, "GlobalParameters": None}
    key = call(service, "POST", "jobs", body).body
    assert state(service, key) == "Running"
    work_while_due()

    assert rows_in(fetched(status(service, key))) == rows_of(execute(service, table(*TEXTS)))


def test_a_client_of_the_older_form_may_ask_for_a_start_all_the_same(service: Service) -> None:
    key = call(service, "POST", "jobs", {"Input": uploaded(service), "Output": None}).body
    replies = [call(service, "POST", f"jobs/{key}/start")]
    work_while_due()
    replies.append(call(service, "POST", f"jobs/{key}/start"))

    assert [reply.status for reply in replies] == [200, 200]
    assert Job.objects.count() == 1


def test_ids_of_jobs_count_in_any_case_of_letters(service: Service) -> None:
    assert state(service, submitted(service).upper()) == "NotStarted"


def test_the_secondary_key_works_too(service: Service) -> None:
    key = submitted(service)

    assert call(service, "GET", f"jobs/{key}", key=service.secondary).status == 200


def test_one_table_may_be_scored_by_several_jobs(service: Service) -> None:
    blob = uploaded(service)
    keys = [started(service, blob), started(service, blob)]
    work_while_due()

    first, second = (fetched(status(service, key)) for key in keys)
    assert first == second


def test_a_job_counts_as_one_call_with_all_its_rows(service: Service) -> None:
    outcome(service, csv_of(["We are a bank."] * 2001))

    assert used(service) == [(1, 2001)]


def test_what_fails_is_not_counted(service: Service) -> None:
    outcome(service, b"Title\nno text\n")

    assert used(service) == []


def test_a_job_keeps_the_version_that_its_service_had_when_it_was_sent(
    service: Service, other: ModelVersion
) -> None:
    expected = rows_of(execute(service, table(*TEXTS)))
    key = submitted(service)
    webservice_keys.move_service(service.stored, other)
    call(service, "POST", f"jobs/{key}/start")
    work_while_due()

    assert rows_in(fetched(status(service, key))) == expected
    assert rows_of(execute(service, table(*TEXTS))) != expected


def test_a_site_that_needs_an_account_still_answers_programs(
    service: Service, settings: Any
) -> None:
    login = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    place = settings.MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], login, *settings.MIDDLEWARE[place:]]

    assert Client().get("/").status_code == 302
    assert len(scored(service, csv_of())) == 3


def test_the_status_has_a_fresh_address_each_time(service: Service) -> None:
    said = outcome(service, csv_of())

    assert fetched(said) == fetched(said)
    assert VERSION not in said["Results"]["output1"]["SasBlobToken"]
