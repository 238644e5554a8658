"""The door to a database file, behind which one writer of all processes waits for SQLite's lock.

SQLite's own wait is a sleep that grows, and a process with many writers would take the lock again
meanwhile. Once it has written it finds the door closed by the next one.
"""

import fcntl
import os
import time
from contextlib import suppress

# Between two looks at a closed door; the one behind it waits no shorter for SQLite
LOOK_SECONDS = 0.002


class Door:
    """For one thread of a process at a time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def enter(self, until: float) -> bool:
        """Whether it could be closed behind the caller by then, in monotonic time.

        Where no file can be made, it stands open: nothing can be written there.
        """
        with suppress(OSError):
            if self._file is None:
                self._file = os.open(
                    self._path,
                    os.O_RDWR | os.O_CREAT | os.O_CLOEXEC,
                    0o644,
                )
        if self._file is None:
            return True
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    return False
                time.sleep(LOOK_SECONDS)
            else:
                return True

    def leave(self) -> None:
        """Let the next process enter; nothing where it stood open."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
