"""How many calls of programs this process answers at once; pages are served meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from scoring.models import WebService
from scoring.pages.limiter import Limiter
from wire.service.errors import service_error

# Rows of one turn, a fraction of a second: a small call does not wait for the whole of a large one
ROWS_OF_A_TURN = 250
# Calls that score now: more would only share one core, and keep it from those that turn others away
TURNS = 2

_calls = Limiter()
# By the number of its row. It only grows, by as little as there are services
_calls_of_service: dict[int, Limiter] = {}
_scoring_calls = Limiter()


@contextmanager
def place(service: WebService) -> Iterator[None]:
    """A place for one call, among those of its service and those of all services together.

    Half of the threads stay free: they turn others away at once, and serve pages.

    Raises:
        ServiceError: there is none.
    """
    # One step for the interpreter, so that no two threads make a limiter each
    calls_of_service = _calls_of_service.setdefault(service.pk, Limiter())
    with (
        _held(calls_of_service, service.most_calls_at_once, f"The service {service.service}"),
        _held(_calls, settings.WEB_THREADS // 2, "This site"),
    ):
        yield


@contextmanager
def _held(calls: Limiter, most: int, name: str) -> Iterator[None]:
    with calls.place(max(most, 1)) as has_place:
        if not has_place:
            raise service_error("RequestThrottled", f"{name} answers {most} calls at once at most.")
        yield


@contextmanager
def turn() -> Iterator[None]:
    """Wait until a call may score some of its rows."""
    with _scoring_calls.turn(TURNS):
        yield
