"""Django's SQLite, with writers in order, and readable where nothing can be written.

SQLite's own wait for a writer is a sleep, after which another may be quicker. Here turns are given
in order within a process, and the processes let each other in.
"""

import re
import sqlite3
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from similarco_site.sqlite.door import Door
from similarco_site.sqlite.open_file import cannot_make_files, has_log, keep_open
from similarco_site.sqlite.patience import waiting
from similarco_site.sqlite.turns import Turns

# What else Django sends outside of a transaction changes no row
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
writers = Turns()
_doors: dict[str, Door] = {}


class TurnError(sqlite3.OperationalError):
    """The writers before this one took too long."""

    sqlite_errorcode = sqlite3.SQLITE_BUSY
    sqlite_errorname = "SQLITE_BUSY"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that has its turn from the beginning of a transaction to its end.

    A statement outside of one has its turn for itself.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._has_turn = False
        self._door: Door | None = None
        self.execute_wrappers.append(self._execute_in_turn)

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        name = str(conn_params["database"])
        if self.is_in_memory_db() or name.startswith("file:"):
            return super().get_new_connection(conn_params)
        path = Path(name)
        # One for all threads, which come to it in their turns
        self._door = _doors.setdefault(name, Door(f"{name}.writers.lock"))
        try:
            connection = super().get_new_connection(conn_params)
            keep_open(path)
        except sqlite3.OperationalError as error:
            # As it stands, the database would lack what is in the log only
            if not cannot_make_files(error) or has_log(path):
                raise
            # For this request alone: it would never see what is written later
            self.close_at = 0
            as_it_is = f"{path.absolute().as_uri()}?immutable=1"
            connection = super().get_new_connection({**conn_params, "database": as_it_is})
        return connection

    def commit(self) -> None:
        # One that fails is rolled back
        super().commit()
        self._end_turn()

    def rollback(self) -> None:
        # A connection whose rollback fails is closed
        super().rollback()
        self._end_turn()

    def close(self) -> None:
        super().close()
        self._end_turn()

    def _start_transaction_under_autocommit(self) -> None:
        with self._waiting() as until:
            self._take_turn(until)
            try:
                self._bound_wait(until)
                super()._start_transaction_under_autocommit()  # type: ignore[misc]
            except BaseException:
                self._end_turn()
                raise
            finally:
                # SQLite's lock is held by now, or was refused: the next process may wait for it
                self._leave_door()

    def _execute_in_turn(
        self,
        execute: Any,
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        if self._has_turn or not _WRITES.match(sql):
            return execute(sql, params, many, context)
        with self._waiting() as until:
            self._take_turn(until)
            try:
                self._bound_wait(until)
                return execute(sql, params, many, context)
            finally:
                self._leave_door()
                self._end_turn()

    def _waiting(self) -> AbstractContextManager[float]:
        return waiting(self.settings_dict["OPTIONS"]["timeout"])

    def _take_turn(self, until: float) -> None:
        with self.wrap_database_errors:
            if not writers.take(max(0.0, until - time.monotonic())):
                raise TurnError("database is locked: too many are writing")
            self._has_turn = True
            if self._door and not self._door.enter(until):
                self._end_turn()
                raise TurnError("database is locked: other processes are writing")

    def _bound_wait(self, until: float) -> None:
        """SQLite's own wait has what is left."""
        milliseconds = max(0, int((until - time.monotonic()) * 1000))
        self.connection.execute(f"PRAGMA busy_timeout={milliseconds}")

    def _leave_door(self) -> None:
        if self._door:
            self._door.leave()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            writers.end()
