"""Who is asking, and how often."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import Error
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_htmx.middleware import HtmxDetails

from scoring.models import RateWindow
from scoring.pages import storage
from scoring.pages.networks import network_of

# Hits and the seconds of their window, as the reader of such settings gives them
Rate = tuple[int, int]


class HtmxRequest(HttpRequest):
    """A request as the middleware of django-htmx leaves it."""

    htmx: HtmxDetails


class SignedInRequest(HttpRequest):
    """A request behind login_required or permission_required, which nobody else gets past."""

    user: User


def address(request: HttpRequest) -> str:
    """What the outermost of our own proxies saw, never what a visitor claims."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    seen_addresses = [part.strip() for part in forwarded if part.strip()]
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    if not proxies or len(seen_addresses) < proxies:
        return direct
    # From the end, where our own proxies write; what a visitor claims stands before
    visitor = seen_addresses[-proxies]
    # Some proxies add a port: [2001:db8::1]:443, 192.0.2.1:443
    if visitor.startswith("["):
        visitor, _, _ = visitor[1:].partition("]")
    elif visitor.count(":") == 1:
        visitor, _, _ = visitor.partition(":")
    try:
        return str(ip_address(visitor))
    except ValueError:
        return direct


def network(request: HttpRequest) -> str:
    """Whom limits count: the visitor's address, by version 6 its network."""
    visitor = address(request)
    # A socket of the file system has no address: all who come by it are one
    if not visitor:
        return ""
    return network_of(visitor)


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one submission; 0 when it may go on, else the seconds until the window ends."""
    if request.user.is_authenticated:
        return 0
    return count_one("visitor", request, settings.RATE_LIMIT)


def count_one(purpose: str, request: HttpRequest, rate: Rate) -> int:
    """Count one more of a visitor; 0 within the limit, else the seconds until the window ends."""
    allowed, _ = rate
    if not allowed:
        return 0
    window, seconds_left = _window(purpose, request, rate)
    try:
        RateWindow.objects.bulk_create([window], ignore_conflicts=True)
        # Counted where the limit is compared, so that no two take the last one
        below_limit = _same(window).filter(hits__lt=allowed)
        if below_limit.update(hits=F("hits") + 1):
            return 0
        return seconds_left
    except Error as error:
        if storage.trouble_of(error) in (storage.FULL, storage.READ_ONLY):
            # What only reads goes on without; what stores fails by itself
            return 0
        raise


def seconds_over(purpose: str, request: HttpRequest, rate: Rate) -> int:
    """As `count_one`, without counting: 0 while one more is within the limit."""
    allowed, _ = rate
    if not allowed:
        return 0
    window, seconds_left = _window(purpose, request, rate)
    is_used_up = _same(window).filter(hits__gte=allowed).exists()
    return seconds_left if is_used_up else 0


def _window(purpose: str, request: HttpRequest, rate: Rate) -> tuple[RateWindow, int]:
    """The window that a visitor is in now, and the seconds until it ends."""
    _, length = rate
    now = timezone.now()
    begins_at = datetime.fromtimestamp(now.timestamp() // length * length, tz=UTC)
    ends_at = begins_at + timedelta(seconds=length)
    # No address is stored
    visitor = salted_hmac(purpose, network(request)).hexdigest()
    seconds_left = max(1, round((ends_at - now).total_seconds()))
    return RateWindow(visitor=visitor, begins_at=begins_at), seconds_left


def _same(window: RateWindow) -> QuerySet[RateWindow]:
    return RateWindow.objects.filter(visitor=window.visitor, begins_at=window.begins_at)


def told_to_wait(
    request: HttpRequest,
    template: str,
    seconds: int,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page for somebody who has come too often; programs read the seconds in its head."""
    response = render(request, template, context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def forget_old_windows() -> None:
    old = timezone.now() - timedelta(days=2)
    RateWindow.objects.filter(begins_at__lt=old).delete()
