"""More calls at once than a service takes are turned away at once,
and the others are answered and counted.
"""

import runpy
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client

from clustering.model import Model
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
# A model needs about a second for it
LONG = " ".join(TEXTS) * 10000


class Timed(NamedTuple):
    reply: Reply
    seconds: float


def at_once(number: int, at: str, service: Service) -> list[Timed]:
    """So many slow calls that begin together, the first answered first."""
    start = threading.Barrier(number)

    def call(_: int) -> Timed:
        start.wait()
        began = time.monotonic()
        reply = over_http(at + service.execute_address(), table(LONG), service.primary)
        return Timed(reply, time.monotonic() - began)

    with ThreadPoolExecutor(number) as threads:
        return sorted(threads.map(call, range(number)), key=lambda each: each.seconds)


def test_a_second_call_is_turned_away_at_once_while_the_first_is_under_way(
    service: Service, at: str
) -> None:
    WebService.objects.update(most_calls_at_once=1)

    first, second = at_once(2, at, service)

    assert (first.reply.status, second.reply.status) == (503, 200)
    assert first.seconds < second.seconds
    assert first.reply.error == (503, "ServiceUnavailable", "RequestThrottled")
    assert service.stored.service in first.reply.said
    assert " 1 " in first.reply.said
    assert first.reply.headers["x-ms-request-id"]
    assert used(service) == [(1, 1)]
    assert over_http(at + service.execute_address(), table(BANK), service.primary).status == 200


def test_as_many_calls_as_the_service_takes_are_answered(service: Service, at: str) -> None:
    WebService.objects.update(most_calls_at_once=2)

    replies = [each.reply.status for each in at_once(3, at, service)]

    assert replies == [503, 200, 200]


def test_a_busy_service_does_not_keep_another_from_answering(service: Service, at: str) -> None:
    second = made()
    WebService.objects.update(most_calls_at_once=1)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(
            over_http, at + service.execute_address(), table(LONG), service.primary
        )

        seen = []
        while not slow.done():
            seen.append(
                over_http(at + second.execute_address(), table(BANK), second.primary).status
            )
            seen.append(Client().get(f"{service.address}/swagger.json").status_code)

    assert slow.result().status == 200
    assert len(seen) >= 4
    assert set(seen) == {200}


def test_all_services_together_leave_half_of_the_threads_free(
    service: Service, at: str, settings: Any
) -> None:
    settings.WEB_THREADS = 4
    second = made()
    start = threading.Barrier(3)

    def call(each: Service) -> Reply:
        start.wait()
        return over_http(at + each.execute_address(), table(LONG), each.primary)

    with ThreadPoolExecutor(3) as threads:
        replies = list(threads.map(call, (service, second, second)))

    turned_away = [reply for reply in replies if reply.status != 200]
    assert [reply.error for reply in turned_away] == [
        (503, "ServiceUnavailable", "RequestThrottled")
    ]
    assert turned_away[0].said == "This site answers 2 calls at once at most."


def test_the_server_has_threads_to_turn_calls_away_beside_those_that_answer(settings: Any) -> None:
    threads = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))["threads"]

    assert threads >= 2 * WebService().most_calls_at_once


def test_a_call_that_is_turned_away_is_not_even_read(service: Service, at: str) -> None:
    WebService.objects.update(most_calls_at_once=1)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(
            over_http, at + service.execute_address(), table(LONG), service.primary
        )
        seen = []
        while not slow.done():
            seen.append(over_http(at + service.execute_address(), b"{", service.primary).error[0])

    assert slow.result().status == 200
    assert seen.count(503) >= 2


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
