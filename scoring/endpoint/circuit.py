"""Whether a remote endpoint may be called: after repeated failures it rests, and one call tries it
again.

The state is a row that all processes share. `AML_CIRCUIT_FAILURES` failures in a row open the
circuit; 0 turns it off.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from scoring.endpoint.errors import EndpointError
from scoring.models import RemoteEndpoint

REST = timedelta(seconds=30)


def enter(endpoint: str) -> None:
    """Return when a call may go out.

    Raises:
        EndpointError: the endpoint rests; `wait` says for how long.
    """
    if not settings.AML_CIRCUIT_FAILURES:
        return
    now = timezone.now()
    known = RemoteEndpoint.objects.filter(endpoint=endpoint, resting_until__isnull=False).first()
    if known is None or known.resting_until is None:
        return
    if known.resting_until <= now and _is_first(endpoint, now):
        return
    wait = (
        max(known.resting_until - now, timedelta(seconds=1)) if known.resting_until > now else REST
    )
    raise EndpointError(
        f"The scoring service failed {known.failures} times in a row, so it is left in peace for a "
        "moment.",
        retry=True,
        wait=wait,
    )


def _is_first(endpoint: str, now: object) -> bool:
    """One caller alone tries whether the endpoint is well again;
    the others wait for what it finds.
    """
    due = RemoteEndpoint.objects.filter(endpoint=endpoint, resting_until__lte=now)
    return bool(due.update(resting_until=timezone.now() + REST))


def is_open(endpoint: str) -> bool:
    """Whether calls would be refused now."""
    resting = RemoteEndpoint.objects.filter(endpoint=endpoint, resting_until__gt=timezone.now())
    return bool(settings.AML_CIRCUIT_FAILURES) and resting.exists()


def is_on_trial(endpoint: str) -> bool:
    """Whether the endpoint has had its rest,
    so that the next call says whether it is well again.
    """
    rested = RemoteEndpoint.objects.filter(endpoint=endpoint, resting_until__lte=timezone.now())
    return bool(settings.AML_CIRCUIT_FAILURES) and rested.exists()


def note_answer(endpoint: str) -> None:
    """A valid answer came."""
    well = {"failures": 0, "resting_until": None, "answered_at": timezone.now()}
    RemoteEndpoint.objects.update_or_create(endpoint=endpoint, defaults=well)


def note_life(endpoint: str) -> None:
    """Some answer came, be it a refusal."""
    RemoteEndpoint.objects.filter(endpoint=endpoint, failures__gt=0).update(
        failures=0, resting_until=None
    )


def note_failure(endpoint: str) -> None:
    RemoteEndpoint.objects.get_or_create(endpoint=endpoint)
    _count_failure(endpoint)


def note_impatience(endpoint: str) -> None:
    """A page did not wait for the answer:
    that says nothing of a service unless it has failed since its last answer.
    """
    if RemoteEndpoint.objects.filter(endpoint=endpoint, failures__gt=0).exists():
        _count_failure(endpoint)


def _count_failure(endpoint: str) -> None:
    mine = RemoteEndpoint.objects.filter(endpoint=endpoint)
    mine.update(failures=F("failures") + 1)
    if settings.AML_CIRCUIT_FAILURES:
        mine.filter(failures__gte=settings.AML_CIRCUIT_FAILURES).update(
            resting_until=timezone.now() + REST
        )
