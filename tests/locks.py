"""A lock that somebody else holds at first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def held_by_another(name: str, when_busy: Callable[[], object]) -> Iterator[None]:
    """Stands for `alone`; no second process is needed to make it wait."""
    when_busy()
    yield
