"""The help page of a service has samples that work as they stand,
and needs an account only where all pages do.
"""

import html
import json
import re
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from tests.webservice.batch_execution.test_documented_commands import commands
from tests.webservice.calls import BANK, Service, execute, made, rows_of, table

SAMPLES = {"curl": "sample-1", "Python": "sample-2", "R": "sample-3", "C#": "sample-4"}
LOGIN = "django.contrib.auth.middleware.LoginRequiredMiddleware"


def page_of(service: Service) -> str:
    response = Client().get(f"{service.address}/help")
    assert response.status_code == 200
    return str(response.content.decode())


def sample(page: str, id_of_it: str) -> str:
    """An example as a person copies it."""
    found = re.search(rf'<pre id="{id_of_it}"><code>(.*?)</code></pre>', page, re.DOTALL)
    assert found, id_of_it
    return html.unescape(found[1])


def close(settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    place = settings.MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], LOGIN, *settings.MIDDLEWARE[place:]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_has_the_address_of_this_service_and_no_key(
    service: Service, settings: Any, name: str
) -> None:
    settings.SITE_URL = "https://scores.example"
    made()

    text = sample(page_of(service), SAMPLES[name])

    assert set(re.findall(r"https?://[^'\"\s]+/execute", text)) == {
        f"https://scores.example{service.address}/execute"
    }
    assert "api-version=2.0" in text
    assert "Bearer" in text
    assert "YOUR-KEY" in text


@pytest.mark.django_db
def test_the_page_shows_no_secret(service: Service) -> None:
    page = page_of(service)

    for secret in (service.primary, service.secondary, service.stored.primary_key_hash):
        assert secret not in page


@pytest.mark.django_db
def test_the_request_on_the_page_is_answered_row_by_row(service: Service) -> None:
    request = json.loads(sample(page_of(service), "request"))

    assert (
        len(rows_of(execute(service, request))) == len(request["Inputs"]["input1"]["Values"]) == 2
    )


@pytest.mark.django_db(transaction=True)
def test_the_curl_sample_runs_as_it_stands(service: Service, at: str) -> None:
    done = run_in_shell(sample(page_of(service), SAMPLES["curl"]), service.primary)

    (row,) = json.loads(done)["Results"]["output1"]["value"]["Values"]
    assert row == rows_of(execute(service, table("we are a bank")))[0]


@pytest.mark.django_db(transaction=True)
def test_the_samples_of_the_other_ways_run_as_they_stand(service: Service, at: str) -> None:
    page = page_of(service)
    cluster = int(rows_of(execute(service, table("we are a bank")))[0][0])

    (row,) = json.loads(run_in_shell(sample(page, "sample-score"), service.primary))
    inferred = json.loads(run_in_shell(sample(page, "sample-open-inference"), service.primary))
    described = json.loads(run_in_shell(sample(page, "sample-swagger"), service.primary))

    assert row["Assignments"] == cluster
    assert inferred["outputs"][0]["data"] == [cluster]
    assert described["basePath"] == service.address


def run_in_shell(script: str, key: str) -> str:
    done = subprocess.run(
        ["bash", "-c", script.replace("YOUR-KEY", key)],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return done.stdout


@pytest.mark.django_db
def test_the_batch_sample_is_the_one_of_the_guide(service: Service) -> None:
    address = f"http://127.0.0.1:8000{service.address}"
    usual = "http://127.0.0.1:8000/workspaces/WORKSPACE/services/SERVICE"
    assert sample(page_of(service), "sample-batch").replace(address, usual) == commands()


@pytest.mark.django_db
def test_no_line_of_a_sample_is_too_long_for_a_page(service: Service) -> None:
    page = page_of(service)

    for name in SAMPLES.values():
        lines = sample(page, name).replace(service.address, "").splitlines()
        assert max(map(len, lines)) <= 100


@pytest.mark.django_db(transaction=True)
def test_the_python_sample_runs_as_it_stands(service: Service, at: str) -> None:
    program = sample(page_of(service), SAMPLES["Python"]).replace("YOUR-KEY", service.primary)

    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert done.stderr == ""
    (row,) = rows_of(execute(service, table("we are a bank")))
    assert done.stdout.split() == [
        "cluster",
        row[0],
        "distances",
        *str([float(cell) for cell in row[1:]]).split(),
    ]


@pytest.mark.django_db
def test_the_page_names_the_number_of_clusters_and_its_description(service: Service) -> None:
    page = page_of(service)

    assert "3 clusters" in page
    assert f'{service.address}/swagger.json"' in page


@pytest.mark.django_db
def test_the_page_is_public_and_needs_no_cookie(service: Service) -> None:
    response = Client().get(f"{service.address}/help")

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.django_db
def test_a_site_for_accounts_only_shows_its_help_to_those_who_signed_in(
    service: Service, settings: Any, staff: Any
) -> None:
    close(settings)
    client = Client()

    sent = client.get(f"{service.address}/help")
    assert (sent.status_code, sent["Location"]) == (
        302,
        f"/accounts/login/?next={service.address}/help",
    )
    client.force_login(staff)
    assert client.get(f"{service.address}/help").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ids", ["{w}/services/w", "w/services/{s}", "%3Cscript%3E/services/%25", "{s}/services/{w}"]
)
def test_an_unknown_service_has_no_help_page(service: Service, ids: str) -> None:
    wrong = ids.format(w=service.stored.workspace, s=service.stored.service)

    response = Client().get(f"/workspaces/{wrong}/help")

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert "<script>" not in response.content.decode()


@pytest.mark.django_db
def test_the_page_of_an_unknown_service_needs_an_account_too(
    service: Service, settings: Any
) -> None:
    close(settings)

    assert Client().get("/workspaces/w/services/s/help").status_code == 302


@pytest.mark.django_db
def test_nothing_is_sent_to_the_help_page(service: Service) -> None:
    assert (
        Client()
        .post(f"{service.address}/help", table(BANK), content_type="application/json")
        .status_code
        == 405
    )


@pytest.mark.django_db
def test_the_page_names_every_call_of_batch_execution(service: Service) -> None:
    page = page_of(service).partition("<h2>Batch execution</h2>")[2]

    for named in (
        "POST /files",
        "POST /jobs",
        "POST /jobs/ID/start",
        "GET /jobs/ID",
        "DELETE /jobs/ID",
    ):
        assert f'<th scope="row">{named}</th>' in page
    assert f"http://127.0.0.1:8000{service.address}" in page
