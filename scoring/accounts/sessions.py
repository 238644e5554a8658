"""How long one stays signed in: until so many days without a visit (SESSION_COOKIE_AGE)."""

import time
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

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
                session[SEEN] = hour
        return response

    return answer


def forget_ended_sessions() -> None:
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
