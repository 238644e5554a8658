"""Turns that are taken in the order in which they were asked for."""

import threading
from collections import deque


class Turns:
    """One at a time; the next is whoever has waited longest.

    A lock's next holder may be the one that has just let go.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._line: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many are in the line, without the one whose turn it is."""
        return len(self._line)

    def take(self, seconds: float) -> bool:
        """Whether the turn has come within so many seconds; `end` it then."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Event()
            self._line.append(called)
        if called.wait(seconds):
            return True
        with self._guard:
            if called.is_set():
                return True
            self._line.remove(called)
            return False

    def end(self) -> None:
        """Call whoever is next."""
        with self._guard:
            if self._line:
                self._line.popleft().set()
            else:
                self._is_taken = False
