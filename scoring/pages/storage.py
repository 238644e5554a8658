"""Why nothing can be read or stored just now: too many at once, a full disk, no answer."""

import errno
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import ObjectDoesNotExist
from django.db import (
    DatabaseError,
    Error,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F

from scoring.models import Heartbeat

logger = logging.getLogger(__name__)

# Bytes on disk without which larger changes fail while small ones still find room
LEAST_ROOM = 1024 * 1024


class Trouble(NamedTuple):
    """Trouble that ends by itself, or by the operator's hand, and is not the request's fault."""

    reason: str
    """For the operator."""
    sentence: str
    """For visitors."""
    wait: int
    """Seconds after which another try makes sense."""


READ_ON = "This site can be read, but it cannot store anything at the moment."
BUSY = Trouble(
    "The database is busy: too many ask at once, or one takes too long.",
    "This site is busy at this moment.",
    5,
)
FULL = Trouble("The disk is full, or fails.", READ_ON, 60)
READ_ONLY = Trouble("The database can only be read.", READ_ON, 60)
AWAY = Trouble("The database cannot be reached.", "This site cannot reach its database.", 30)
DAMAGED = Trouble("The database is damaged: bring back a backup.", AWAY.sentence, 60)
CROWDED = Trouble(
    "Too many files are being fetched at once.",
    "Too many files are being fetched at this moment.",
    10,
)

# Of files beside the database
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
# By the primary code, the lowest byte of a longer one
SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
# By the beginning of the state, the longest one first
POSTGRESQL = {
    "25006": READ_ONLY,
    # It ended a transaction that took too long
    "25P03": BUSY,
    "25P04": BUSY,
    "40001": BUSY,
    "40P01": BUSY,
    "53100": FULL,
    # As much as somebody lets its own files take
    "53400": FULL,
    "55P03": BUSY,
    "57014": BUSY,
    "58": FULL,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "53": BUSY,
    "57P": AWAY,
    "08": AWAY,
}
# Of a row that points at one which is not there
FOREIGN_KEY = "23503"
# Of a table or a column that is not there
UNKNOWN_NAMES = ("42P01", "42703")


class CrowdedError(Exception):
    """All places for something that takes long are taken."""


def trouble_of(error: BaseException) -> Trouble | None:
    """What an error of the database or of a full disk comes from; None for one of another kind."""
    # Django's sessions say only that they could not be stored
    if isinstance(error, (UpdateError, SessionInterrupted)) and error.__context__:
        return trouble_of(error.__context__)
    if isinstance(error, CrowdedError):
        return CROWDED
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return FULL
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None)
    if state is None:
        # No answer of a server, so there was none to ask
        if isinstance(error, (OperationalError, InterfaceError)):
            return AWAY
        return None
    return next((POSTGRESQL[begin] for begin in POSTGRESQL if state.startswith(begin)), None)


def is_gone(error: BaseException) -> bool:
    """Whether a row was deleted by somebody else after it was read, and before it was changed."""
    if isinstance(error, ObjectDoesNotExist):
        return True
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return True
    if getattr(cause, "sqlstate", None) == FOREIGN_KEY:
        return True
    # Django's own, which has no class of its own
    return cause is None and "did not affect any rows" in str(error)


def lacks_tables(error: Error) -> bool:
    """Whether the database was never migrated, or is of an earlier version."""
    cause = error.__cause__
    # SQLite has no code of its own for it
    is_unknown = str(cause).startswith(("no such table", "no such column"))
    return is_unknown or getattr(cause, "sqlstate", None) in UNKNOWN_NAMES


def present_trouble() -> Trouble | None:
    """What keeps the database from being read and written now; None when both were done."""
    if connection.vendor == "sqlite":
        folder = Path(connection.settings_dict["NAME"]).parent
        if shutil.disk_usage(folder).free < LEAST_ROOM:
            return FULL
    try:
        # It changes nothing, and is written all the same
        Heartbeat.objects.update(seen_at=F("seen_at"))
        if connection.vendor == "postgresql":
            _fill_a_file()
    except Error as error:
        return trouble_of(error) or AWAY
    return None


def _fill_a_file() -> None:
    """Have PostgreSQL write LEAST_ROOM into a file that it deletes at once; raises Error.

    A small change finds room within the files of its tables, however full the disk is.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # With more it would keep these numbers in memory
        cursor.execute("SET LOCAL work_mem = '64kB'")
        cursor.execute("SELECT count(*) FROM generate_series(1, %s)", [LEAST_ROOM // 13])


@contextmanager
def doing_without(what: str) -> Iterator[None]:
    """Go on where something cannot be stored that others can do without; the log says so."""
    try:
        yield
    except (Error, OSError) as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        logger.warning("%s Not stored: %s", trouble.reason, what)
