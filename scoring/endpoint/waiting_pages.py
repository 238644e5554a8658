"""How many page requests of this process may wait on a remote endpoint at once.

One that hangs would otherwise take every thread along; the others leave their row to the worker.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings

from scoring.models import ModelVersion


@contextmanager
def place(version: ModelVersion) -> Iterator[bool]:
    """Whether the caller may wait; the embedded model has always room."""
    if version.kind != ModelVersion.Kind.REMOTE:
        yield True
        return
    places = _places(settings.AML_PAGE_CALLS)
    has_place = places.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            places.release()


@lru_cache(maxsize=2)
def _places(number: int) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(number)
