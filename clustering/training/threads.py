"""One thread for what gives other bytes with another number of threads."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """Numerical libraries keep to one thread inside it."""
    return _controller().limit(limits=1)


@cache
def _controller() -> ThreadpoolController:
    """To look for the libraries that a process has loaded takes longer than to train on few rows.

    All are loaded with this package, before anything is trained.
    """
    return ThreadpoolController()
