"""gunicorn's threaded worker, whose threads get only requests that are whole.

As gunicorn comes, a thread reads head and body from the line, and some hundred clients that stall
take all threads. Here the main loop takes in what comes, and ends what comes too slowly.
"""

import errno
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import ThreadWorker

from scoring.pages.caching import arrived
from similarco_site import settings
from similarco_site.serving.arrivals import Arrival
from similarco_site.serving.connections import (
    CONTINUE,
    UNREAD_BYTES,
    Connection,
    OwnRefusal,
    are_too_many,
    received_from,
)
from similarco_site.serving.lanes import Lanes
from similarco_site.serving.refusals import refusal

# More than the largest file of batch execution, and of an import with the rest of its form
MOST_BYTES = (max(50, settings.IMPORT_MOST_MB) + 1) * 1024 * 1024
# For all requests of a process together, most of it on disk
MOST_BYTES_TOGETHER = 20 * MOST_BYTES
# Seconds in which the rest of a refused request is taken off the line, so that the client reads on
LINGER_SECONDS = 5.0


class WholeRequestWorker(ThreadWorker):
    """All methods but `handle` and `waiting` run in the main loop: nothing here needs a lock."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.arriving: set[Connection] = set()
        self.lingering: set[Connection] = set()
        self.by_address: Counter[str] = Counter()
        self.kept_bytes = 0
        waiting_forms = settings.AML_PAGE_CALLS if settings.AML_URL else 0
        self.lanes: Lanes[Connection] = Lanes(self.cfg.threads, waiting_forms)
        # Those whose threads wait for them to read
        self.unread: set[Connection] = set()

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
            self._end(connection, 429)
        else:
            self._await_request(connection)

    def on_client_socket_readable(self, connection: Connection, client: Any) -> None:
        """The next request begins on a connection that was kept."""
        self.poller.unregister(connection.sock)
        self.keepalived_conns.remove(connection)
        self._await_request(connection)

    def handle_error(
        self,
        request: Any,
        client: Any,
        address: Any,
        error: Any,
    ) -> None:
        """gunicorn's own 400, 414, 431, 500, of what never came to Django or broke on its way."""
        super().handle_error(request, OwnRefusal(client), address, error)

    def finish_request(self, connection: Connection, future: Any) -> None:
        """A reply is out; the next request on its line may be here already."""
        assert connection.arrival is not None
        rest = connection.arrival.rest
        self.lanes.done(connection)
        self._release(connection)
        # What was not read of this request is not the beginning of the next
        connection.parser.unreader.take_buffered()
        super().finish_request(connection, future)
        if rest and connection in self.keepalived_conns:
            self.on_client_socket_readable(connection, connection.sock)
            self._take(connection, rest)
        self._give_threads()

    def murder_pending(self) -> None:
        """End what came too slowly, each time round the loop."""
        for connection in list(self.arriving):
            arrival = connection.arrival
            assert arrival is not None
            # A process that is to end waits for no request that has not begun
            is_idle = arrival.size == 0
            if arrival.is_late or (is_idle and not self.alive):
                self._leave_poller(connection)
                self._end(connection, 0 if is_idle else 408)
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

    @contextmanager
    def waiting(self, connection: Connection) -> Iterator[None]:
        """Around the wait of a thread for a client who reads: others of its lane go on meanwhile.

        Raises:
            ConnectionResetError: too many threads wait already, or too many for this address.
        """
        addresses = [each.counted_as for each in list(self.unread)]
        if are_too_many(addresses, connection.counted_as, self.cfg.threads):
            raise ConnectionResetError(errno.ECONNRESET, "Too many replies are not taken")
        self.unread.add(connection)
        self.method_queue.defer(self._step_aside, connection)
        try:
            yield
        finally:
            self.unread.discard(connection)

    def _step_aside(self, connection: Connection) -> None:
        self.lanes.leave(connection)
        self._give_threads()

    def handle_request(self, request: Any, connection: Connection) -> Any:
        if connection.arrival:
            arrived.set(connection.arrival.whole_at)
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
            self._end(connection, 0)

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
            self._end(connection, 503)
        elif arrival.is_whole:
            self._hand_over(connection)
        elif arrival.asks_for_leave():
            connection.send_now(CONTINUE)

    def _hand_over(self, connection: Connection) -> None:
        assert connection.arrival is not None
        self._leave_poller(connection)
        connection.arrival.whole_at = time.monotonic()
        # gunicorn then neither waits for the line nor makes a parser of its own that reads from it
        connection.initialized = connection.data_ready = True
        connection.parser = http.get_parser(self.cfg, connection.arrival, connection.client)
        self.lanes.add(connection.arrival.lane, connection.counted_as, connection)
        self._give_threads()

    def _give_threads(self) -> None:
        while connection := self.lanes.next():
            self.enqueue_req(connection)

    def on_lingering(self, connection: Connection, client: Any) -> None:
        if received_from(connection) == b"":
            self._leave_poller(connection)
            connection.close()

    def _end(self, connection: Connection, status: int) -> None:
        """Refuse what came on a connection; 0 where nothing did."""
        self.nr_conns -= 1
        if status:
            wait = () if status == 408 else ("Retry-After: 10",)
            connection.send_now(refusal(status, connection.first_line(), *wait))
        connection.close(graceful=bool(status))

    def _register(
        self, connection: Connection, callback: Callable[[Connection, Any], None]
    ) -> None:
        self.poller.register(
            connection.sock,
            EVENT_READ,
            partial(callback, connection),
        )

    def _leave_poller(self, connection: Connection) -> None:
        self.poller.unregister(connection.sock)
        self.arriving.discard(connection)
        self.lingering.discard(connection)

    def _release(self, connection: Connection) -> None:
        if connection.arrival is not None:
            self.kept_bytes -= connection.arrival.size
            connection.arrival.close()
            connection.arrival = None
