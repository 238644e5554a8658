"""How many may do something at once in this process."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Limiter:
    """Counts who is at it, and compares with the limit that each comer brings.

    The limit is no part of the count, so one that changes holds for the next comer, with those
    counted who came under the old one.
    """

    def __init__(self) -> None:
        self._inside = 0
        self._line: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def place(self, most: int) -> Iterator[bool]:
        """Whether there is a place among `most`, at once; it is kept until the caller is done."""
        with self._changed:
            has_place = self._inside < most
            if has_place:
                self._inside += 1
        try:
            yield has_place
        finally:
            if has_place:
                self._leave()

    @contextmanager
    def turn(self, most: int) -> Iterator[None]:
        """Wait for a place among `most`, first come, first served.

        A semaphore's next holder may be the one that has just let go.
        """
        me = object()
        with self._changed:
            self._line.append(me)
            try:
                self._changed.wait_for(lambda: self._line[0] is me and self._inside < most)
                self._inside += 1
            finally:
                self._line.remove(me)
                # The next in line may have room too
                self._changed.notify_all()
        try:
            yield
        finally:
            self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()
