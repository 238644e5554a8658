"""How many wrong passwords lock a sign-in: of a name at an address, and of either alone."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from scoring.models.database.locks import alone
from scoring.models.work import CLOCKS_DIFFER
from scoring.pages import visitors

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# Who guesses tries a few passwords for many names, or comes from many addresses. The second is
# high: others can reach it too, to lock somebody out
MOST_OF_AN_ADDRESS = 20
MOST_OF_A_NAME = 100
# Rows of tries and sign-ins, which hold addresses
KEEP = timedelta(days=30)


class LimitedSignIn(AxesDatabaseHandler):
    """axes has one limit for all that it counts; here an address and a name have their own."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The wrong passwords of a name at an address; the most of them where another limit is
        reached.
        """
        # A try that is yet to come is of a clock that was wrong
        span = (get_cool_off_threshold(request), timezone.now() + CLOCKS_DIFFER)
        lately = AccessAttempt.objects.filter(attempt_time__range=span)
        of_address = lately.filter(ip_address=visitors.network(request))
        of_name = lately.filter(username=get_client_username(request, credentials))
        if failures(of_address) >= MOST_OF_AN_ADDRESS or failures(of_name) >= MOST_OF_A_NAME:
            return int(settings.AXES_FAILURE_LIMIT)
        return failures(of_address & of_name)


def locked(request: HttpRequest, credentials: dict[str, Any]) -> HttpResponse:
    """What axes answers to a password that is looked at no more."""
    wait = settings.AXES_COOLOFF_TIME.total_seconds()
    return visitors.told_to_wait(request, "registration/locked.html", round(wait))


def one_at_a_time(view: View) -> View:
    """A page that looks at a password, which waits until those before it are looked at and counted.

    Else twenty that come at once would all be looked at before the fifth is counted, and keep the
    processor busy with it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with alone("passwords", lambda: None) if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return cast(View, answer)


def failures(attempts: QuerySet[AccessAttempt]) -> int:
    """Wrong passwords in these rows, of which axes has one for each name, address and browser."""
    total = attempts.aggregate(total=Sum("failures_since_start"))["total"]
    return total or 0


def forget_old_tries() -> None:
    """Delete what axes keeps of addresses for ever by itself; the worker calls this."""
    old = timezone.now() - KEEP
    to_come = timezone.now() + CLOCKS_DIFFER
    of_no_use = Q(attempt_time__lt=old) | Q(attempt_time__gt=to_come)
    AccessAttempt.objects.filter(of_no_use).delete()
    AccessLog.objects.filter(attempt_time__lt=old).delete()
