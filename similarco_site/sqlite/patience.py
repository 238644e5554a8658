"""How long a thread may wait for other writers: a request has one budget, however often it writes.

Somebody waits for its answer. A request that waits for each statement anew, for the page that it
could not store and for the session after that, answers long after he has gone.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started

# All that the writes of a request wait together
REQUEST_SECONDS = 5.0
_thread = threading.local()


def begin_request(**signal: object) -> None:
    _thread.left = REQUEST_SECONDS


def end_request(**signal: object) -> None:
    _thread.left = None


request_started.connect(begin_request)
request_finished.connect(end_request)


@contextmanager
def waiting(seconds: float) -> Iterator[float]:
    """The time, in monotonic seconds, until which a write may wait that else had so many seconds.

    What passes inside is taken from what is left to the request.
    """
    left = getattr(_thread, "left", None)
    begun = time.monotonic()
    try:
        yield begun + (seconds if left is None else min(seconds, left))
    finally:
        if left is not None:
            _thread.left = max(0.0, left - (time.monotonic() - begun))
