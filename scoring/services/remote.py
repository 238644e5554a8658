"""One POST to a remote scoring service, ended by one deadline."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.poolmanager import PoolManager

from scoring.services.errors import EndpointError, EndpointTimeoutError

LARGEST_REPLY = 10 * 1024 * 1024
CHUNK = 64 * 1024
STATUS_REASONS = {
    400: "The scoring service did not accept the request (400).",
    401: "The scoring service did not accept the key (401). Check AML_API_KEY.",
    403: "The scoring service refused access with this key (403). Check AML_API_KEY.",
    404: "The scoring service has nothing at this address (404). Check AML_URL.",
    408: "The scoring service took too long (408).",
    429: "The scoring service is getting too many requests (429).",
    503: "The scoring service is busy or starting (503).",
}
WORTH_ANOTHER_TRY = {408, 429}
ABOUT_ROWS = {400, 413, 422}


class BearerKey(AuthBase):
    """Sets the key itself, so that no `.netrc` can put another in its place."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.key}"
        return request


class Deadline:
    """Shuts the sockets of a call when its time is up: the only thing that ends a dripping reply."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @contextmanager
    def running(self) -> Iterator[None]:
        self._timer.start()
        try:
            yield
        finally:
            self._timer.cancel()
            for watched in self._sockets:
                watched.close()

    def watch(self, connected: socket.socket) -> None:
        # A duplicate reaches the connection even after TLS has taken the first handle over
        self._sockets.append(connected.dup())
        if self.passed:
            self._shut()

    def _shut(self) -> None:
        self.passed = True
        for watched in self._sockets:
            with suppress(OSError):
                watched.shutdown(socket.SHUT_RDWR)


class WatchedAdapter(HTTPAdapter):
    """Transport whose sockets a deadline knows of."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {
            scheme: type(pool.__name__, (pool,), {"ConnectionCls": _watched(pool.ConnectionCls, self._deadline)})  # type: ignore[attr-defined]
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }


def _watched(base: type[HTTPConnection] | type[HTTPSConnection], deadline: Deadline) -> type:
    def connect(self: Any) -> socket.socket:
        connected = base._new_conn(self)
        deadline.watch(connected)
        return connected

    return type(base.__name__, (base,), {"_new_conn": connect})


def post(url: str, key: str, body: dict[str, Any], seconds: float) -> bytes:
    """Send one JSON body; return the reply's body.

    Raises:
        EndpointError: no good reply within the time, with a reason that names neither key nor query.
    """
    deadline = Deadline(seconds)
    with deadline.running(), requests.Session() as session:
        session.trust_env = False
        session.mount("http://", WatchedAdapter(deadline))
        session.mount("https://", WatchedAdapter(deadline))
        try:
            content = _exchange(session, url, key, body, seconds)
        except (requests.RequestException, OSError) as error:
            raise (_too_slow(seconds) if deadline.passed else _unreachable(error, seconds)) from None
        # A reply without a length looks whole when its socket is shut
        if deadline.passed:
            raise _too_slow(seconds)
        return content


def _exchange(session: requests.Session, url: str, key: str, body: dict[str, Any], seconds: float) -> bytes:
    with session.post(
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        auth=BearerKey(key) if key else None,
        timeout=seconds,
        allow_redirects=False,
        stream=True,
    ) as reply:
        content = _read(reply)
        if reply.status_code != 200:
            raise _refusal(reply.status_code)
        return content


def _read(reply: requests.Response) -> bytes:
    content = bytearray()
    for chunk in reply.iter_content(CHUNK):
        content += chunk
        if len(content) > LARGEST_REPLY:
            raise EndpointError("The scoring service's reply is larger than 10 MB; it was cut off.", retry=False)
    return bytes(content)


def _refusal(status: int) -> EndpointError:
    if 300 <= status < 400:
        return EndpointError(
            f"The scoring service has moved ({status}); its new address was not followed. Check AML_URL.", retry=False
        )
    known = STATUS_REASONS.get(status)
    retry = status in WORTH_ANOTHER_TRY or status >= 500
    trouble = "has trouble of its own" if status >= 500 else "refused the request"
    reason = known or f"The scoring service {trouble} ({status})."
    return EndpointError(reason, retry=retry, about_rows=status in ABOUT_ROWS)


def _too_slow(seconds: float) -> EndpointTimeoutError:
    return EndpointTimeoutError(f"The scoring service did not answer within {seconds:g} seconds.", retry=True)


def _unreachable(error: Exception, seconds: float) -> EndpointError:
    if isinstance(error, requests.exceptions.SSLError):
        reason = "The scoring service's certificate could not be trusted."
    elif isinstance(error, requests.Timeout):
        return _too_slow(seconds)
    elif isinstance(error, requests.exceptions.ConnectionError):
        reason = "The scoring service could not be reached, or broke the connection off."
    else:
        reason = "The scoring service's reply broke off or could not be read."
    return EndpointError(reason, retry=True)
