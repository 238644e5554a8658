"""A row on which a service crashes holds up no other:
what crashes again is taken apart until it stands alone.
"""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from scoring.endpoint import circuit
from scoring.models import Assignment, RemoteEndpoint
from scoring.queue import bad_rows
from tests import servers
from tests.endpoint.sent_companies import work_once
from tests.queue.stored_companies import numbers, refusing_rows, statuses, store
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db
ROWS = 60
CRASH = servers.refusing(500)


def work_on_what_is_due() -> None:
    while work_once():
        pass


def make_due() -> None:
    """Two hours pass: what waits is due in its order."""
    waiting = Assignment.objects.filter(status="pending")
    waiting.update(next_attempt_at=F("next_attempt_at") - timedelta(hours=2))


def pending() -> set[int]:
    rows = Assignment.objects.filter(status="pending")
    return {int(title) for title in rows.values_list("submission__title", flat=True)}


def crashed_once(remote: ScoringServer, behaviour: Behaviour) -> None:
    """Companies that all wait after one request, on which the service crashed."""
    store(ROWS)
    remote.behaviour = behaviour
    work_on_what_is_due()
    assert statuses() == {"pending": ROWS}
    assert len(remote.requests) == 1
    make_due()


def test_a_first_crash_leaves_the_service_in_peace(remote: ScoringServer) -> None:
    crashed_once(remote, CRASH)

    assert set(Assignment.objects.values_list("attempts", "lease")) == {(1, None)}
    assert not Assignment.objects.exclude(reason__contains="trouble of its own (500)").exists()


@pytest.mark.parametrize("bad", [{0}, {59}, {55, 56, 57, 58, 59}, set(range(0, 60, 7))])
def test_at_the_second_crash_all_other_rows_are_scored(
    remote: ScoringServer, settings: Any, bad: set[int]
) -> None:
    settings.AML_CIRCUIT_FAILURES = 0
    crashed_once(remote, refusing_rows(bad, CRASH))

    work_on_what_is_due()

    assert pending() == bad
    assert statuses()["scored"] == ROWS - len(bad)
    waiting = Assignment.objects.filter(status="pending")
    assert set(waiting.values_list("attempts", "lease")) == {(2, None)}
    assert not waiting.exclude(reason__contains="trouble of its own (500)").exists()


def test_one_bad_row_does_not_open_the_circuit(remote: ScoringServer) -> None:
    crashed_once(remote, refusing_rows({37}, CRASH))

    work_on_what_is_due()

    assert pending() == {37}
    assert len(remote.requests) <= 14
    assert not circuit.is_open(RemoteEndpoint.objects.get().endpoint)


def test_rows_that_are_refused_and_rows_that_crash_are_told_apart(remote: ScoringServer) -> None:
    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        rows = numbers(body)
        answer = CRASH if 45 in rows else servers.refusing(400) if 20 in rows else servers.healthy
        answer(handler, body)

    crashed_once(remote, behave)

    work_on_what_is_due()

    assert pending() == {45}
    assert statuses() == {"failed": 1, "pending": 1, "scored": ROWS - 2}


def test_a_bad_row_meets_new_companies_and_holds_them_up_no_more_than_once(
    remote: ScoringServer,
) -> None:
    store(1)
    remote.behaviour = refusing_rows({0}, CRASH)
    work_on_what_is_due()
    make_due()
    store(50)

    work_on_what_is_due()

    assert pending() == {0}
    assert statuses()["scored"] == 49


def test_a_service_that_crashes_on_everything_is_asked_25_times(
    remote: ScoringServer, settings: Any
) -> None:
    settings.AML_CIRCUIT_FAILURES = 0
    crashed_once(remote, CRASH)

    work_once()

    assert statuses() == {"pending": ROWS}
    assert len(remote.requests) == 1 + bad_rows.PATIENCE
    assert set(Assignment.objects.values_list("attempts", "lease")) == {(2, None)}


def test_single_rows_that_crash_open_the_circuit(remote: ScoringServer) -> None:
    crashed_once(remote, CRASH)

    work_once()

    assert statuses() == {"pending": ROWS}
    assert len(remote.requests) < 1 + bad_rows.PATIENCE
    assert circuit.is_open(RemoteEndpoint.objects.get().endpoint)
    assert set(Assignment.objects.values_list("attempts", "lease")) == {(2, None)}


def test_after_its_rest_one_row_alone_tries_the_service(remote: ScoringServer) -> None:
    crashed_once(remote, CRASH)
    work_once()
    RemoteEndpoint.objects.update(resting_until=timezone.now())
    make_due()
    before = len(remote.requests)
    remote.behaviour = refusing_rows({37}, CRASH)

    work_on_what_is_due()

    assert len(numbers(remote.requests[before][1])) == 1
    assert pending() == {37}


def test_many_bad_rows_cannot_keep_the_circuit_open(remote: ScoringServer) -> None:
    bad = set(range(30, 45))
    crashed_once(remote, refusing_rows(bad, CRASH))

    for _ in range(12):
        work_on_what_is_due()
        RemoteEndpoint.objects.update(resting_until=timezone.now())
        make_due()

    assert pending() == bad
    assert statuses()["scored"] == ROWS - len(bad)
