"""The files beside a database in WAL mode: without them nobody can read it.

SQLite makes them with the first connection and removes them with the last; on a full or read-only
disk it cannot make them.
"""

import atexit
import sqlite3
from pathlib import Path

# Where the log is missing and cannot be made
_CANNOT_MAKE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}
kept_open: dict[Path, sqlite3.Connection] = {}


def keep_open(path: Path) -> None:
    """Keep one connection of this process, so that no other is the last."""
    if path in kept_open:
        return
    connection = sqlite3.connect(path, check_same_thread=False)
    # The files are made with the first read
    connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    if kept_open.setdefault(path, connection) is connection:
        # The last one puts the log into the database
        atexit.register(connection.close)


def cannot_make_files(error: sqlite3.Error) -> bool:
    """Whether an error has a code of this kind, of which the lowest byte is the primary one."""
    return error.sqlite_errorcode & 0xFF in _CANNOT_MAKE


def has_log(path: Path) -> bool:
    """Whether something is in the log that is not in the database yet."""
    log = path.with_name(f"{path.name}-wal")
    return log.is_file() and log.stat().st_size > 0
