"""What many pages ask for: figures counted once in a minute, and drawings made for all who wait."""

import hashlib
import logging
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from django.core.cache import cache

SECONDS = 60
# Drawings that a process keeps
MOST_KEPT = 8
Figures = TypeVar("Figures")
# When the request of a thread had arrived, in monotonic time; the server says so
arrived: ContextVar[float] = ContextVar("arrived")

logger = logging.getLogger(__name__)


def counted_lately(key: str, count: Callable[[], Figures]) -> Figures:
    """What `count` gives, at most a minute old; a dead cache costs only time."""
    try:
        figures: Figures | None = cache.get(key)
        if figures is None:
            figures = count()
            cache.set(key, figures, SECONDS)
        return figures
    except _server_errors():
        logger.warning("The cache of CACHE_URL does not answer")
        return count()


def _server_errors() -> tuple[type[Exception], ...]:
    """What a cache raises that is a server of its own."""
    # Loaded by Django where the cache is Redis; a web process without it is 6 MB smaller
    redis = sys.modules.get("redis.exceptions")
    if not redis:
        return ()
    return (redis.RedisError,)


def digest_of(*told: object) -> str:
    """What a key ends with whose figures go by all of this, so that it is none too long."""
    # What somebody typed into an address may hold half a pair of UTF-16
    content = repr(told).encode(errors="surrogatepass")
    return hashlib.sha256(content).hexdigest()[:32]


class Drawing(NamedTuple):
    """What came of some work, and when what it goes by began to be read."""

    begun: float
    result: Any


_kept: dict[str, Drawing] = {}
_one_at_a_time = threading.Lock()


def drawn_for_all(key: str, begun: float, draw: Callable[[], Figures]) -> Figures:
    """What `draw` gives, or gave another thread that began once this request had arrived.

    Where what is drawn changes all the time, those who ask meanwhile wait for one drawing and not
    for one each; nobody sees less than was stored when he asked. `begun` is when the caller began
    to read what `draw` goes by.
    """
    with _one_at_a_time:
        kept = _kept.get(key)
        if kept is None or kept.begun < arrived.get(begun):
            kept = Drawing(begun, draw())
            _kept.pop(key, None)
            _kept[key] = kept
            while len(_kept) > MOST_KEPT:
                del _kept[next(iter(_kept))]
        result: Figures = kept.result
        return result
