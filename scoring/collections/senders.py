"""By what whoever sent a company to the open collection is known again: he may change it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from scoring.accounts.people import person_asking
from scoring.models.accounts.invitations import hashed
from scoring.models.collections import new_token

# Of a visitor; kept in his browser alone, so that sending stores no session
COOKIE = "sender"


def sender_of(request: HttpRequest) -> str:
    """As stored with what he sends; empty for a visitor who has sent nothing yet."""
    person = person_asking(request)
    if person.account:
        return f"account:{person.account.pk}"
    token = request.COOKIES.get(COOKIE)
    return f"visitor:{hashed(token)}" if token else ""


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
