"""Whether a remote endpoint may be called: after repeated failures it rests, then one call tries.

The state is a row that all processes share. `AML_CIRCUIT_FAILURES` failures in a row open the
circuit; 0 turns it off.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Circuit, Failure
from scoring.models import RemoteEndpoint
from scoring.models.work import CLOCKS_DIFFER

REST = timedelta(seconds=30)
LONGEST_REST = REST + CLOCKS_DIFFER


def enter(endpoint: str) -> None:
    """Return when a call may go out.

    Raises:
        EndpointError: the endpoint rests; `wait` says for how long.
    """
    if not settings.AML_CIRCUIT_FAILURES:
        return
    now = timezone.now()
    resting = RemoteEndpoint.objects.filter(endpoint=endpoint, resting_until__isnull=False).first()
    if resting is None or resting.resting_until is None:
        return
    if now < resting.resting_until <= now + LONGEST_REST:
        wait = max(resting.resting_until - now, timedelta(seconds=1))
    else:
        # The first to move the end of the rest tries whether the endpoint is well again; the others
        # wait for what it finds
        rested = RemoteEndpoint.objects.filter(_is_over(), endpoint=endpoint)
        if rested.update(resting_until=timezone.now() + REST):
            return
        wait = REST
    reason = (
        f"The scoring service failed {resting.failures} times in a row, "
        "so it is left in peace for a moment."
    )
    raise EndpointError(reason, Failure.RESTING, wait)


def is_open(endpoint: str) -> bool:
    """Whether calls would be refused now."""
    known = RemoteEndpoint.objects.filter(endpoint=endpoint, resting_until__isnull=False)
    resting = known.exclude(_is_over())
    return bool(settings.AML_CIRCUIT_FAILURES) and resting.exists()


def is_on_trial(endpoint: str) -> bool:
    """Whether it has had its rest: the next call says whether it is well again."""
    rested = RemoteEndpoint.objects.filter(_is_over(), endpoint=endpoint)
    return bool(settings.AML_CIRCUIT_FAILURES) and rested.exists()


def _is_over() -> Q:
    """Of a rest; one that is longer than any is of a clock that was wrong."""
    now = timezone.now()
    return Q(resting_until__lte=now) | Q(resting_until__gt=now + LONGEST_REST)


def note_answer(endpoint: str) -> None:
    """A valid answer came."""
    healthy = {"failures": 0, "resting_until": None, "answered_at": timezone.now()}
    RemoteEndpoint.objects.update_or_create(endpoint=endpoint, defaults=healthy)


def note_error(
    endpoint: str,
    error: EndpointError,
    rows: int,
    *,
    is_patient: bool,
) -> None:
    """No valid answer came to a call with so many rows.

    `is_patient`: the caller waited as long as anybody would; a page does not.
    """
    health = RemoteEndpoint.objects.filter(endpoint=endpoint)
    has_failed = health.filter(failures__gt=0)
    match error.follows.circuit:
        case Circuit.ALIVE:
            has_failed.update(failures=0, resting_until=None)
            return
        case Circuit.UNTOUCHED:
            return
        case Circuit.FAILED_IF_ALONE if rows > 1:
            return
        case Circuit.FAILED_IF_PATIENT if not (is_patient or has_failed.exists()):
            return
    RemoteEndpoint.objects.get_or_create(endpoint=endpoint)
    health.update(failures=F("failures") + 1)
    if settings.AML_CIRCUIT_FAILURES:
        too_many = health.filter(failures__gte=settings.AML_CIRCUIT_FAILURES)
        too_many.update(resting_until=timezone.now() + REST)
