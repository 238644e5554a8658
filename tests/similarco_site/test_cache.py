"""A shared cache is an aid: the site works with it, and without it when it is down."""

import os
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from scoring.models import ModelVersion
from scoring.models.collections import OF_THE_SITE
from scoring.pages import categories
from tests.servers import unused_port

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


def use(settings: Any, url: str) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    }


@pytest.mark.redis
def test_suggested_categories_are_kept_in_redis(
    model: ModelVersion, client: Client, settings: Any
) -> None:
    use(settings, REDIS)
    cache.clear()

    page = client.get("/").content.decode()

    assert '<option value="Financials">' in page
    assert "Financials" in cache.get(f"{categories.CATEGORIES_KEY}-{OF_THE_SITE.key}")


def test_a_dead_cache_costs_no_page(model: ModelVersion, client: Client, settings: Any) -> None:
    use(settings, f"redis://127.0.0.1:{unused_port()}/0")

    page = client.get("/")

    assert page.status_code == 200
    assert '<option value="Financials">' in page.content.decode()
