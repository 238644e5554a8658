"""How long one stays signed in: until so many days without a visit (SESSION_COOKIE_AGE)."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from scoring.pages import storage

HOUR = 3600
SEEN = "seen_in_hour"


def stay_signed_in(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that begins the days anew with a visit; once an hour, as each is a write."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        # Pages that don't ask who is asking cost no query for this
        if session.accessed and SESSION_KEY in session:
            hour = int(time.time()) // HOUR
            if session.get(SEEN) != hour:
                _note_visit(session, hour)
        return response

    return answer


def _note_visit(session: SessionBase, hour: int) -> None:
    """A page is not refused because this cannot be stored."""
    is_stored_anyway = session.modified
    session[SEEN] = hour
    if is_stored_anyway:
        return
    is_stored = False
    with suppress(UpdateError), storage.doing_without("the visit of an account"):
        session.save()
        is_stored = True
    # The middleware of sessions gives the cookie its new date, or leaves both alone
    session.modified = is_stored


def forget_ended_sessions() -> None:
    """Delete sessions whose days are over, as Django does not by itself; the worker calls this."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
