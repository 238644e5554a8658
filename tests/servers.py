"""Real local HTTP servers that play a remote scoring service, good or bad."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


class ScoringServer(ThreadingHTTPServer):
    """Answers each POST by its behaviour, which a test may change, and keeps what it was sent."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, behaviour: Behaviour, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.behaviour = behaviour
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/workspaces/w/services/s/execute?api-version=2.0&details=true"

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

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(behaviour: Behaviour, port: int = 0) -> Iterator[ScoringServer]:
    server = ScoringServer(behaviour, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
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
    return lambda handler, body: send(handler, status, b'{"error": {"code": "X", "message": "no"}}', **headers)


def saying(content: bytes) -> Behaviour:
    return lambda handler, body: send(handler, 200, content)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


healthy = answering(["1", "0.91", "0.25", "1.5"])
