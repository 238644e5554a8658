"""More calls at once than a service takes are turned away at once,
and the others are answered and counted.
"""

import runpy
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from clustering.model import Model, Score
from scoring.models import WebService
from scoring.webservice.limits import ROWS_OF_A_TURN
from tests.webservice.calls import (
    BANK,
    TEXTS,
    Reply,
    Service,
    execute,
    made,
    over_http,
    rows_of,
    table,
    used,
)

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = "A text that is scored for as long as the test wants."
PATIENCE = 20


class SlowCalls:
    """Calls with the text SLOW, which stay in the model until they may go on."""

    def __init__(self) -> None:
        self.arrivals = threading.Semaphore(0)
        self.may_go_on = threading.Event()

    def wait_for(self, number: int) -> None:
        for _ in range(number):
            assert self.arrivals.acquire(timeout=PATIENCE)

    def hold(self) -> None:
        self.arrivals.release()
        assert self.may_go_on.wait(PATIENCE)


@pytest.fixture
def slow_calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowCalls]:
    calls, place = SlowCalls(), Model.place

    def slow_place(model: Model, texts: Sequence[str]) -> list[Score]:
        if SLOW in texts:
            calls.hold()
        return place(model, texts)

    monkeypatch.setattr(Model, "place", slow_place)
    yield calls
    calls.may_go_on.set()


def slow_call(at: str, service: Service) -> Reply:
    return over_http(at + service.execute_address(), table(SLOW), service.primary)


def at_once(calls: SlowCalls, let_in: int, at: str, *services: Service) -> list[Reply]:
    """The answers to slow calls that begin together, in the order in which they come.

    Those `let_in` go on only when all others are answered.
    """
    with ThreadPoolExecutor(len(services)) as threads:
        started = [threads.submit(slow_call, at, service) for service in services]
        calls.wait_for(let_in)
        answered = as_completed(started, timeout=PATIENCE)
        turned_away = list(islice(answered, len(services) - let_in))
        calls.may_go_on.set()
        return [each.result() for each in [*turned_away, *answered]]


def test_a_second_call_is_turned_away_at_once_while_the_first_is_under_way(
    service: Service, at: str, slow_calls: SlowCalls
) -> None:
    WebService.objects.update(most_calls_at_once=1)

    first, second = at_once(slow_calls, 1, at, service, service)

    assert (first.status, second.status) == (503, 200)
    assert first.error == (503, "ServiceUnavailable", "RequestThrottled")
    assert service.stored.service in first.said
    assert " 1 " in first.said
    assert first.headers["x-ms-request-id"]
    assert used(service) == [(1, 1)]
    assert over_http(at + service.execute_address(), table(BANK), service.primary).status == 200


def test_as_many_calls_as_the_service_takes_are_answered(
    service: Service, at: str, slow_calls: SlowCalls
) -> None:
    WebService.objects.update(most_calls_at_once=2)

    replies = at_once(slow_calls, 2, at, service, service, service)

    assert [reply.status for reply in replies] == [503, 200, 200]


def test_a_busy_service_does_not_keep_another_from_answering(
    service: Service, at: str, slow_calls: SlowCalls
) -> None:
    second = made()
    WebService.objects.update(most_calls_at_once=1)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(slow_call, at, service)
        slow_calls.wait_for(1)

        for _ in range(2):
            reply = over_http(at + second.execute_address(), table(BANK), second.primary)
            assert reply.status == 200
            assert Client().get(f"{service.address}/swagger.json").status_code == 200
        slow_calls.may_go_on.set()

    assert slow.result().status == 200


def test_all_services_together_leave_half_of_the_threads_free(
    service: Service, at: str, settings: Any, slow_calls: SlowCalls
) -> None:
    settings.WEB_THREADS = 4
    second = made()

    replies = at_once(slow_calls, 2, at, service, second, second)

    turned_away = replies[0]
    assert [reply.status for reply in replies] == [503, 200, 200]
    assert turned_away.error == (503, "ServiceUnavailable", "RequestThrottled")
    assert turned_away.said == "This site answers 2 calls at once at most."


def test_the_server_has_threads_to_turn_calls_away_beside_those_that_answer(settings: Any) -> None:
    threads = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))["threads"]

    assert threads >= 2 * WebService().most_calls_at_once


def test_a_call_that_is_turned_away_is_not_even_read(
    service: Service, at: str, slow_calls: SlowCalls
) -> None:
    WebService.objects.update(most_calls_at_once=1)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(slow_call, at, service)
        slow_calls.wait_for(1)

        for _ in range(2):
            reply = over_http(at + service.execute_address(), b"{", service.primary)
            assert reply.error[0] == 503
        slow_calls.may_go_on.set()

    assert slow.result().status == 200


def test_a_large_call_is_scored_in_several_turns_and_answered_as_one(
    service: Service, small_model: Model
) -> None:
    texts = list(TEXTS) * (ROWS_OF_A_TURN // 2)

    rows = rows_of(execute(service, table(*texts)))

    assert [row[0] for row in rows] == [
        str(score.cluster) for score in small_model.place(TEXTS)
    ] * (len(texts) // 3)
    assert used(service) == [(1, len(texts))]


def test_calls_that_end_together_are_all_counted(service: Service, at: str) -> None:
    def call(_: int) -> int:
        return over_http(at + service.execute_address(), table(BANK, BANK), service.primary).status

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(call, range(16))) == {200}

    assert used(service) == [(16, 32)]


def test_one_call_after_another_is_never_turned_away(service: Service) -> None:
    WebService.objects.update(most_calls_at_once=1)

    assert [execute(service, table(BANK)).status for _ in range(5)] == [200] * 5
