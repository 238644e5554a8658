"""Which request a thread takes next, so that many of one kind leave threads to all others.

In one line, a page would wait behind each of 300 exports or maps that were asked for before it.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.util import split_request_uri

from wire.service.error_bodies import ERROR_BODIES

Request = TypeVar("Request")


class Lane(NamedTuple):
    """Requests that wait for each other: what they ask for, and in which part of the site."""

    kind: str
    part: str


PAGES, FILES, FORMS, CALLS = "pages", "files", "forms", "calls"
# What computes at once in one lane: threads share one interpreter, so more are no sooner done, and
# all others get slower
MOST_ASKED = 2
# More would keep the one whose turn it is to write waiting for the interpreter after each statement
MOST_FORMS = 4
# Of the threads: calls say themselves when they are too many
SHARE_OF_CALLS = 3 / 4
# gunicorn refuses them by itself
UNREADABLE = Lane(PAGES, "")
# No part of an address: many that lead nowhere wait for each other
NOWHERE = "?"


def lane_of(method: bytes, target: bytes) -> Lane:
    """The lane of a request, by its first line; the part is the first one of its path."""
    query = parts_of(target).query
    part = part_of(target)
    if part not in known_parts():
        part = NOWHERE
    if method not in (b"GET", b"HEAD"):
        return Lane(CALLS if part in ERROR_BODIES else FORMS, part)
    is_file = "format" in parse_qs(query)
    return Lane(FILES if is_file else PAGES, part)


def part_of(target: bytes) -> str:
    """The first part of the path that a request asks for."""
    return path_of(target).lstrip("/").partition("/")[0]


@cache
def known_parts() -> frozenset[str]:
    """The first parts of all addresses of the site."""
    static = settings.STATIC_URL.strip("/")
    return frozenset([static, *_first_parts(get_resolver().url_patterns)])


def _first_parts(addresses: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    for address in addresses:
        begin = str(address.pattern)
        # An area that is included without a part of its own
        if isinstance(address, URLResolver) and not begin:
            yield from _first_parts(address.url_patterns)
        else:
            yield begin.partition("/")[0]


def path_of(target: bytes) -> str:
    """The path that a request asks for, as Django finds it: however it is spelt, it is one."""
    return unquote(parts_of(target).path)


def parts_of(target: bytes) -> SplitResult:
    """What gunicorn reads of a request's target; nothing where it cannot read it."""
    try:
        return split_request_uri(target.decode("latin-1"))
    except ValueError:
        return SplitResult("", "", "", "", "")


class Lanes(Generic[Request]):
    """Requests that wait for one of so many threads; some forms may wait for a remote endpoint."""

    def __init__(self, threads: int, waiting_forms: int = 0) -> None:
        self._free = threads
        self._most = {
            PAGES: MOST_ASKED,
            FILES: MOST_ASKED,
            FORMS: MOST_FORMS + waiting_forms,
            CALLS: max(1, int(threads * SHARE_OF_CALLS)),
        }
        # lane -> client -> what it asks for, the client first whose turn it is
        self._waiting: dict[Lane, dict[str, deque[Request]]] = {}
        self._lane_of: dict[Request, Lane] = {}
        self._at_work: Counter[Lane] = Counter()

    def add(self, lane: Lane, client: str, request: Request) -> None:
        clients = self._waiting.setdefault(lane, {})
        clients.setdefault(client, deque()).append(request)

    def next(self) -> Request | None:
        """The next request of the lane that has the fewest at work; None while it has to wait."""
        lanes = [lane for lane in self._waiting if self._at_work[lane] < self._most[lane.kind]]
        if not lanes or not self._free:
            return None
        lane = min(lanes, key=lambda each: self._at_work[each])
        clients = self._waiting[lane]
        client = next(iter(clients))
        requests = clients.pop(client)
        request = requests.popleft()
        # Behind all others, or one with a hundred connections would hold them up
        if requests:
            clients[client] = requests
        if not clients:
            del self._waiting[lane]
        self._lane_of[request] = lane
        self._at_work[lane] += 1
        self._free -= 1
        return request

    def leave(self, request: Request) -> None:
        """A request computes no longer, though it may keep its thread while a client reads."""
        lane = self._lane_of.pop(request, None)
        if lane is None:
            return
        self._at_work[lane] -= 1
        # Else there would be a count for each part that was ever asked for
        if not self._at_work[lane]:
            del self._at_work[lane]

    def done(self, request: Request) -> None:
        """The thread of a request is free again."""
        self.leave(request)
        self._free += 1
