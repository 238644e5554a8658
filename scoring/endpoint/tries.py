"""A call of a remote scoring service: at most three tries within one deadline."""

import random
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from scoring.endpoint import key_masking, transport
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure, failure_of
from scoring.endpoint.transport import Key, Reply
from wire.client import errors

TRIES = 3
# Seconds; the pause after a try is drawn from 0 to this, doubled each time ("full jitter")
FIRST_PAUSE = 0.3
LONGEST_WAIT = timedelta(hours=1)
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
    "will not answer again. Remove AML_URL to go on with the embedded model, or set the address of "
    "another service."
)


def post(url: str, key: Key | None, body: dict[str, Any], seconds: float) -> Reply:
    """Send one JSON body; return a reply that is no refusal. `seconds` is for all tries together.

    The reply is as it came: whoever tells of it takes the key out.

    Raises:
        EndpointError: no good reply within the time, with a reason that names neither key nor
            query.
    """
    end = time.monotonic() + seconds
    tried = 0
    while True:
        tried += 1
        # Not 0 or less, which requests takes for a mistake
        left = max(end - time.monotonic(), 0.01)
        try:
            reply = transport.exchange(url, key, body, left)
            if 200 <= reply.status < 300:
                return reply
            raise _refusal(reply)
        except EndpointError as error:
            longest_pause = FIRST_PAUSE * 2 ** (tried - 1)
            # By lot, so that callers who failed together do not come back together
            pause = random.uniform(0, longest_pause)  # noqa: S311
            if error.wait:
                pause = error.wait.total_seconds()
            is_last = tried == TRIES or time.monotonic() + pause >= end
            if error.follows.again_now and not is_last:
                time.sleep(pause)
                continue
            if is_retired(url):
                raise EndpointError(RETIRED, Failure.RETIRED) from None
            if error.failure is Failure.TIMED_OUT:
                # The last try had less time than all of them together
                raise transport.too_slow(seconds) from None
            raise


def is_retired(url: str) -> bool:
    """Whether an address is one of the studio's, at which nobody answers any more."""
    host = urlsplit(url).hostname or ""
    return host.lower().endswith(RETIRED_HOSTS)


def _refusal(reply: Reply) -> EndpointError:
    status = reply.status
    failure = failure_of(status)
    if 300 <= status < 400:
        moved = f"The scoring service has moved ({status}); its new address was not followed."
        return EndpointError(f"{moved} Check AML_URL.", failure)
    trouble = "has trouble of its own" if status >= 500 else "refused the request"
    reason = STATUS_REASONS.get(status, f"The scoring service {trouble} ({status}).")
    sentence = errors.error_sentence(reply.content)
    explanation = key_masking.without_keys(sentence, len(sentence))
    if explanation:
        reason += f" It says: {explanation}"
    return EndpointError(reason, failure, wait_asked_for(reply))


def wait_asked_for(reply: Reply) -> timedelta | None:
    """The wait that Retry-After asks for, in seconds or until a date: an hour at most."""
    retry_after = reply.retry_after.strip()
    if re.fullmatch("[0-9]{1,9}", retry_after):
        wait = timedelta(seconds=int(retry_after))
    else:
        try:
            moment = parsedate_to_datetime(retry_after)
        except (ValueError, OverflowError):
            return None
        # "-0000" leaves the zone open, and means that of the world
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        wait = moment - datetime.now(UTC)
    if wait > timedelta(0):
        return min(wait, LONGEST_WAIT)
    return None
