"""Figures that many pages ask for, counted once in a minute."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

SECONDS = 60
Figures = TypeVar("Figures")

logger = logging.getLogger(__name__)


def counted_lately(key: str, count: Callable[[], Figures]) -> Figures:
    """What `count` gives, at most a minute old; a dead cache costs only time."""
    try:
        figures = cache.get_or_set(key, count, SECONDS)
    except RedisError:
        logger.warning("The cache of CACHE_URL does not answer")
        return count()
    # It may have run out just now
    return count() if figures is None else figures
