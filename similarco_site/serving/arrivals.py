"""One request on its way in: kept as it comes, until it is whole or takes too long.

No thread looks at it before that, so a client that stalls costs a connection and nothing else.
"""

import tempfile
import time

import h11

from similarco_site import settings
from similarco_site.serving.lanes import UNREADABLE, lane_of, path_of

# Bytes a second of a body that gets more time than its first seconds
SLOWEST_RATE = 10 * 1024
# A PUT and an import bring files; what else is larger is refused by what it announces
MOST_OF_OTHERS = 11 * 1024 * 1024
# Longer heads are gunicorn's to refuse
LONGEST_HEAD = 128 * 1024
# A body in chunks is followed chunk by chunk: after so many, they may not be as small as costs most
MANY_CHUNKS = 1000
LEAST_CHUNK = 32
# What is larger waits on disk
MOST_IN_MEMORY = 256 * 1024


class Arrival:
    """A request as it arrives; gunicorn reads it with `recv` once `is_whole`.

    h11 finds where it ends. What h11 cannot read is whole at once: gunicorn refuses it by itself.
    """

    def __init__(self, most_bytes: int) -> None:
        self.size = 0
        self.is_whole = False
        # In monotonic time, once it was
        self.whole_at = 0.0
        # Where more is announced or sent than is ever taken, the rest stays on the line
        self.is_cut = False
        # The beginning of the next request, sent before this one was answered
        self.rest = b""
        self.lane = UNREADABLE
        self._most_bytes = most_bytes
        self._parser = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._bytes = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115
        self._deadline = time.monotonic() + settings.REQUEST_HEAD_SECONDS
        self._body_end = self._deadline
        self._has_head = False
        self._chunks = 0

    @property
    def is_late(self) -> bool:
        """Whether its time is up: for the head, for a silence, or for so many bytes."""
        return time.monotonic() > self._deadline

    def asks_for_leave(self) -> bool:
        """Whether the client sends its body only once it is told to (100 Continue); true once."""
        asks = self._has_head and self._parser.they_are_waiting_for_100_continue
        if asks:
            self._parser.send(h11.InformationalResponse(status_code=100, headers=[]))
        return asks

    def add(self, received: bytes) -> None:
        """Keep what came. Raises OSError where the disk is full."""
        self.size += len(received)
        self._bytes.write(received)
        if self._has_head:
            # Neither silence nor a drip lasts
            self._body_end += len(received) / SLOWEST_RATE
            silence_end = time.monotonic() + settings.REQUEST_BODY_SECONDS
            self._deadline = min(silence_end, self._body_end)
        try:
            self._parser.receive_data(received)
            self._follow()
        except h11.RemoteProtocolError:
            self.is_whole = True
        if self.size > self._most_bytes and not self.is_whole:
            self.is_whole = self.is_cut = True
        if self.is_whole:
            self._bytes.seek(0)

    @property
    def first_line(self) -> bytes:
        """What the request asks for, as far as it has come."""
        place = self._bytes.tell()
        self._bytes.seek(0)
        line = self._bytes.readline(LONGEST_HEAD)
        self._bytes.seek(place)
        return line

    def end(self) -> None:
        """Nothing more comes: what is there is for gunicorn to refuse."""
        self.is_whole = self.is_cut = True
        self._bytes.seek(0)

    def _follow(self) -> None:
        while True:
            event = self._parser.next_event()
            if isinstance(event, h11.Request):
                self._has_head = True
                self.lane = lane_of(event.method, event.target)
                self._deadline = time.monotonic() + settings.REQUEST_BODY_SECONDS
                self._body_end = self._deadline
                if event.method != b"PUT" and not takes_file(event.target):
                    self._most_bytes = min(self._most_bytes, MOST_OF_OTHERS)
                if announced_bytes(event) > self._most_bytes:
                    self.is_whole = self.is_cut = True
                    return
            elif isinstance(event, h11.EndOfMessage):
                self.is_whole = True
                self.rest = bytes(self._parser.trailing_data[0])
                self._bytes.truncate(self.size - len(self.rest))
                return
            # h11 needs more than has come yet
            elif not isinstance(event, h11.Data):
                return
            elif self._has_crumbs(event):
                self.is_whole = self.is_cut = True
                return

    def _has_crumbs(self, part: h11.Data) -> bool:
        """Whether the chunks so far, with this part of one, are very many and very small."""
        self._chunks += part.chunk_start
        return self._chunks > MANY_CHUNKS and self.size < self._chunks * LEAST_CHUNK

    def recv(self, size: int) -> bytes:
        """The next bytes of a request that is whole, as a socket would give them."""
        return self._bytes.read(size)

    def close(self) -> None:
        """Let go of what was kept, on disk too."""
        self._bytes.close()


def takes_file(target: bytes) -> bool:
    """Whether the form at an address takes one."""
    return path_of(target).endswith("/import/")


def announced_bytes(head: h11.Request) -> int:
    """The largest Content-Length of a head; 0 without one, as before a body in chunks."""
    lengths = []
    for name, value in head.headers:
        if name == b"content-length":
            lengths.append(int(value))
    return max(lengths, default=0)
