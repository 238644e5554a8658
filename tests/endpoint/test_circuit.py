"""After failures in a row an endpoint rests: nobody calls it, and then one call tries it."""

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from scoring.endpoint import circuit, transport
from scoring.endpoint.transport import Deadline
from scoring.models import Assignment, ModelVersion, RemoteEndpoint, Submission
from tests import servers
from tests.endpoint.misbehaviours import SLOW, hang
from tests.endpoint.sent_companies import remote_row, send_company, work_once
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db
IN_PEACE = "The scoring service failed 3 times in a row, so it is left in peace for a moment."


@pytest.fixture(autouse=True)
def three_failures(settings: Any) -> None:
    settings.AML_CIRCUIT_FAILURES = 3


def send(client: Client, company: dict[str, str], number: int) -> Submission:
    return send_company(client, {**company, "title": f"Company {number}"})


def fail_three_times(client: Client, remote: ScoringServer, company: dict[str, str]) -> None:
    remote.behaviour = servers.refusing(500)
    for number in range(3):
        send(client, company, number)
    assert len(remote.requests) == 3


def end_the_wait(monkeypatch: pytest.MonkeyPatch) -> Behaviour:
    """Has the time of whoever asks be up at the moment at which the service is asked."""
    asking = []

    class Noted(Deadline):
        def __init__(self, seconds: float) -> None:
            super().__init__(seconds)
            asking.append(self)

    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        asking[-1]._shut()
        hang(handler, body)

    monkeypatch.setattr(transport, "Deadline", Noted)
    return behave


def test_a_rest_that_is_longer_than_any_is_over(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    fail_three_times(client, remote, company)
    RemoteEndpoint.objects.update(resting_until=timezone.now() + timedelta(days=400))
    remote.behaviour = servers.healthy

    row = remote_row(send(client, company, 4))

    assert row.status == Assignment.Status.SCORED
    assert RemoteEndpoint.objects.get().resting_until is None


def test_after_three_failures_no_request_goes_out_and_the_row_waits(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    fail_three_times(client, remote, company)
    remote.behaviour = hang

    begun = time.monotonic()
    stored = send(client, company, 4)
    response = client.get(stored.get_absolute_url())

    assert time.monotonic() - begun < 0.8
    assert response.status_code == 200
    assert "left in peace" in response.content.decode()
    assert len(remote.requests) == 3
    row = remote_row(stored)
    assert (row.status, row.lease, row.reason) == ("pending", None, IN_PEACE)
    assert timedelta(seconds=25) < row.next_attempt_at - timezone.now() <= timedelta(seconds=30)


def test_two_failures_and_a_success_are_not_three_in_a_row(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    bad = servers.refusing(500)
    remote.behaviour = servers.in_turn(bad, bad, servers.healthy, bad, bad, servers.healthy)

    rows = [remote_row(send(client, company, number)) for number in range(6)]

    assert [row.status for row in rows] == ["pending", "pending", "scored"] * 2
    assert len(remote.requests) == 6
    assert RemoteEndpoint.objects.get().failures == 0


def test_after_its_rest_a_success_closes_the_circuit(
    client: Client, remote: ScoringServer, company: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "REST", timedelta(seconds=0.3))
    fail_three_times(client, remote, company)
    remote.behaviour = servers.healthy
    time.sleep(0.35)

    rows = [remote_row(send(client, company, number)) for number in range(4, 7)]

    assert [row.status for row in rows] == ["scored"] * 3
    assert len(remote.requests) == 6
    endpoint = RemoteEndpoint.objects.get()
    assert (endpoint.failures, endpoint.resting_until) == (0, None)


def test_after_its_rest_another_failure_opens_the_circuit_again(
    client: Client, remote: ScoringServer, company: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(circuit, "REST", timedelta(seconds=5))
    fail_three_times(client, remote, company)
    RemoteEndpoint.objects.update(resting_until=timezone.now())

    tried, waiting = send(client, company, 4), send(client, company, 5)

    assert len(remote.requests) == 4
    assert "(500)" in remote_row(tried).reason
    assert "left in peace" in remote_row(waiting).reason


@pytest.mark.django_db(transaction=True)
def test_one_call_alone_tries_a_rested_endpoint(
    client: Client, remote: ScoringServer, company: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_three_times(client, remote, company)
    RemoteEndpoint.objects.update(resting_until=timezone.now() - timedelta(seconds=1))
    is_tried, may_answer = threading.Event(), threading.Event()

    def answer_late(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        is_tried.set()
        may_answer.wait(5)
        servers.healthy(handler, body)

    def first() -> None:
        send(Client(), company, 4)
        connection.close()

    remote.behaviour = answer_late
    probe = threading.Thread(target=first)
    probe.start()
    assert is_tried.wait(5)
    meanwhile = send(client, company, 5)
    may_answer.set()
    probe.join(10)

    assert len(remote.requests) == 4
    assert "left in peace" in remote_row(meanwhile).reason
    assert Assignment.objects.get(submission__title="Company 4").status == "scored"
    remote.behaviour = servers.healthy
    assert remote_row(send(client, company, 6)).status == "scored"


def test_the_setting_0_turns_it_off(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_CIRCUIT_FAILURES = 0
    remote.behaviour = servers.refusing(500)

    rows = [remote_row(send(client, company, number)) for number in range(8)]

    assert len(remote.requests) == 8
    assert all("(500)" in row.reason for row in rows)


def test_the_setting_0_opens_a_circuit_that_rests(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    fail_three_times(client, remote, company)
    remote.behaviour = servers.healthy
    settings.AML_CIRCUIT_FAILURES = 0

    assert remote_row(send(client, company, 4)).status == "scored"


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_a_sign_of_life(
    client: Client, remote: ScoringServer, company: dict[str, str], status: int
) -> None:
    bad = servers.refusing(500)
    remote.behaviour = servers.in_turn(
        bad, bad, servers.refusing(status), bad, bad, servers.healthy
    )

    rows = [remote_row(send(client, company, number)) for number in range(6)]

    assert len(remote.requests) == 6
    assert [row.status for row in rows] == [
        "pending",
        "pending",
        "failed",
        "pending",
        "pending",
        "scored",
    ]


def test_a_page_s_short_wait_does_not_count(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.AML_TIMEOUT, settings.AML_PAGE_WAIT = 60.0, 30.0
    remote.behaviour = end_the_wait(monkeypatch)

    for number in range(5):
        assert SLOW in remote_row(send(client, company, number)).reason

    assert len(remote.requests) == 5
    assert not RemoteEndpoint.objects.filter(failures__gt=0).exists()


def test_a_page_s_short_wait_counts_once_the_worker_has_failed_too(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_TIMEOUT, settings.AML_PAGE_WAIT = 0.5, 0.15
    remote.behaviour = hang
    send(client, company, 0)
    for _ in range(4):
        work_once()
    assert RemoteEndpoint.objects.get().failures == 1
    asked = len(remote.requests)

    for number in range(1, 6):
        send(client, company, number)

    assert len(remote.requests) == asked + 2


def test_a_page_s_wait_that_is_as_long_as_the_time_out_counts(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 0.15
    remote.behaviour = hang

    for number in range(5):
        send(client, company, number)

    assert len(remote.requests) == 3


def test_the_worker_s_failures_count_and_it_leaves_the_rows_of_a_resting_endpoint_unclaimed(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_CIRCUIT_FAILURES = 1
    remote.behaviour = servers.refusing(500)
    row = remote_row(send(client, company, 1))
    Assignment.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    before = Assignment.objects.values().get(pk=row.pk)

    # The first round also does the job of the new version
    for _ in range(4):
        work_once()

    assert len(remote.requests) == 1
    assert Assignment.objects.values().get(pk=row.pk) == before


def test_the_embedded_model_goes_on_while_the_endpoint_rests(
    model: ModelVersion, client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    fail_three_times(client, remote, company)
    stored = send(client, company, 4)
    model.assignments.filter(submission=stored).update(
        status="pending", next_attempt_at=timezone.now()
    )

    for _ in range(4):
        work_once()

    assert stored.assignments.get(version=model).status == "scored"
    assert remote_row(stored).status == "pending"
    assert len(remote.requests) == 3
