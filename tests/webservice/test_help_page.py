"""The help page of a service has samples that work as they stand,
and needs an account only where all pages do.
"""

import html
import json
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from tests.webservice.calls import BANK, Service, execute, made, read, rows_of, table

LOGIN = "django.contrib.auth.middleware.LoginRequiredMiddleware"


def page_of(service: Service) -> str:
    response = Client().get(f"{service.address}/help")
    assert response.status_code == 200
    return str(response.content.decode())


def sample(page: str, heading: str) -> str:
    """The first example after a heading, as a person copies it."""
    found = re.search(
        rf"<h2>{re.escape(heading)}</h2>.*?<code>((?:(?!</code>).)*\n.*?)</code></pre>",
        page,
        re.DOTALL,
    )
    assert found, heading
    return html.unescape(found[1])


def close(settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    place = settings.MIDDLEWARE.index("django.contrib.messages.middleware.MessageMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], LOGIN, *settings.MIDDLEWARE[place:]]


@pytest.mark.django_db
@pytest.mark.parametrize("heading", ["curl", "Python", "R", "C#"])
def test_each_sample_has_the_address_of_this_service_and_no_key(
    service: Service, settings: Any, heading: str
) -> None:
    settings.SITE_URL = "https://scores.example"
    made()

    text = sample(page_of(service), heading)

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
    request = json.loads(sample(page_of(service), "Request"))

    assert (
        len(rows_of(execute(service, request))) == len(request["Inputs"]["input1"]["Values"]) == 2
    )


@pytest.mark.django_db
def test_the_curl_sample_is_a_request_of_the_contract(service: Service, settings: Any) -> None:
    settings.SITE_URL = "https://scores.example"
    words = shlex.split(sample(page_of(service), "curl").replace("YOUR-KEY", service.primary))

    address = words[words.index("POST") + 1].removeprefix("https://scores.example")
    headers = dict(
        words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H"
    )
    sent = Client().post(
        address,
        words[words.index("-d") + 1],
        content_type=headers["Content-Type"],
        headers={"authorization": headers["Authorization"]},
    )

    assert len(rows_of(read(sent))[0]) == 4


@pytest.mark.django_db(transaction=True)
def test_the_python_sample_runs_as_it_stands(service: Service, at: str) -> None:
    program = sample(page_of(service), "Python").replace("YOUR-KEY", service.primary)

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
