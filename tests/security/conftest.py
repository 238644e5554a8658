"""A public site on https, and the settings that an environment gives."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.similarco_site.commands import values

PUBLIC = {
    "SITE_URL": "https://similarco.example",
    "SECRET_KEY": "kX3-vb91_Qm7Zt0aLw5Rj2Ys8Hd4Ec6Uf" * 2,
}
HTTPS_SETTINGS = [
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "SECURE_SSL_REDIRECT",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
]


def take_over(settings: Any, names: list[str], **environment: str) -> None:
    """Set what the settings come to be when the site starts in a given environment."""
    found = values(django_settings.BASE_DIR, *names, **environment)
    for name, value in zip(names, found, strict=True):
        setattr(settings, name, value)


@pytest.fixture
def https(settings: Any) -> Client:
    """A browser at a public site."""
    take_over(settings, HTTPS_SETTINGS, **PUBLIC)
    return Client(headers={"host": "similarco.example"})
