"""Whatever a service does, the page answers in time,
the company is stored and the row says what went wrong.
"""

import logging
import time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.companies import submissions
from scoring.models import Submission
from tests import servers
from tests.conftest import KEY, work
from tests.endpoint.misbehaviours import MISBEHAVIOURS, bomb
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def bombs() -> None:
    """To make one takes a good part of the time in which a service must answer."""
    for layers in (1, 2):
        bomb(layers)


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_a_misbehaving_service_harms_nothing(
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    remote.behaviour, status, reason, settings.AML_PAGE_WAIT = MISBEHAVIOURS[name]
    settings.AML_TIMEOUT = 2.0

    begun = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        stored = submissions.submit(**company)
    seconds = time.monotonic() - begun

    assert seconds < 5
    assert Submission.objects.get().text == company["text"]
    row = remote_row(stored)
    assert (row.status, row.attempts, row.lease, row.cluster) == (status, 1, None, None)
    assert reason in row.reason
    assert KEY not in row.reason + caplog.text
    assert 1 <= len(remote.requests) <= 3

    remote.behaviour = servers.healthy
    other = submissions.submit(**{**company, "title": "Rubber Boat Works"})
    assert remote_row(other).status == "scored"


@pytest.mark.parametrize("name", ["resets", "answers 401"])
def test_what_waits_or_failed_is_scored_once_the_service_is_good(
    remote: ScoringServer, company: dict[str, str], settings: Any, name: str
) -> None:
    remote.behaviour, status, _, settings.AML_PAGE_WAIT = MISBEHAVIOURS[name]
    stored = submissions.submit(**company)
    assert remote_row(stored).status == status

    remote.behaviour = servers.healthy
    stored.assignments.filter(status="pending").update(next_attempt_at=timezone.now())
    submissions.submit(**{**company, "title": "Rubber Boat Works"})
    work()

    row = remote_row(stored)
    assert (row.status, row.cluster, row.reason) == ("scored", 1, "")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("resets", "Waiting for its score"),
        ("drips its body", "Waiting for its score"),
        ("answers 401", "It could not be scored"),
        ("says a length in words", "It could not be scored"),
    ],
)
def test_the_page_of_the_company_says_what_became_of_it(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    name: str,
    shown: str,
) -> None:
    remote.behaviour, _, _, settings.AML_PAGE_WAIT = MISBEHAVIOURS[name]
    settings.AML_TIMEOUT = 2.0

    begun = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        stored = send_company(client, company)
        response = client.get(stored.get_absolute_url())
    seconds = time.monotonic() - begun

    assert seconds < 5
    assert response.status_code == 200
    page = response.content.decode()
    assert shown in page
    assert KEY not in page + caplog.text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_another_host_gets_no_request_by_a_redirect(
    client: Client, remote: ScoringServer, company: dict[str, str], status: int
) -> None:
    with servers.serving(servers.healthy) as elsewhere:
        remote.behaviour = servers.refusing(status, Location=elsewhere.url)

        row = remote_row(send_company(client, company))

    assert elsewhere.requests == []
    assert len(remote.requests) == 1
    assert row.status == "failed"
    assert f"has moved ({status})" in row.reason
    assert elsewhere.url not in row.reason
