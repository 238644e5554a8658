"""A connection of a client: what is sent on it without a wait, and how long a wait may be."""

import errno
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from typing import Any, Protocol

from gunicorn.workers.gthread import TConn

from scoring.pages.networks import network_of
from similarco_site import settings
from similarco_site.serving.arrivals import Arrival
from similarco_site.serving.refusals import refusal

PIECE = 64 * 1024
# Seconds in which a reader takes one piece of a reply: who stalls there holds a thread too
SEND_SECONDS = 30.0
# Of a reply that nobody has read yet: a page goes out as a whole, and its thread is free
UNREAD_BYTES = 208 * 1024

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class ClientSocket(socket.socket):
    """A socket that waits for its client, but not for ever."""

    # What is around each wait of a thread; set by its connection
    waiting: Callable[[], AbstractContextManager[None]] = nullcontext
    # Of the request that is answered; set by its connection
    first_line: Callable[[], bytes] = bytes

    def setblocking(self, flag: bool) -> None:
        """gunicorn has it block while it sends: then with a limit."""
        self.settimeout(SEND_SECONDS if flag else 0.0)

    def sendall(self, data: Any, flags: int = 0) -> None:
        left = memoryview(data)
        may_wait = self.gettimeout() != 0
        self.setblocking(False)
        with suppress(BlockingIOError):
            left = left[self.send(left, flags) :]
        if left and not may_wait:
            raise BlockingIOError(errno.EAGAIN, "The client has no room for it")
        self.setblocking(may_wait)
        if left:
            with self._waiting_for_client():
                super().sendall(left, flags)

    def sendfile(self, *arguments: Any, **more: Any) -> int:
        with self._waiting_for_client():
            return super().sendfile(*arguments, **more)

    @contextmanager
    def _waiting_for_client(self) -> Iterator[None]:
        try:
            with self.waiting():
                yield
        except TimeoutError as error:
            # gunicorn takes it for a client who has gone, which is what it comes to
            raise ConnectionResetError(errno.ECONNRESET, "The reply was not taken") from error


class OwnRefusal:
    """Stands for a client's socket while gunicorn refuses a request: refuses it in our words."""

    def __init__(self, client: ClientSocket) -> None:
        self._client = client

    def gettimeout(self) -> float:
        """At 0 gunicorn sends as it is; else it would ask for `setblocking`, which is not here."""
        return 0.0

    def sendall(self, reply: bytes) -> None:
        _, status, _ = reply.split(b" ", 2)
        # A few bytes, with room for them; who has gone does not miss them
        self._client.setblocking(False)
        self._client.sendall(refusal(int(status), self._client.first_line()))


class Owner(Protocol):
    """Where a connection belongs, and what is told of its waits and its end."""

    cfg: Any

    def linger(self, connection: "Connection") -> None: ...

    def forget(self, connection: "Connection") -> None: ...

    def waiting(self, connection: "Connection") -> AbstractContextManager[None]: ...


class Connection(TConn):
    """A connection, and the request that arrives on it."""

    def __init__(
        self,
        owner: Owner,
        accepted: socket.socket,
        client: Any,
        server: Any,
    ) -> None:
        super().__init__(
            owner.cfg,
            ClientSocket(fileno=accepted.detach()),
            client,
            server,
        )
        self.owner = owner
        self.sock.waiting = partial(owner.waiting, self)
        self.sock.first_line = self.first_line
        self.counted_as = counted_address(client)
        self.arrival: Arrival | None = None
        self.linger_until = 0.0

    def first_line(self) -> bytes:
        return self.arrival.first_line if self.arrival else b""

    def send_now(self, reply: bytes) -> None:
        """Send a few bytes where there is room for them, without any wait."""
        with suppress(OSError):
            self.sock.send(reply)

    def close(self, graceful: bool = False) -> None:
        """With `graceful` the client is first given time to read what was sent."""
        if graceful:
            self.owner.linger(self)
        else:
            super().close()
            self.owner.forget(self)


def counted_address(client: Any) -> str:
    """Under which address a connection is counted; empty for those that are not."""
    if settings.TRUSTED_PROXIES or not isinstance(client, tuple):
        return ""
    network = network_of(client[0])
    # ::1 is in the network that begins with ::
    is_loopback = network == "::" or network.startswith("127.")
    return "" if is_loopback else network


def are_too_many(unread: Sequence[str], address: str, threads: int) -> bool:
    """Whether one reply more, to this address, may not wait for its client to read.

    `unread` are the addresses, as they are counted, of those that wait, each with one of the
    threads. Files may have a quarter of these: no address alone keeps them from all others.
    """
    if len(unread) >= threads // 2:
        return True
    of_one = max(1, threads // 16)
    return bool(address) and unread.count(address) >= of_one


def received_from(connection: Connection) -> bytes | None:
    """What has come: nothing at the end of the line, None where nothing is there yet."""
    try:
        return bytes(connection.sock.recv(PIECE))
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""
