"""gunicorn's threaded worker, whose threads get only requests that are whole.

As gunicorn comes, a thread reads head and body from the line, and some hundred clients that stall
take all threads. Here the main loop takes in what comes, and ends what comes too slowly.
"""

import errno
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from scoring.pages.networks import network_of
from similarco_site import settings
from similarco_site.answers import HEADERS_WITHOUT_DJANGO
from similarco_site.arrivals import Arrival

# More than the largest file of batch execution
MOST_BYTES = 51 * 1024 * 1024
# For all requests of a process together, most of it on disk
MOST_BYTES_TOGETHER = 20 * MOST_BYTES
PIECE = 64 * 1024
# Seconds in which a reader takes one piece of a reply: who stalls there holds a thread too
SEND_SECONDS = 30.0
# Of a reply that nobody has read yet: a page goes out as a whole, and its thread is free
UNREAD_BYTES = 208 * 1024
# Seconds in which the rest of a refused request is taken off the line, so that the client reads on
LINGER_SECONDS = 5.0


GUARDS = [f"{name}: {value}" for name, value in HEADERS_WITHOUT_DJANGO.items()]


def refusal(status: str, *headers: str) -> bytes:
    """A whole reply without a body, after which the connection ends."""
    lines = [f"HTTP/1.1 {status}", *headers, *GUARDS, "Content-Length: 0", "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode()


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOO_SLOW = refusal("408 Request Timeout")
TOO_MANY = refusal("429 Too Many Requests", "Retry-After: 10")
NO_ROOM = refusal("503 Service Unavailable", "Retry-After: 10")


class ClientSocket(socket.socket):
    """A socket that waits for its client, but not for ever."""

    def setblocking(self, flag: bool) -> None:
        """gunicorn has it block while it sends: then with a limit."""
        self.settimeout(SEND_SECONDS if flag else 0.0)

    def sendall(self, *arguments: Any) -> None:
        try:
            super().sendall(*arguments)
        except TimeoutError as error:
            # gunicorn takes it for a client who has gone, which is what it comes to
            raise ConnectionResetError(errno.ECONNRESET, "The reply was not taken") from error


class GuardedRefusal:
    """Stands for a client's socket while gunicorn refuses a request: puts our headers in."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client

    def gettimeout(self) -> float:
        """At 0 gunicorn sends as it is; else it would ask for `setblocking`, which is not here."""
        return 0.0

    def sendall(self, reply: bytes) -> None:
        status, line_end, rest = reply.partition(b"\r\n")
        guards = "\r\n".join([*GUARDS, ""]).encode()
        # A few bytes, with room for them; who has gone does not miss them
        self._client.setblocking(False)
        self._client.sendall(status + line_end + guards + rest)


class Connection(TConn):
    """A connection, and the request that arrives on it."""

    def __init__(
        self, worker: "WholeRequestWorker", accepted: socket.socket, client: Any, server: Any
    ) -> None:
        super().__init__(worker.cfg, ClientSocket(fileno=accepted.detach()), client, server)
        self.worker = worker
        self.counted_as = counted_address(client)
        self.arrival: Arrival | None = None
        self.linger_until = 0.0

    def send_now(self, reply: bytes) -> None:
        """Send a few bytes where there is room for them, without any wait."""
        with suppress(OSError):
            self.sock.send(reply)

    def close(self, graceful: bool = False) -> None:
        """With `graceful` the client is first given time to read what was sent."""
        if graceful:
            self.worker.linger(self)
        else:
            super().close()
            self.worker.forget(self)


def counted_address(client: Any) -> str:
    """Under which address a connection is counted; empty for those that are not."""
    if settings.TRUSTED_PROXIES or not isinstance(client, tuple):
        return ""
    network = network_of(client[0])
    # ::1 is in the network that begins with ::
    is_loopback = network == "::" or network.startswith("127.")
    return "" if is_loopback else network


class WholeRequestWorker(ThreadWorker):
    """All methods but `handle` run in the main loop, so nothing here needs a lock."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.arriving: set[Connection] = set()
        self.lingering: set[Connection] = set()
        self.by_address: Counter[str] = Counter()
        self.kept_bytes = 0

    def accept(self, listener: socket.socket) -> None:
        """Take a connection in, or refuse it where its network has too many."""
        try:
            accepted, client = listener.accept()
        except OSError as error:
            # Taken by another process, gone again, or no handle left: none ends this process
            self.log.debug("Nothing accepted: %s", error)
            return
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD_BYTES)
        connection = Connection(self, accepted, client, listener.getsockname())
        self.nr_conns += 1
        self.by_address[connection.counted_as] += 1
        most = settings.CONNECTIONS_PER_ADDRESS
        if connection.counted_as and 0 < most < self.by_address[connection.counted_as]:
            self._end(connection, TOO_MANY)
        else:
            self._await_request(connection)

    def on_client_socket_readable(self, connection: Connection, client: Any) -> None:
        """The next request begins on a connection that was kept."""
        self.poller.unregister(connection.sock)
        self.keepalived_conns.remove(connection)
        self._await_request(connection)

    def handle_error(self, request: Any, client: Any, address: Any, error: Any) -> None:
        """gunicorn's own 400, 414, 431, 500, of what never came to Django or broke on its way."""
        super().handle_error(request, GuardedRefusal(client), address, error)

    def finish_request(self, connection: Connection, future: Any) -> None:
        """A reply is out; the next request on its line may be here already."""
        assert connection.arrival is not None
        rest = connection.arrival.rest
        self._release(connection)
        # What was not read of this request is not the beginning of the next
        connection.parser.unreader.take_buffered()
        super().finish_request(connection, future)
        if rest and connection in self.keepalived_conns:
            self.on_client_socket_readable(connection, connection.sock)
            self._take(connection, rest)

    def murder_pending(self) -> None:
        """End what came too slowly, each time round the loop."""
        for connection in list(self.arriving):
            arrival = connection.arrival
            assert arrival is not None
            # A process that is to end waits for no request that has not begun
            is_idle = arrival.size == 0
            if arrival.is_late or (is_idle and not self.alive):
                self._leave_poller(connection)
                self._end(connection, b"" if is_idle else TOO_SLOW)
        now = time.monotonic()
        for connection in [each for each in self.lingering if each.linger_until < now]:
            self._leave_poller(connection)
            connection.close()

    def linger(self, connection: Connection) -> None:
        """Say that nothing more is sent, and read on until the client has done the same."""
        try:
            connection.sock.setblocking(False)
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            connection.close()
            return
        connection.linger_until = time.monotonic() + LINGER_SECONDS
        self.lingering.add(connection)
        self._register(connection, self.on_lingering)

    def forget(self, connection: Connection) -> None:
        """A connection has been closed."""
        self._release(connection)
        self.by_address[connection.counted_as] -= 1
        # Else there would be a count for each network that ever came
        if self.by_address[connection.counted_as] < 1:
            del self.by_address[connection.counted_as]

    def handle_request(self, request: Any, connection: Connection) -> Any:
        # The reply says so, for the client may have more to ask on this line
        if connection.arrival and connection.arrival.is_cut:
            request.must_close = True
        return super().handle_request(request, connection)

    def _keepalive_after(self, connection: Connection, keepalive: bool) -> bool:
        # Its body is off the line already, unless it was cut
        return keepalive and not (connection.arrival and connection.arrival.is_cut)

    def _await_request(self, connection: Connection) -> None:
        connection.sock.setblocking(False)
        connection.arrival = Arrival(MOST_BYTES)
        self.arriving.add(connection)
        self._register(connection, self.on_arriving)

    def on_arriving(self, connection: Connection, client: Any) -> None:
        received = received_from(connection)
        assert connection.arrival is not None
        if received:
            self._take(connection, received)
        elif received is not None and connection.arrival.size:
            connection.arrival.end()
            self._hand_over(connection)
        elif received is not None:
            self._leave_poller(connection)
            self._end(connection, b"")

    def _take(self, connection: Connection, received: bytes) -> None:
        arrival = connection.arrival
        assert arrival is not None
        self.kept_bytes += len(received)
        try:
            arrival.add(received)
            has_room = self.kept_bytes <= MOST_BYTES_TOGETHER
        except OSError:
            has_room = False
        if not has_room:
            self._leave_poller(connection)
            self._end(connection, NO_ROOM)
        elif arrival.is_whole:
            self._hand_over(connection)
        elif arrival.asks_for_leave():
            connection.send_now(CONTINUE)

    def _hand_over(self, connection: Connection) -> None:
        self._leave_poller(connection)
        # gunicorn then neither waits for the line nor makes a parser of its own that reads from it
        connection.initialized = connection.data_ready = True
        connection.parser = http.get_parser(self.cfg, connection.arrival, connection.client)
        self.enqueue_req(connection)

    def on_lingering(self, connection: Connection, client: Any) -> None:
        if received_from(connection) == b"":
            self._leave_poller(connection)
            connection.close()

    def _end(self, connection: Connection, reply: bytes) -> None:
        self.nr_conns -= 1
        if reply:
            connection.send_now(reply)
        connection.close(graceful=bool(reply))

    def _register(
        self, connection: Connection, callback: Callable[[Connection, Any], None]
    ) -> None:
        self.poller.register(connection.sock, EVENT_READ, partial(callback, connection))

    def _leave_poller(self, connection: Connection) -> None:
        self.poller.unregister(connection.sock)
        self.arriving.discard(connection)
        self.lingering.discard(connection)

    def _release(self, connection: Connection) -> None:
        if connection.arrival is not None:
            self.kept_bytes -= connection.arrival.size
            connection.arrival.close()
            connection.arrival = None


def received_from(connection: Connection) -> bytes | None:
    """What has come: nothing at the end of the line, None where nothing is there yet."""
    try:
        return bytes(connection.sock.recv(PIECE))
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""
