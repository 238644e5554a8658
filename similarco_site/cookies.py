"""Cookies as they come in."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


def readable(get_response: Answer) -> Answer:
    """Middleware that leaves out cookies which no page of ours has set.

    Quoted ones may hold any character, also those that PostgreSQL takes in no text.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        kept = {}
        for name, value in request.COOKIES.items():
            if value.isprintable():
                kept[name] = value
        request.COOKIES = kept
        return get_response(request)

    return answer
