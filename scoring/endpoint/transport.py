"""One call to another site that really ends when its time is up."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.poolmanager import PoolManager

from scoring.endpoint.errors import EndpointError, EndpointTimeoutError

LARGEST_REPLY = 10 * 1024 * 1024
CHUNK = 64 * 1024


class Reply(NamedTuple):
    status: int
    retry_after: str
    content: bytes


class Site(NamedTuple):
    """How messages speak of the other side, and of the setting or field that says where it is."""

    name: str
    address: str


Ask = Callable[[requests.Session], Reply]
SCORING_SERVICE = Site("The scoring service", "AML_URL")
FILE_SITE = Site("The site", "BaseLocation")


class UnreachableError(EndpointError):
    """No whole reply came, but another try may bring one."""


class BearerKey(AuthBase):
    """Sets the key itself, so that no `.netrc` can put another in its place."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.key}"
        return request


class Deadline:
    """Shuts the sockets of a call when its time is up:
    the only thing that ends a dripping reply.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._is_over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    @property
    def passed(self) -> bool:
        # On a busy machine the socket's own time-out, as long as this one, may come before the
        # timer's turn
        return self._is_over or time.monotonic() >= self._end

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
        self._is_over = True
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
            scheme: self._watched_pool(pool)
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }

    def _watched_pool(self, pool: Any) -> type:
        connection = _watched(pool.ConnectionCls, self._deadline)
        return type(pool.__name__, (pool,), {"ConnectionCls": connection})


def _watched(base: type[HTTPConnection] | type[HTTPSConnection], deadline: Deadline) -> type:
    def connect(self: Any) -> socket.socket:
        connected = base._new_conn(self)
        deadline.watch(connected)
        return connected

    return type(base.__name__, (base,), {"_new_conn": connect})


def exchange(url: str, key: str, body: dict[str, Any], seconds: float) -> Reply:
    """Send one JSON body; return whatever is answered.

    Raises:
        EndpointTimeoutError: the time is up.
        UnreachableError: no connection, or it broke off.
        EndpointError: the certificate cannot be trusted, or the reply is too large.
    """
    return _in_time(
        SCORING_SERVICE, lambda session: _exchange(session, url, key, body, seconds), seconds
    )


def fetch(url: str, seconds: float, most: int) -> Reply:
    """Get a file of at most `most` bytes. Raises as `exchange` does."""
    return _in_time(FILE_SITE, lambda session: _fetch(session, url, seconds, most), seconds)


def _in_time(site: Site, ask: Ask, seconds: float) -> Reply:
    found: list[Reply | EndpointError] = []
    deadline = Deadline(seconds)
    # A name look-up cannot be ended from outside, so the caller leaves it behind
    call = threading.Thread(
        target=lambda: found.append(_outcome(deadline, site, ask, seconds)), daemon=True
    )
    call.start()
    call.join(seconds)
    if not found:
        raise too_slow(seconds, site)
    if isinstance(found[0], EndpointError):
        raise found[0]
    return found[0]


def too_slow(seconds: float, site: Site = SCORING_SERVICE) -> EndpointTimeoutError:
    return EndpointTimeoutError(
        f"{site.name} did not answer within {seconds:.2g} seconds.", retry=True
    )


def _outcome(deadline: Deadline, site: Site, ask: Ask, seconds: float) -> Reply | EndpointError:
    with deadline.running(), requests.Session() as session:
        session.trust_env = False
        session.mount("http://", WatchedAdapter(deadline))
        session.mount("https://", WatchedAdapter(deadline))
        try:
            reply = ask(session)
        except EndpointError as error:
            return error
        except (requests.RequestException, OSError, ValueError) as error:
            return (
                too_slow(seconds, site) if deadline.passed else _unreachable(error, seconds, site)
            )
        # A reply without a length looks whole when its socket is shut
        return too_slow(seconds, site) if deadline.passed else reply


def _exchange(
    session: requests.Session, url: str, key: str, body: dict[str, Any], seconds: float
) -> Reply:
    with session.post(
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        auth=BearerKey(key) if key else None,
        timeout=seconds,
        allow_redirects=False,
        stream=True,
    ) as reply:
        return Reply(
            reply.status_code,
            reply.headers.get("Retry-After", ""),
            _read(reply, LARGEST_REPLY, SCORING_SERVICE),
        )


def _fetch(session: requests.Session, url: str, seconds: float, most: int) -> Reply:
    with session.get(url, timeout=seconds, allow_redirects=False, stream=True) as reply:
        return Reply(reply.status_code, "", _read(reply, most, FILE_SITE))


def _read(reply: requests.Response, most: int, site: Site) -> bytes:
    content = bytearray()
    for chunk in reply.iter_content(CHUNK):
        content += chunk
        if len(content) > most:
            problem = f"{site.name}'s reply is larger than {most // 1024**2} MB; it was cut off."
            raise EndpointError(problem, retry=False)
    return bytes(content)


def _unreachable(error: Exception, seconds: float, site: Site) -> EndpointError:
    if isinstance(error, requests.exceptions.SSLError):
        is_certificate = "CERTIFICATE" in str(error).upper()
        fault = (
            "certificate could not be trusted"
            if is_certificate
            else f"address does not speak TLS: check {site.address}"
        )
        return EndpointError(f"{site.name}'s {fault}.", retry=True)
    if isinstance(error, requests.Timeout):
        return too_slow(seconds, site)
    if isinstance(error, requests.exceptions.ConnectionError):
        return UnreachableError(
            f"{site.name} could not be reached, or broke the connection off.", retry=True
        )
    if isinstance(error, ValueError) and not isinstance(error, requests.RequestException):
        return EndpointError(
            f"{site.name}'s host has a name that cannot be. Check {site.address}.", retry=True
        )
    return UnreachableError(f"{site.name}'s reply broke off or could not be read.", retry=True)
