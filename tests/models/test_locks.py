"""One process at a time does what only one may do; the others wait."""

import threading

import pytest
from django.db import connection

from scoring.models.database.locks import alone

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_is_told_and_waits_for_the_first() -> None:
    is_held, may_end = threading.Event(), threading.Event()
    order = []

    def first() -> None:
        with alone("test", lambda: order.append("wrong")):
            is_held.set()
            may_end.wait(20)
            order.append("first")
        connection.close()

    def when_busy() -> None:
        order.append("busy")
        may_end.set()

    thread = threading.Thread(target=first)
    thread.start()
    is_held.wait(20)
    with alone("test", when_busy):
        order.append("second")
    thread.join()

    assert order == ["busy", "first", "second"]


def test_work_of_another_name_does_not_wait() -> None:
    def fail() -> None:
        pytest.fail("nobody holds it")

    with alone("test", fail), alone("other", fail):
        pass
