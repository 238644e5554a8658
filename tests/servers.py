"""Real local HTTP servers that play a remote scoring service, good or bad."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]
CLASSIC_PATH = "/workspaces/w/services/s/execute?api-version=2.0&details=true"


class ScoringServer(ThreadingHTTPServer):
    """Answers each POST by its behaviour, which a test may change, and keeps what it was sent."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, behaviour: Behaviour, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.scheme = "https" if tls else "http"
        self.behaviour = behaviour
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.is_over = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A behaviour may break its connection as it likes."""

    def at(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}{path}"

    @property
    def url(self) -> str:
        return self.at(CLASSIC_PATH)

    @property
    def rows(self) -> list[list[str]]:
        """Every row that was ever sent here, in order."""
        return [row for _, body in self.requests for row in body["Inputs"]["input1"]["Values"]]


class _Handler(BaseHTTPRequestHandler):
    server: ScoringServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append((dict(self.headers), body))
        with suppress(BrokenPipeError, ConnectionResetError):
            self.server.behaviour(self, body)

    def do_GET(self) -> None:
        # Nobody should ask by GET; a followed redirect would
        self.server.requests.append((dict(self.headers), {}))
        self.server.behaviour(self, {})

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(
    behaviour: Behaviour, port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[ScoringServer]:
    server = ScoringServer(behaviour, port, tls)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    usual = {"Content_Type": "application/json", "Content_Length": str(len(body))}
    for name, value in {**usual, **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def reply(rows: list[list[Any]]) -> bytes:
    """A reply of the classic contract around some result rows."""
    k = max((len(row) for row in rows), default=1) - 1
    names = ["Assignments", *(f"DistancesToClusterCenter no.{number}" for number in range(k))]
    types = ["Int32", *["Double"] * k]
    value = {"ColumnNames": names, "ColumnTypes": types, "Values": rows}
    return json.dumps({"Results": {"output1": {"type": "table", "value": value}}}).encode()


def answering(cells: list[Any]) -> Behaviour:
    """Answers every row with the same cells."""

    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        send(handler, 200, reply([cells for _ in body["Inputs"]["input1"]["Values"]]))

    return behave


def refusing(status: int, **headers: str) -> Behaviour:
    return lambda handler, body: send(
        handler, status, b'{"error": {"code": "X", "message": "no"}}', **headers
    )


def saying(content: bytes) -> Behaviour:
    return lambda handler, body: send(handler, 200, content)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """Behaves each time as the next one says, and then for ever as the last."""
    left = list(behaviours)
    return lambda handler, body: (left.pop(0) if len(left) > 1 else left[0])(handler, body)


def after(seconds: float, behaviour: Behaviour) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        pause(handler, seconds)
        behaviour(handler, body)

    return behave


def pause(handler: BaseHTTPRequestHandler, seconds: float) -> None:
    """Wait, but not longer than the test does."""
    handler.server.is_over.wait(seconds)  # type: ignore[attr-defined]


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


healthy = answering(["1", "0.91", "0.25", "1.5"])
