"""Where one is signed in, and how long: until so many days without a visit (SESSION_COOKIE_AGE)."""

import time
from collections.abc import Callable
from contextlib import suppress

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from scoring.accounts.devices import device_in_words
from scoring.models import SignedIn
from scoring.pages import storage
from scoring.pages.visitors import SignedInRequest

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
            # With a sign-in and another password a session gets another key
            mark = f"{int(time.time()) // HOUR} {session.session_key}"
            if session.get(SEEN) != mark:
                _note_visit(request, mark)
        return response

    return answer


def _note_visit(request: HttpRequest, mark: str) -> None:
    """A page is not refused because this cannot be stored."""
    session = request.session
    is_stored_anyway = session.modified
    session[SEEN] = mark
    if not is_stored_anyway:
        is_stored = False
        with suppress(UpdateError), storage.doing_without("the visit of an account"):
            session.save()
            is_stored = True
        # The middleware of sessions gives the cookie its new date, or leaves both alone
        session.modified = is_stored
    # One that has no key yet is noted with its next visit
    if not session.modified or not session.session_key:
        return
    told = {
        "account_id": session[SESSION_KEY],
        "device": device_in_words(request.headers.get("User-Agent", "")),
        "seen_at": timezone.now(),
    }
    # It may have been ended from elsewhere at this moment
    with suppress(IntegrityError), storage.doing_without("the browser of an account"):
        SignedIn.objects.update_or_create(session_id=session.session_key, defaults=told)


def browsers_of(request: SignedInRequest) -> list[SignedIn]:
    """Where whoever is asking is signed in, the last visit first; `is_this` is where he asks."""
    account = request.user
    noted = SignedIn.objects.filter(account=account, session__expire_date__gt=timezone.now())
    browsers = []
    for browser in noted.select_related("session"):
        # Another password has ended it, though its row stays until somebody comes with it
        proof = browser.session.get_decoded().get(HASH_SESSION_KEY, "")
        if constant_time_compare(proof, account.get_session_auth_hash()):
            browser.is_this = browser.session_id == request.session.session_key
            browsers.append(browser)
    return browsers


def sign_out(request: SignedInRequest, browser: int) -> bool:
    """End one of one's own sessions by the number of its row; false where there is none."""
    ended = _others(request).filter(signed_in=browser)
    return bool(ended.delete()[0])


def sign_out_others(request: SignedInRequest) -> None:
    """End all sessions of whoever is asking but the one in which he asks."""
    _others(request).delete()


def _others(request: SignedInRequest) -> QuerySet[Session]:
    own = Session.objects.filter(signed_in__account=request.user)
    return own.exclude(pk=request.session.session_key)


def forget_ended_sessions() -> None:
    """Delete sessions whose days are over, as Django does not by itself; the worker calls this."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
