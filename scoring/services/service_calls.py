"""How many calls of programs this process answers at once; more are turned away, and pages are served meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings

from scoring.models import WebService
from wire.service_errors import service_error

ALL_SERVICES = 0


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
