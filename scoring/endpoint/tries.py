"""A call of a remote scoring service: at most three tries within one deadline."""

import random
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scoring.endpoint import key_masking, transport
from scoring.endpoint.errors import EndpointError, EndpointTimeoutError
from scoring.endpoint.transport import Reply, UnreachableError
from wire.client import errors

TRIES = 3
# Seconds; the pause after a try is drawn from 0 to this, doubled each time ("full jitter")
FIRST_PAUSE = 0.3
TRY_AGAIN = {408, 429, 502, 503, 504}
WORTH_WAITING = {408, 429}
ABOUT_ROWS = {400, 413, 422, 424}
LONGEST_WAIT = 3600
STATUS_REASONS = {
    400: "The scoring service did not accept the request (400).",
    401: "The scoring service did not accept the key (401). Check AML_API_KEY.",
    403: "The scoring service refused access with this key (403). Check AML_API_KEY.",
    404: "The scoring service has nothing at this address (404). Check AML_URL.",
    408: "The scoring service took too long (408).",
    424: "The model behind the scoring service failed on the request (424).",
    429: "The scoring service is getting too many requests (429).",
    503: "The scoring service is busy or starting (503).",
}
RETIRED_HOSTS = (".services.azureml.net", "studio.azureml.net", "management.azureml.net")
RETIRED = (
    "This is an address of Azure ML Studio (classic), which was switched off on 31 August 2024 and "
    "will not answer "
    "again. Remove AML_URL to go on with the embedded model, or set the address of another service."
)


def post(url: str, key: str, body: dict[str, Any], seconds: float) -> bytes:
    """Send one JSON body; return the body of a good reply. All tries together take `seconds` at
    most.

    Raises:
        EndpointError: no good reply within the time, with a reason that names neither key nor
            query.
    """
    end = time.monotonic() + seconds
    try:
        return _tried(url, key, body, end)
    except EndpointTimeoutError:
        raise _of(url, transport.too_slow(seconds)) from None
    except EndpointError as error:
        raise _of(url, error) from None


def is_retired(url: str) -> bool:
    return (urlsplit(url).hostname or "").lower().endswith(RETIRED_HOSTS)


def _tried(url: str, key: str, body: dict[str, Any], end: float) -> bytes:
    for number in range(1, TRIES + 1):
        problem: EndpointError
        pause = random.uniform(0, FIRST_PAUSE * 2 ** (number - 1))  # noqa: S311
        try:
            reply = transport.exchange(url, key, body, max(end - time.monotonic(), 0.01))
        except UnreachableError as error:
            problem = error
        else:
            reply = reply._replace(content=key_masking.without_key(reply.content, key))
            if reply.status == 200:
                return reply.content
            problem = _refusal(reply)
            if reply.status not in TRY_AGAIN:
                raise problem
            pause = _asked_for(reply) if problem.wait else pause
        if number == TRIES or time.monotonic() + pause >= end:
            raise problem
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _of(url: str, error: EndpointError) -> EndpointError:
    return EndpointError(RETIRED, retry=False) if is_retired(url) else error


def _refusal(reply: Reply) -> EndpointError:
    status = reply.status
    if 300 <= status < 400:
        return EndpointError(
            f"The scoring service has moved ({status}); its new address was not followed. "
            "Check AML_URL.",
            retry=False,
        )
    trouble = "has trouble of its own" if status >= 500 else "refused the request"
    reason = STATUS_REASONS.get(status) or f"The scoring service {trouble} ({status})."
    said = errors.error_sentence(reply.content)
    if said:
        reason += f" It says: {said}"
    seconds = _asked_for(reply)
    return EndpointError(
        reason,
        retry=status in WORTH_WAITING or status >= 500,
        about_rows=status in ABOUT_ROWS,
        status=status,
        wait=timedelta(seconds=seconds) if seconds else None,
    )


def _asked_for(reply: Reply) -> float:
    """The seconds that a Retry-After header names, or that are left until its date;
    an hour at most, 0 without one.
    """
    asked = reply.retry_after.strip()
    seconds = float(asked) if re.fullmatch("[0-9]{1,9}", asked) else _until(asked)
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return 0.0
    # "-0000" leaves the zone open, and means that of the world
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
