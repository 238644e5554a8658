"""A refused chunk is halved until its bad rows stand alone;
a service that refuses everything is soon left alone.
"""

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection

from scoring.companies import submissions
from scoring.models import Assignment, Submission
from scoring.queue import bad_rows, changes
from tests import servers
from tests.conftest import work
from tests.endpoint.misbehaviours import page
from tests.endpoint.sent_companies import work_once
from tests.queue.stored_companies import failed, numbers, refusing_rows, statuses, store
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db
# Enough to be halved five times; a whole chunk has 200
ROWS = 48


@pytest.fixture(autouse=True)
def no_circuit(settings: Any) -> None:
    settings.AML_CIRCUIT_FAILURES = 0


# Some rows are at fault


@pytest.mark.parametrize(
    ("rows", "bad", "refusal", "calls"),
    [
        (ROWS, 0, servers.refusing(400), 13),
        (ROWS, 23, servers.refusing(413), 13),
        (ROWS, 24, servers.refusing(422), 13),
        (ROWS, 47, page, 13),
        (200, 137, page, 17),
    ],
)
def test_one_bad_row_of_a_chunk_fails_alone(
    remote: ScoringServer, rows: int, bad: int, refusal: Behaviour, calls: int
) -> None:
    store(rows)
    remote.behaviour = refusing_rows({bad}, refusal)

    work()

    assert statuses() == {"failed": 1, "scored": rows - 1}
    assert failed() == {bad}
    assert len(remote.requests) <= calls


SOME_BAD = {
    "at the start": (ROWS, range(5)),
    "in the middle": (ROWS, range(22, 27)),
    "scattered over a whole chunk": (200, {3, 41, 87, 120, 199}),
    "one in each part that is halved": (ROWS, {0, 1, 2, 4, 7, 13, 25}),
    "every other": (ROWS, range(0, 48, 2)),
    "the first half": (ROWS, range(24)),
    # More than calls that may be refused before one is accepted
    "thirty at the start of a whole chunk": (200, range(30)),
}


@pytest.mark.parametrize("name", SOME_BAD)
def test_only_the_bad_rows_fail(remote: ScoringServer, name: str) -> None:
    rows, some = SOME_BAD[name]
    bad = set(some)
    store(rows)
    remote.behaviour = refusing_rows(bad)

    work()

    assert failed() == bad
    assert statuses() == {"failed": len(bad), "scored": rows - len(bad)}
    assert all(
        "(400)" in reason
        for reason in Assignment.objects.filter(status="failed").values_list("reason", flat=True)
    )


@pytest.mark.parametrize("number", [2, 3, 5, 7, 12])
def test_in_a_small_chunk_any_good_row_is_found(remote: ScoringServer, number: int) -> None:
    store(number)
    remote.behaviour = refusing_rows(range(number - 1))

    work()

    assert failed() == set(range(number - 1))
    assert statuses()["scored"] == 1


# The service is at fault


def cells(*each: str) -> Behaviour:
    return servers.answering(list(each))


EVERYTHING_REFUSED = {
    "a page": (page, "no valid answer. Expected JSON"),
    "not the nearest": (cells("1", "0.25", "0.5"), "but 0 is nearer"),
    "400": (servers.refusing(400), "did not accept the request (400)"),
    "424": (servers.refusing(424), "failed on the request (424)"),
}


@pytest.mark.parametrize("name", EVERYTHING_REFUSED)
def test_a_service_that_refuses_every_row_is_asked_25_times(
    remote: ScoringServer, name: str
) -> None:
    store(ROWS)
    remote.behaviour, reason = EVERYTHING_REFUSED[name]

    work()

    assert statuses() == {"failed": ROWS}
    assert len(remote.requests) == bad_rows.PATIENCE == 25
    assert not Assignment.objects.exclude(reason__contains=reason).exists()
    assert set(Assignment.objects.values_list("attempts", "lease")) == {(1, None)}


def test_of_three_chunks_each_costs_25_calls(
    remote: ScoringServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ROWS_AT_ONCE", ROWS)
    store(3 * ROWS)
    remote.behaviour = page

    work()

    assert statuses() == {"failed": 3 * ROWS}
    assert len(remote.requests) == 3 * bad_rows.PATIENCE


@pytest.mark.parametrize(("number", "calls"), [(1, 1), (2, 3), (12, 23), (13, 25)])
def test_small_chunks_cost_less(remote: ScoringServer, number: int, calls: int) -> None:
    store(number)
    remote.behaviour = page

    work()

    assert statuses() == {"failed": number}
    assert len(remote.requests) == calls


def test_where_three_protocols_are_tried_it_is_three_times_that(
    remote: ScoringServer, settings: Any
) -> None:
    settings.AML_URL = remote.at("/score")
    store(ROWS)
    remote.behaviour = page

    work()

    assert statuses() == {"failed": ROWS}
    assert len(remote.requests) == 3 * bad_rows.PATIENCE


def test_rows_that_failed_with_their_service_are_scored_when_they_are_put_back(
    remote: ScoringServer,
) -> None:
    store(ROWS)
    remote.behaviour = page
    work()
    remote.behaviour = servers.healthy

    submissions.rescore(Assignment.objects.filter(status="failed"))
    work()

    assert statuses() == {"scored": ROWS}
    assert len(remote.requests) == bad_rows.PATIENCE + 1


# Something else happens while rows are sorted out


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [(503, "pending", "busy or starting (503)"), (401, "failed", "did not accept the key (401)")],
)
def test_another_trouble_ends_the_halving_and_is_the_reason_of_the_rest(
    remote: ScoringServer, status: int, outcome: str, reason: str
) -> None:
    store(ROWS)
    bad = servers.refusing(400)
    trouble = servers.refusing(status, Retry_After="600")
    # All, the first half, the second half, its first half, its second half
    remote.behaviour = servers.in_turn(bad, bad, bad, servers.healthy, trouble)

    work_once()
    work_once()

    assert statuses() == {outcome: 36, "scored": 12}
    rest = Assignment.objects.filter(status=outcome)
    assert not rest.exclude(reason__contains=reason).exists()
    assert set(rest.values_list("attempts", "lease")) == {(1, None)}
    assert len(remote.requests) == 5


def test_a_service_that_breaks_while_rows_are_sorted_out_harms_no_score(
    remote: ScoringServer,
) -> None:
    store(ROWS)
    remote.behaviour = servers.in_turn(
        servers.refusing(400), servers.healthy, servers.refusing(500)
    )

    work_once()
    work_once()

    assert statuses() == {"pending": 24, "scored": 24}
    assert len(remote.requests) == 3


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_deleted_meanwhile_are_not_asked_for(remote: ScoringServer) -> None:
    store(12)

    def delete(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        Submission.objects.filter(title__in=["0", "1"]).delete()
        connection.close()
        servers.refusing(400)(handler, body)

    remote.behaviour = servers.in_turn(delete, servers.healthy)
    work()

    assert statuses() == {"scored": 10}
    assert sum(len(numbers(body)) for _, body in remote.requests[1:]) == 10
