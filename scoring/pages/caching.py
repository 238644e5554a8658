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
        figures: Figures | None = cache.get(key)
        if figures is None:
            figures = count()
            cache.set(key, figures, SECONDS)
        return figures
    except RedisError:
        logger.warning("The cache of CACHE_URL does not answer")
        return count()
