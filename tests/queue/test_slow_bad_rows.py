"""Sorting out a refused chunk may outlast its lease:
no row is taken by another meanwhile, and none is lost.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from scoring.models import Assignment
from scoring.queue import assignments, bad_rows
from tests.conftest import work
from tests.endpoint.misbehaviours import page
from tests.endpoint.sent_companies import work_once
from tests.queue.stored_companies import failed, numbers, refusing_rows, statuses, store
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds that a call of a slow service takes by the clock of a test
CALL = 120.0


@pytest.fixture(autouse=True)
def no_circuit(settings: Any) -> None:
    settings.AML_CIRCUIT_FAILURES = 0


class Clock:
    """The real one, and what somebody says that has passed besides."""

    def __init__(self) -> None:
        self.real_now = timezone.now
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.real_now() + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return time.monotonic() + self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """With a lease that is longer than one call of the slow services here, and shorter than three.

    Both are minutes, so that a busy machine changes nothing.
    """
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    monkeypatch.setattr(assignments, "time", clock)
    monkeypatch.setattr(assignments, "lease_seconds", lambda: 2.5 * CALL)
    monkeypatch.setattr(assignments, "EXTEND_EVERY", CALL / 2)
    return clock


def watched(clock: Clock, taken: list[Assignment], behaviour: Behaviour) -> Behaviour:
    """Takes its time, and meanwhile tries to take rows as another worker would."""

    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        clock.seconds += CALL
        taken.extend(Assignment.objects.all().claim(200, seconds=60))
        connection.close()
        behaviour(handler, body)

    return behave


def test_rows_that_are_sorted_out_slowly_are_nobody_else_s(
    remote: ScoringServer, clock: Clock
) -> None:
    store(12)
    taken: list[Assignment] = []
    remote.behaviour = watched(clock, taken, refusing_rows({5}))

    work()

    assert taken == []
    assert failed() == {5}
    assert statuses() == {"failed": 1, "scored": 11}
    assert set(Assignment.objects.values_list("attempts", "lease", "leased_until")) == {
        (1, None, None)
    }
    # A row is in one request for each halving that it went through, and in none after it was
    # accepted
    sent = [numbers(body) for _, body in remote.requests]
    accepted = Counter(row for rows in sent if 5 not in rows for row in rows)
    assert accepted == Counter(set(range(12)) - {5})


def test_rows_of_a_slow_service_that_refuses_everything_are_nobody_else_s(
    remote: ScoringServer, clock: Clock
) -> None:
    store(4)
    taken: list[Assignment] = []
    remote.behaviour = watched(clock, taken, page)

    work()

    assert taken == []
    assert statuses() == {"failed": 4}
    assert len(remote.requests) == 7


def test_the_rest_of_a_chunk_whose_worker_was_killed_comes_back(
    remote: ScoringServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(8)
    calls: list[int] = []
    asked = assignments.scoring.score

    def killed_at_the_third(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit
        return asked(*args)

    remote.behaviour = refusing_rows({7})
    with monkeypatch.context() as patched:
        patched.setattr(assignments.scoring, "score", killed_at_the_third)
        with pytest.raises(SystemExit):
            work()
    assert statuses() == {"pending": 4, "scored": 4}
    assert Assignment.objects.leased().count() == 4
    clock.seconds += 3 * CALL

    work()

    assert failed() == {7}
    assert statuses() == {"failed": 1, "scored": 7}


def test_after_its_time_what_is_left_is_as_it_was(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bad_rows, "SECONDS", 0.0)
    store(12)
    before = set(Assignment.objects.values_list("pk", "next_attempt_at"))
    remote.behaviour = refusing_rows({11})

    work_once()

    assert statuses() == {"pending": 6, "scored": 6}
    left = Assignment.objects.pending()
    assert set(
        left.values_list("attempts", "first_attempt_at", "lease", "leased_until", "reason")
    ) == {(0, None, None, None, "")}
    assert set(left.values_list("pk", "next_attempt_at")) <= before
    assert len(remote.requests) == 3


@pytest.mark.parametrize("bad", [{0}, {11}, {2, 3}, {0, 4, 9}, set(range(12))])
def test_however_short_the_time_all_rows_are_settled_at_last(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch, bad: set[int]
) -> None:
    monkeypatch.setattr(bad_rows, "SECONDS", 0.0)
    store(12)
    remote.behaviour = refusing_rows(bad)

    work()

    assert failed() == bad
    assert set(Assignment.objects.filter(status="scored").values_list("attempts", flat=True)) <= {1}
    assert set(Assignment.objects.values_list("attempts", flat=True)) <= {1, 2, 3}


def test_a_service_that_refuses_everything_is_asked_no_more_for_lack_of_time(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bad_rows, "SECONDS", 0.0)
    store(200)
    remote.behaviour = page

    work()

    assert statuses() == {"failed": 200}
    assert len(remote.requests) == bad_rows.PATIENCE
