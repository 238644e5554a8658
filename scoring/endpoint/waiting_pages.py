"""How many page requests of this process may wait on a remote endpoint at once.

One that hangs would otherwise take every thread along; the others leave their row to the worker.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from scoring.models import ModelVersion
from scoring.pages.limiter import Limiter

_waiting = Limiter()


@contextmanager
def place(version: ModelVersion) -> Iterator[bool]:
    """Whether the caller may wait; the embedded model has always room."""
    if version.kind != ModelVersion.Kind.REMOTE:
        yield True
        return
    with _waiting.place(settings.AML_PAGE_CALLS) as has_place:
        yield has_place
