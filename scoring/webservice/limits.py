"""How many calls of programs this process answers at once;
more are turned away, and pages are served meanwhile.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings

from scoring.models import WebService
from wire.service.errors import service_error

ALL_SERVICES = 0
# Rows of one turn, a fraction of a second: a small call does not wait for the whole of a large one
ROWS_OF_A_TURN = 250
# Calls that score now: more would only share one core, and keep it from those that turn others away
TURNS = 2


class Turns:
    """Who may work now, first come, first served:
    a semaphore's next holder may be the one that has just let go.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._waiting: deque[threading.Lock] = deque()
        self._guard = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        self._begin()
        try:
            yield
        finally:
            self._end()

    def _begin(self) -> None:
        mine = threading.Lock()
        with self._guard:
            if self._free:
                self._free -= 1
                return
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def _end(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


turns = Turns(TURNS)


@contextmanager
def place(service: WebService) -> Iterator[None]:
    """A place for one call, among those of its service and those of all services together.

    Half of the threads stay free: they turn others away at once, and serve pages.

    Raises:
        ServiceError: there is none.
    """
    with (
        _held(service.pk, service.most_calls_at_once, f"The service {service.service}"),
        _held(ALL_SERVICES, settings.WEB_THREADS // 2, "This site"),
    ):
        yield


@contextmanager
def _held(owner: int, number: int, name: str) -> Iterator[None]:
    places = _places(owner, number)
    if not places.acquire(blocking=False):
        raise service_error("RequestThrottled", f"{name} answers {number} calls at once at most.")
    try:
        yield
    finally:
        places.release()


@lru_cache(maxsize=100)
def _places(owner: int, number: int) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(max(number, 1))
