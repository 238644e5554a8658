"""The categories that forms and filters offer."""

import logging
from collections import Counter

from django.core.cache import cache
from redis.exceptions import RedisError

from scoring.models import Tally, model_versions

MOST_CATEGORIES = 100
CATEGORIES_KEY = "known-categories"
CATEGORIES_SECONDS = 60

logger = logging.getLogger(__name__)


def known_categories() -> list[str]:
    """The most used categories in alphabetical order, at most a minute old; a dead cache costs only time."""
    try:
        return cache.get_or_set(CATEGORIES_KEY, _most_used_categories, CATEGORIES_SECONDS) or []
    except RedisError:
        logger.warning("The cache of CACHE_URL does not answer")
        return _most_used_categories()


def _most_used_categories() -> list[str]:
    version = model_versions.embedded()
    totals = Tally.objects.filter(version=version).exclude(category="").totals("category")
    return sorted(name for name, _ in Counter(totals).most_common(MOST_CATEGORIES))
