"""What Django's page of an error shows under DEBUG: everything but secrets."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

# Shorter ones are no secrets, and to mask them would leave nothing to read
SHORTEST_SECRET = 4


class WithoutAddresses(SafeExceptionReporterFilter):
    """Also leaves out addresses that may hold a key or a password, of settings and environment."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}"
        "|AML_URL|^URL$|DATABASE_URL|CACHE_URL|EMAIL_URL|LOCATION",
        re.IGNORECASE,
    )


class WithoutSecrets(ExceptionReporter):
    """Leaves out the secrets of the settings wherever they stand: drivers have them in variables
    and messages.
    """

    def get_traceback_html(self) -> SafeString:
        return SafeString(masked(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return SafeString(masked(super().get_traceback_text()))


def masked(page: str) -> str:
    """A page without secrets, be they written as they are, in Python, an address or HTML."""
    stars = SafeExceptionReporterFilter.cleansed_substitute
    # The longest first: one may be part of another
    for secret in sorted(secrets(), key=len, reverse=True):
        if len(secret) < SHORTEST_SECRET:
            continue
        for written in (secret, repr(secret)[1:-1], quote(secret, safe="")):
            page = page.replace(escape(written), stars).replace(written, stars)
    return page


def secrets() -> Iterator[str]:
    """What no page may show; some may be empty.

    Of addresses it is the password, and the query, in which a key may stand.
    """
    databases: dict[str, Any] = settings.DATABASES
    yield from (settings.SECRET_KEY, settings.AML_API_KEY, settings.EMAIL_HOST_PASSWORD or "")
    for database in databases.values():
        yield str(database.get("PASSWORD") or "")
        yield str(database.get("OPTIONS", {}).get("password", ""))
    if settings.HAS_LOCAL_OWNER and settings.OWNER_KEY_FILE.exists():
        yield settings.OWNER_KEY_FILE.read_text()
    for address in (settings.AML_URL, *cache_addresses()):
        parts = urlsplit(address)
        yield from (unquote(parts.password or ""), parts.query)


def cache_addresses() -> Iterator[str]:
    """Of every cache; one that has several servers names them in a list."""
    caches: dict[str, Any] = settings.CACHES
    for cache in caches.values():
        location = cache.get("LOCATION") or ""
        yield from [location] if isinstance(location, str) else location
