"""By what whoever sent a company to the open collection is known again: he may change it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from scoring.accounts.people import person_asking
from scoring.models import Sender
from scoring.models.accounts.invitations import hashed
from scoring.models.collections import new_token

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# Of a visitor; kept in his browser alone, so that sending stores no session
COOKIE = "sender"


def sender_of(request: HttpRequest) -> str:
    """As stored with what he sends; empty for a visitor who has sent nothing yet."""
    person = person_asking(request)
    if person.account:
        return _of_account(person.account)
    return _of_browser(request)


def sending(request: HttpRequest) -> str:
    """As `sender_of`, of somebody who sends something; `remember` has a visitor known again."""
    if not sender_of(request):
        request.COOKIES[COOKIE] = new_token()
    return sender_of(request)


def remember(response: HttpResponse, request: HttpRequest) -> None:
    """Let a visitor's browser keep by what he is known, from now on as long as a session lasts."""
    if person_asking(request).is_member:
        return
    response.set_cookie(
        COOKIE,
        request.COOKIES[COOKIE],
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def adopting(view: View) -> View:
    """A page that signs somebody in: what his browser sent before is his account's from then on."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        sent_by = _of_browser(request)
        if sent_by and isinstance(request.user, User):
            Sender.hand_over(sent_by, to=_of_account(request.user))
            response.delete_cookie(COOKIE, samesite="Lax")
        return response

    return cast(View, answer)


def _of_account(account: User) -> str:
    return f"{Sender.OF_ACCOUNT}{account.pk}"


def _of_browser(request: HttpRequest) -> str:
    token = request.COOKIES.get(COOKIE)
    if not token:
        return ""
    return f"visitor:{hashed(token)}"
