"""A hanging endpoint holds up as many pages as AML_PAGE_CALLS says, and no more."""

import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment
from tests import servers
from tests.conftest import work
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)


class Held:
    """A service that holds its answers back, and pages that wait for it in threads of their own."""

    def __init__(self, remote: ScoringServer, company: dict[str, str]) -> None:
        self.may_answer = threading.Event()
        self.remote, self.company = remote, company
        self.threads: list[threading.Thread] = []
        remote.behaviour = self.answer_late

    def answer_late(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self.may_answer.wait(5)
        servers.healthy(handler, body)

    def send(self, title: str) -> None:
        """Send a company; return once its page waits."""
        self.threads.append(threading.Thread(target=self._send, args=(title,)))
        before = len(self.remote.requests)
        self.threads[-1].start()
        until = time.monotonic() + 5
        while len(self.remote.requests) == before and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.remote.requests) == before + 1

    def _send(self, title: str) -> None:
        send_company(Client(), {**self.company, "title": title})
        connection.close()

    def end(self) -> None:
        self.may_answer.set()
        for thread in self.threads:
            thread.join(10)


@pytest.fixture
def held(remote: ScoringServer, company: dict[str, str], settings: Any) -> Held:
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 5.0
    return Held(remote, company)


@pytest.mark.parametrize("places", [1, 2])
def test_a_page_without_a_place_leaves_its_row_to_the_worker_at_once(
    client: Client, held: Held, company: dict[str, str], settings: Any, places: int
) -> None:
    settings.AML_PAGE_CALLS = places
    for number in range(places):
        held.send(f"Company {number}")

    begun = time.monotonic()
    stored = send_company(client, company)
    page = client.get(stored.get_absolute_url()).content.decode()
    seconds = time.monotonic() - begun
    row = remote_row(stored)
    held.end()

    assert seconds < 1
    assert "Waiting for its score" in page
    assert (row.status, row.attempts, row.lease, row.leased_until, row.reason) == (
        "pending",
        0,
        None,
        None,
        "",
    )
    assert row.next_attempt_at <= timezone.now()
    assert len(held.remote.requests) == places

    work()

    assert set(Assignment.objects.values_list("status", flat=True)) == {"scored"}


def test_a_place_is_free_again_after_the_page(
    client: Client, held: Held, company: dict[str, str], settings: Any
) -> None:
    settings.AML_PAGE_CALLS = 1
    held.send("Company 1")
    held.end()

    assert remote_row(send_company(client, company)).status == "scored"


def test_a_place_is_free_again_after_a_failure(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_PAGE_CALLS = 1
    remote.behaviour = servers.in_turn(
        servers.refusing(500), servers.refusing(401), servers.healthy
    )

    statuses = [
        remote_row(send_company(client, {**company, "title": f"No {n}"})).status for n in range(3)
    ]

    assert statuses == ["pending", "failed", "scored"]


def test_trying_again_without_a_place_leaves_the_row_to_the_worker(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_PAGE_CALLS = 1
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 5.0
    remote.behaviour = servers.refusing(401)
    stored = send_company(client, company)
    held = Held(remote, company)
    held.send("Company 1")

    response = client.post(f"/submissions/{stored.pk}/score-again")
    row = remote_row(stored)
    held.end()

    assert response.status_code == 302
    assert (row.status, row.attempts, row.lease) == ("pending", 0, None)
