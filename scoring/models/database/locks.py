"""Work that one process does at a time, of all that share the database."""

import fcntl
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.db import connection


class BusyError(Exception):
    """Somebody else holds the lock."""


def refuse_to_wait() -> None:
    """For `when_busy`: whoever has other work comes back later."""
    raise BusyError


@contextmanager
def alone(name: str, when_busy: Callable[[], object]) -> Iterator[None]:
    """Hold the lock of this name; `when_busy` is called once before a wait, and may raise.

    PostgreSQL gives it back when the connection ends, the system when the process does, so a kill
    leaves no lock behind. What a transaction stored is seen once it has ended: see `until_commit`.
    """
    hold = _file_lock
    if connection.vendor == "postgresql":
        hold = _advisory_lock
    with hold(name, when_busy):
        yield


def until_commit(name: str) -> None:
    """Wait for others who hold this name, and hold it to the end of the transaction.

    On SQLite a transaction has the turn to write from its beginning, and needs no more.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


def _number(name: str) -> int:
    """PostgreSQL's locks have numbers, not names."""
    return zlib.crc32(f"similarco {name}".encode())


@contextmanager
def _advisory_lock(name: str, when_busy: Callable[[], object]) -> Iterator[None]:
    key = _number(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            when_busy()
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            yield
        finally:
            # Where the connection has broken, the lock has gone with it
            with suppress(Exception):
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _file_lock(name: str, when_busy: Callable[[], object]) -> Iterator[None]:
    # Beside the database, which all processes that share it can reach; the file stays, since
    # removing it would let two hold a lock of the same name
    path = Path(f"{connection.settings_dict['NAME']}.{name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        file = None
        # Where none can be made, nothing can be written that somebody else would write too
        with suppress(OSError):
            # To be read too, for else a pipe in its place would keep whoever opens it waiting
            file = opened.enter_context(path.open("w+"))
        if file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                when_busy()
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
