"""What failed while a service was at fault is scored by itself once the service is well,
and not for ever.
"""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment, RemoteEndpoint
from tests import servers
from tests.conftest import work
from tests.endpoint.sent_companies import remote_row, send_company
from tests.models.recount import assert_right
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


def send_some(client: Client, company: dict[str, str], *titles: str) -> None:
    for title in titles:
        send_company(client, {**company, "title": title})


def statuses() -> dict[str, tuple[str, int]]:
    """The status of every company, and how often it was tried."""
    rows = Assignment.objects.values_list("submission__title", "status", "attempts")
    return {title: (status, attempts) for title, status, attempts in rows}


def test_without_an_answer_in_between_a_failed_row_stays(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(401)
    send_some(client, company, "First", "Second")
    remote.behaviour = servers.healthy

    work()

    assert statuses() == {"First": ("failed", 1), "Second": ("failed", 1)}
    assert len(remote.requests) == 2


@pytest.mark.django_db(transaction=True)
def test_an_answer_to_another_company_brings_all_of_them_back_in_one_request(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(404)
    send_some(client, company, "First", "Second", "Third")
    remote.behaviour = servers.healthy
    send_some(client, company, "Fourth")

    work()

    assert set(statuses().values()) == {("scored", 2), ("scored", 1)}
    assert [len(body["Inputs"]["input1"]["Values"]) for _, body in remote.requests] == [
        1,
        1,
        1,
        1,
        3,
    ]
    assert_right()


def test_the_sample_of_a_check_is_such_an_answer(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(403)
    send_some(client, company, "First")
    remote.behaviour = servers.healthy
    call_command("check_endpoint")

    work()

    assert statuses() == {"First": ("scored", 2)}


def test_a_row_that_is_at_fault_itself_comes_back_ever_later_and_ten_times_at_most(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    def refuse_bad(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        titles = [row[0] for row in body["Inputs"]["input1"]["Values"]]
        (servers.refusing(400) if "Bad" in titles else servers.healthy)(handler, body)

    remote.behaviour = refuse_bad
    send_some(client, company, "Bad")
    send_some(client, company, "Good")
    work()
    assert statuses()["Bad"] == ("failed", 2)

    for attempts in range(3, 14):
        send_some(client, company, f"Good {attempts}")
        work()
        assert statuses()["Bad"] == ("failed", min(attempts - 1, 10))
        Assignment.objects.filter(status="failed").update(
            next_attempt_at=timezone.now() - timedelta(seconds=1)
        )
        work()
        assert statuses()["Bad"] == ("failed", min(attempts, 10))


def test_what_failed_a_day_ago_stays_for_a_person_to_put_back(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(401)
    row = remote_row(send_company(client, company))
    Assignment.objects.filter(pk=row.pk).update(
        next_attempt_at=timezone.now() - timedelta(hours=25)
    )
    remote.behaviour = servers.healthy
    send_some(client, company, "Second")

    work()

    assert remote_row(row.submission).status == "failed"


def test_a_refusal_is_no_answer(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.in_turn(servers.refusing(401), servers.refusing(400))
    send_some(client, company, "First", "Second")

    work()

    assert statuses() == {"First": ("failed", 1), "Second": ("failed", 1)}
    assert not RemoteEndpoint.objects.filter(answered_at__isnull=False).exists()
