"""Who is asking, and how often."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_htmx.middleware import HtmxDetails

from scoring.models import RateWindow


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


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one submission; 0 when it may go on, else the seconds until the window ends."""
    allowed, window = settings.RATE_LIMIT
    if not allowed or request.user.is_authenticated:
        return 0
    now = timezone.now()
    begins_at = datetime.fromtimestamp(now.timestamp() // window * window, tz=UTC)
    # No address is stored
    visitor = salted_hmac("visitor", address(request)).hexdigest()
    new_window = RateWindow(visitor=visitor, begins_at=begins_at)
    RateWindow.objects.bulk_create([new_window], ignore_conflicts=True)
    # Counted where the limit is compared, so that no two take the last one
    same_window = RateWindow.objects.filter(visitor=visitor, begins_at=begins_at)
    if same_window.filter(hits__lt=allowed).update(hits=F("hits") + 1):
        return 0
    ends_at = begins_at + timedelta(seconds=window)
    return max(1, round((ends_at - now).total_seconds()))


def forget_old_windows() -> None:
    old = timezone.now() - timedelta(days=2)
    RateWindow.objects.filter(begins_at__lt=old).delete()
