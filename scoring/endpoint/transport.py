"""One call to another site that really ends when its time is up."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.poolmanager import PoolManager

from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure
from scoring.endpoint.time_limits import result_within

LARGEST_REPLY = 10 * 1024 * 1024
LARGEST_REFUSAL = 1024 * 1024
PIECE = 64 * 1024
CHALLENGE = re.compile(r'error_description="([^"]{1,500})"', re.IGNORECASE)


class Reply(NamedTuple):
    """What came of a call; `retry_after` is the header as it was sent, empty without one."""

    status: int
    retry_after: str
    content: bytes


class Site(NamedTuple):
    """How messages speak of the other side, and of the setting or field that says where it is."""

    name: str
    address: str


Request = Callable[[requests.Session], Reply]
SCORING_SERVICE = Site("The scoring service", "AML_URL")
FILE_SITE = Site("The site", "BaseLocation")


class Key(AuthBase):
    """Sets the key itself, so that no `.netrc` can put another in its place."""

    def __init__(self, value: str, header: str) -> None:
        self.value = value
        self.header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        said = self.value
        if self.header.lower() == "authorization":
            said = f"Bearer {self.value}"
        request.headers[self.header] = said
        return request


class Deadline:
    """Shuts the sockets of a call when its time is up: nothing else ends a dripping reply."""

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


class WatchedConnection:
    """A connection, mixed into one of urllib3's, whose socket a deadline knows of."""

    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        connected: socket.socket = super()._new_conn()  # type: ignore[misc]
        self.deadline.watch(connected)
        return connected


class WatchedAdapter(HTTPAdapter):
    """Transport whose sockets a deadline knows of."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        # Whether there is another try is for tries.py to say
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        usual: dict[str, Any] = manager.pool_classes_by_scheme
        watched = {}
        for scheme, pool in usual.items():
            bases = (WatchedConnection, pool.ConnectionCls)
            connection = type("WatchedConnection", bases, {"deadline": self._deadline})
            watched[scheme] = type("WatchedPool", (pool,), {"ConnectionCls": connection})
        manager.pool_classes_by_scheme = watched


def exchange(
    url: str,
    key: Key | None,
    body: dict[str, Any],
    seconds: float,
) -> Reply:
    """Send one JSON body; return whatever is answered.

    Raises:
        EndpointError: the time is up, there was no connection or it broke off, the certificate
            cannot be trusted, or the reply is too large.
    """

    def request(session: requests.Session) -> Reply:
        # No redirect: the texts go to no other host than the one that somebody has set
        with session.post(
            url,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            auth=key,
            timeout=seconds,
            allow_redirects=False,
            stream=True,
        ) as reply:
            retry_after = reply.headers.get("Retry-After", "")
            if 200 <= reply.status_code < 300:
                content = _content(reply, LARGEST_REPLY, SCORING_SERVICE)
            else:
                content = _refusal(reply)
            return Reply(reply.status_code, retry_after, content)

    return _reply_within(seconds, SCORING_SERVICE, request)


def fetch(url: str, seconds: float, most: int) -> Reply:
    """Get a file of at most `most` bytes. Raises as `exchange` does."""

    def request(session: requests.Session) -> Reply:
        # A redirect could lead to a host that nobody has allowed
        with session.get(url, timeout=seconds, allow_redirects=False, stream=True) as reply:
            content = _content(reply, most, FILE_SITE)
            return Reply(reply.status_code, "", content)

    return _reply_within(seconds, FILE_SITE, request)


def too_slow(seconds: float, site: Site = SCORING_SERVICE) -> EndpointError:
    """The error of a call that had so many seconds."""
    reason = f"{site.name} did not answer within {seconds:.2g} seconds."
    return EndpointError(reason, Failure.TIMED_OUT)


def _reply_within(seconds: float, site: Site, request: Request) -> Reply:
    deadline = Deadline(seconds)

    def call() -> Reply | EndpointError:
        with deadline.running(), requests.Session() as session:
            # Else a proxy or a `.netrc` of the environment would be used
            session.trust_env = False
            session.mount("http://", WatchedAdapter(deadline))
            session.mount("https://", WatchedAdapter(deadline))
            outcome: Reply | EndpointError
            try:
                outcome = request(session)
            except EndpointError as error:
                return error
            except (requests.RequestException, OSError, ValueError) as error:
                outcome = _broken_off(error, seconds, site)
            # A socket that was shut raises one error or another, and a reply without a length
            # looks whole then
            if not deadline.passed:
                return outcome
            return too_slow(seconds, site)

    outcome = result_within(seconds, call) or too_slow(seconds, site)
    if isinstance(outcome, EndpointError):
        raise outcome
    return outcome


def _content(reply: requests.Response, most: int, site: Site) -> bytes:
    content = bytearray()
    for piece in reply.iter_content(PIECE):
        content += piece
        if len(content) > most:
            problem = f"{site.name}'s reply is larger than {most // 1024**2} MB; it was cut off."
            raise EndpointError(problem, Failure.TOO_LARGE)
    return bytes(content)


def _refusal(reply: requests.Response) -> bytes:
    """What comes of a refusal, which is one whatever is behind its status.

    Without a body, what it says of a token, as RFC 6750 has it: that it has expired.
    """
    content = bytearray()
    with suppress(requests.RequestException):
        for piece in reply.iter_content(PIECE):
            content += piece
            if len(content) > LARGEST_REFUSAL:
                break
    challenge = CHALLENGE.search(reply.headers.get("WWW-Authenticate", ""))
    if challenge and not content:
        return challenge[1].encode()
    return bytes(content)


def _broken_off(error: Exception, seconds: float, site: Site) -> EndpointError:
    """What an error of the libraries says of a call that brought no whole reply."""
    if isinstance(error, requests.exceptions.SSLError):
        is_certificate = "CERTIFICATE" in str(error).upper()
        no_tls = f"address does not speak TLS: check {site.address}"
        fault = "certificate could not be trusted" if is_certificate else no_tls
        return EndpointError(f"{site.name}'s {fault}.", Failure.UNTRUSTED)
    if isinstance(error, requests.Timeout):
        return too_slow(seconds, site)
    if isinstance(error, requests.exceptions.ConnectionError):
        reason = f"{site.name} could not be reached, or broke the connection off."
        return EndpointError(reason, Failure.UNREACHABLE)
    if isinstance(error, ValueError) and not isinstance(error, requests.RequestException):
        reason = f"{site.name}'s host has a name that cannot be. Check {site.address}."
        return EndpointError(reason, Failure.IMPOSSIBLE_HOST)
    reason = f"{site.name}'s reply broke off or could not be read."
    return EndpointError(reason, Failure.UNREACHABLE)
