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
    """The visitor's address: what the outermost of our own proxies saw,
    never what a visitor claims.
    """
    seen = [
        part.strip()
        for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if part.strip()
    ]
    proxies = settings.TRUSTED_PROXIES
    direct = request.META.get("REMOTE_ADDR", "")
    if not proxies or len(seen) < proxies:
        return direct
    try:
        return str(ip_address(_without_port(seen[-proxies])))
    except ValueError:
        return direct


def _without_port(found: str) -> str:
    if found.startswith("["):
        return found[1:].partition("]")[0]
    return found.partition(":")[0] if found.count(":") == 1 else found


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one submission; 0 when it may go on, else the seconds until the window ends."""
    allowed, window = settings.RATE_LIMIT
    if not allowed or request.user.is_authenticated:
        return 0
    now = timezone.now()
    begins = datetime.fromtimestamp(now.timestamp() // window * window, tz=UTC)
    row = {"visitor": salted_hmac("visitor", address(request)).hexdigest(), "begins_at": begins}
    RateWindow.objects.bulk_create([RateWindow(**row)], ignore_conflicts=True)
    if RateWindow.objects.filter(**row, hits__lt=allowed).update(hits=F("hits") + 1):
        return 0
    return max(1, round((begins + timedelta(seconds=window) - now).total_seconds()))


def forget_old_windows() -> None:
    RateWindow.objects.filter(begins_at__lt=timezone.now() - timedelta(days=2)).delete()
