"""The page for what could not be stored or read: it keeps what was typed, to be sent again."""

import errno
import logging
import sys
from collections.abc import Callable, Iterator

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.log import log_response

from scoring.pages import storage
from scoring.pages.bare import bare_page
from scoring.pages.storage import Trouble
from scoring.webservice import refusals

logger = logging.getLogger(__name__)

# Beside passwords: what each page has of its own, and keys of services
KEPT_BACK = ("csrfmiddlewaretoken", "key")
# What people type into forms, under the names of its fields; the rest was chosen, not typed
TYPED = {
    "title": "Title",
    "category": "Category",
    "text": "Description",
    "note": "Note",
    "name": "Name",
}


class UnstoredMiddleware:
    """Answers where a page ran into trouble with the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.method == "POST" and response.status_code < 400:
            request.answer_of_page = response  # type: ignore[attr-defined]
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _until_trouble(request, iter(response))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for trouble with the database; None leaves any other error to Django.

        Raises:
            Http404: what the form was about is deleted, since it was looked up.
        """
        if request.method == "POST" and storage.is_gone(exception):
            first_line, *_ = str(exception).split("\n")
            logger.warning("Deleted meanwhile: %s %s", request.path, first_line)
            raise Http404("It is deleted.") from exception
        trouble = storage.trouble_of(exception)
        return trouble and _answer(request, trouble)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 from outside the views, where a session that cannot be stored is said to be gone."""
    trouble = storage.trouble_of(exception)
    if trouble:
        return _answer(request, trouble)
    return refusals.refused(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """500 from outside the views, where the session is kept too."""
    error = sys.exception()
    trouble = storage.trouble_of(error) if error else None
    if trouble:
        return _answer(request, trouble)
    return bare_page("500.html", status=500)


def _until_trouble(request: HttpRequest, content: Iterator[bytes]) -> Iterator[bytes]:
    """What is sent, cut off where the database fails: a page is too late by then.

    Raises:
        ConnectionResetError: it was cut off, so that the client does not take it for whole.
    """
    try:
        yield from content
    except Exception as error:
        trouble = storage.trouble_of(error)
        if trouble is None:
            raise
        logger.warning("%s Cut off: %s %s", trouble.reason, request.method, request.path)
        # The server writes nothing of its own about this one
        raise ConnectionResetError(errno.ECONNRESET, trouble.reason) from error


def _answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    response = _answer_to(request, trouble)
    # By Django's own means, which else says it once more
    log_response(
        "%s %s %s",
        trouble.reason,
        request.method,
        request.path,
        response=response,
        logger=logger,
        level="warning",
    )
    return response


def _answer_to(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    done: HttpResponse | None = getattr(request, "answer_of_page", None)
    if done:
        return _without_session(request, trouble, done)
    # What the page meant to say of its work is not true; older messages are read anew
    request._messages = default_storage(request)  # type: ignore[attr-defined]
    if request.method == "POST" and "HX-Request" in request.headers:
        # The page as a whole, for a part of one has no place for a message
        messages.error(request, f"Nothing was stored. {trouble.sentence} Try again in a moment.")
        response = HttpResponse(status=503, headers={"HX-Refresh": "true"})
    else:
        typed = []
        others = []
        for name, values in request.POST.lists():
            if name in TYPED:
                field = (name, TYPED[name], values[-1])
                typed.append(field)
            # What the page sends again by itself
            elif name not in KEPT_BACK and "password" not in name:
                others += [(name, value) for value in values]
        page = {"trouble": trouble, "typed": typed, "others": others}
        response = render(request, "503.html", page, status=503)
    response["Retry-After"] = str(trouble.wait)
    response["Cache-Control"] = "no-store"
    return response


def _without_session(request: HttpRequest, trouble: Trouble, done: HttpResponse) -> HttpResponse:
    """What was sent is stored, and who sent it could not be noted in his browser after that."""
    if "HX-Request" in request.headers or not done.has_header("Location"):
        return done
    page = render(request, "unremembered.html", {"trouble": trouble, "next": done["Location"]})
    # What the page says of its work, which is done
    page.cookies = done.cookies
    page["Cache-Control"] = "no-store"
    return page
