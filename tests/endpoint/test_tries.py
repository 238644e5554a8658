"""How often a call is tried, and when a row's turn comes again."""

import time
from datetime import UTC, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.endpoint import protocol_choice, transport, tries
from scoring.models import Assignment
from tests import servers
from tests.conftest import work
from tests.endpoint.misbehaviours import SLOW, close, hang, reset
from tests.endpoint.sent_companies import remote_row, send_company, work_once
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db


def seconds_ahead(row: Assignment) -> float:
    return (row.next_attempt_at - timezone.now()).total_seconds()


@pytest.mark.parametrize(
    "trouble",
    [reset, close, *map(servers.refusing, (408, 429, 502, 503, 504))],
    ids=["reset", "close", "408", "429", "502", "503", "504"],
)
def test_passing_trouble_is_over_within_one_call(
    client: Client, remote: ScoringServer, company: dict[str, str], trouble: Behaviour
) -> None:
    remote.behaviour = servers.in_turn(trouble, servers.healthy)

    row = remote_row(send_company(client, company))

    assert (row.status, row.cluster, row.attempts, row.reason) == ("scored", 1, 1, "")
    assert len(remote.requests) == 2


@pytest.mark.parametrize("trouble", [reset, servers.refusing(503)], ids=["reset", "503"])
def test_a_call_has_three_requests_at_most(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    trouble: Behaviour,
) -> None:
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 3.0
    remote.behaviour = servers.in_turn(trouble, trouble, trouble, servers.healthy)

    row = remote_row(send_company(client, company))

    assert (row.status, row.attempts) == ("pending", 1)
    assert len(remote.requests) == 3


def test_the_worker_s_call_has_three_requests_at_most_too(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_PAGE_WAIT = 0.2
    remote.behaviour = hang
    row = remote_row(send_company(client, company))
    remote.requests.clear()
    remote.behaviour = servers.in_turn(reset, servers.refusing(503), servers.healthy)

    work()

    row.refresh_from_db()
    assert (row.status, row.cluster) == ("scored", 1)
    assert len(remote.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 424, 500])
def test_some_statuses_are_not_tried_again_within_a_call(
    client: Client, remote: ScoringServer, company: dict[str, str], status: int
) -> None:
    remote.behaviour = servers.in_turn(servers.refusing(status), servers.healthy)

    row = remote_row(send_company(client, company))

    assert row.status == ("pending" if status == 500 else "failed")
    assert len(remote.requests) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_retry_after_within_the_deadline_is_kept(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, status: int
) -> None:
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 2.5
    remote.behaviour = servers.in_turn(servers.refusing(status, Retry_After="1"), servers.healthy)

    begun = time.monotonic()
    row = remote_row(send_company(client, company))

    assert 1 <= time.monotonic() - begun < 2.5
    assert (row.status, row.attempts) == ("scored", 1)
    assert len(remote.requests) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_longer_retry_after_says_when_the_row_is_tried_again(
    client: Client, remote: ScoringServer, company: dict[str, str], status: int
) -> None:
    remote.behaviour = servers.refusing(status, Retry_After="600")

    begun = time.monotonic()
    row = remote_row(send_company(client, company))

    assert time.monotonic() - begun < 1
    assert (row.status, row.attempts) == ("pending", 1)
    assert 590 < seconds_ahead(row) <= 600
    assert len(remote.requests) == 1


def test_a_retry_after_is_an_hour_at_most(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(503, Retry_After="999999")

    assert 3590 < seconds_ahead(remote_row(send_company(client, company))) <= 3600


def test_a_retry_after_may_be_a_date(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_TIMEOUT = settings.AML_PAGE_WAIT = 3.5
    soon = format_datetime(timezone.now().astimezone(UTC) + timedelta(seconds=2), usegmt=True)
    remote.behaviour = servers.in_turn(
        servers.refusing(503, Retry_After=soon),
        servers.refusing(503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
    )

    begun = time.monotonic()
    row = remote_row(send_company(client, company))

    # Dates are of whole seconds
    assert 0.9 < time.monotonic() - begun < 3
    assert len(remote.requests) == 2
    assert 3590 < seconds_ahead(row) <= 3600


@pytest.mark.parametrize(
    "strange",
    [
        "",
        "soon",
        "-5",
        "1.5",
        "1" * 5000,
        "\u0661",
        "Wed, 21 Oct 2009 07:28:00 GMT",
        "Wed, 41 Oct 2099 07:28:00 GMT",
    ],
    ids=lambda text: text[:9],
)
def test_a_retry_after_that_names_no_time_to_come_counts_for_nothing(
    client: Client, remote: ScoringServer, company: dict[str, str], strange: str
) -> None:
    # The header goes out in Latin-1
    remote.behaviour = servers.refusing(503, Retry_After=strange.encode().decode("latin-1"))

    row = remote_row(send_company(client, company))

    assert row.status == "pending"
    assert 8 < seconds_ahead(row) <= 10


def test_all_tries_of_a_page_stay_within_its_wait(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.AML_PAGE_WAIT = 0.6
    now, left = 0.0, []
    exchange = transport.exchange

    def take_a_quarter(url: str, key: Any, body: dict[str, Any], seconds: float) -> Any:
        nonlocal now
        left.append(seconds)
        now += min(0.25, seconds)
        return exchange(url, key, body, 2.0)

    def pause(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr(tries, "time", SimpleNamespace(monotonic=lambda: now, sleep=pause))
    monkeypatch.setattr(transport, "exchange", take_a_quarter)
    remote.behaviour = servers.refusing(503)

    row = remote_row(send_company(client, company))

    assert row.status == "pending"
    assert now <= left[0] <= 0.6
    assert all(later <= 0.35 for later in left[1:])
    assert len(remote.requests) == len(left) <= 3


def test_all_protocols_that_are_tried_stay_within_the_page_s_wait(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.AML_URL = remote.at("/unknown")
    settings.AML_PAGE_WAIT, settings.AML_TIMEOUT = 1100.0, 2000.0
    now, left = 0.0, []
    post = tries.post

    def noted(url: str, key: Any, body: dict[str, Any], seconds: float) -> Any:
        nonlocal now
        left.append(seconds)
        try:
            return post(url, key, body, seconds)
        finally:
            # So long does each take
            now += 400

    monkeypatch.setattr(protocol_choice, "time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.setattr(tries, "post", noted)
    remote.behaviour = servers.refusing(422)

    row = remote_row(send_company(client, company))

    assert left == [1100, 700, 300]
    assert "(422)" in row.reason
    assert len(remote.requests) == 3


def test_a_service_too_slow_for_the_page_is_not_too_slow_for_the_worker(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_PAGE_WAIT, settings.AML_TIMEOUT = 0.2, 2.0
    remote.behaviour = servers.after(0.5, servers.healthy)

    row = remote_row(send_company(client, company))
    assert row.status == "pending"
    assert SLOW in row.reason
    assert row.next_attempt_at <= timezone.now()
    work()

    row.refresh_from_db()
    assert (row.status, row.cluster, row.attempts) == ("scored", 1, 2)


def test_the_waits_of_a_row_double(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = servers.refusing(500)
    row = remote_row(send_company(client, company))

    for attempt, wait in enumerate((10, 20, 40), start=1):
        row.refresh_from_db()
        assert row.attempts == attempt
        assert wait - 2 < seconds_ahead(row) <= wait
        Assignment.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        work_once()
