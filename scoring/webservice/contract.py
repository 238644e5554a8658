"""The frame of every address that programs call: JSON with a request id, whatever goes wrong."""

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, BinaryIO

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wire.service.errors import ServiceError, service_error

logger = logging.getLogger(__name__)

LARGEST_BODY = 10 * 1024 * 1024
# What is read of a body that nobody wants, so that its sender gets to reading the reply
MOST_DRAINED = 100 * 1024 * 1024
DRAIN_SECONDS = 5.0
BLOCK = 64 * 1024
View = Callable[..., HttpResponse]
ErrorBody = Callable[[ServiceError], dict[str, Any]]


def contract(error_body: ErrorBody, *methods: str) -> Callable[[View], View]:
    """A view that always answers JSON with a request id, whatever goes wrong.

    Keys stand in for cookies. HEAD is answered wherever GET is, without the body.
    """
    taken = (*methods, "HEAD") if "GET" in methods else methods

    def decorated(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in taken:
                    problem = f"This address takes {' and '.join(taken)} only."
                    raise service_error("MethodNotAllowed", problem)
                response = view(request, *args, **kwargs)
            except ServiceError as error:
                response = _error_reply(error_body, error)
            except Exception:
                logger.exception("A call of the scoring service failed")
                problem = "The service failed on this request; its log says why."
                response = _error_reply(error_body, service_error("UnknownError", problem))
            if response.status_code == 405:
                response["Allow"] = ", ".join(taken)
            return _finished(request, response)

        return answer

    return decorated


def refusal(request: HttpRequest, error_body: ErrorBody, error: ServiceError) -> HttpResponse:
    """An error in the frame of the contract, for a request that came to no view."""
    return _finished(request, _error_reply(error_body, error))


def body(request: HttpRequest) -> bytes:
    """The body of a request.

    Raises:
        ServiceError: it is too large, broke off, or has no length where the server needs one.
    """
    stream = _stream(request)
    if "Transfer-Encoding" in request.headers and stream is request:
        problem = "This server reads no chunked body: send it with a Content-Length."
        raise service_error("RequestBodyInvalid", problem)
    try:
        # One byte more says that there is more
        content = stream.read(LARGEST_BODY + 1)
    except Exception:
        problem = "The body broke off, or its chunks are not well formed."
        raise service_error("RequestBodyInvalid", problem) from None
    if len(content) > LARGEST_BODY:
        problem = "The body is larger than 10 MB: send fewer rows in one request."
        raise service_error("RequestBodyInvalid", problem)
    return content


def _error_reply(error_body: ErrorBody, error: ServiceError) -> HttpResponse:
    return JsonResponse(error_body(error), status=error.status)


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    _drain(request)
    response["x-ms-request-id"] = uuid.uuid4().hex
    if response["Content-Type"] == "application/json":
        response["Content-Type"] = "application/json; charset=utf-8"
    if request.method == "HEAD":
        # gunicorn would leave the body out too, with a warning in the log each time
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _drain(request: HttpRequest) -> None:
    """Read what is left of the body, within bounds.

    Many clients send all of it before they read the reply.
    """
    end = time.monotonic() + DRAIN_SECONDS
    left = MOST_DRAINED
    # A body that breaks off leaves nothing to read, and the reply goes out all the same
    with suppress(Exception):
        while left > 0 and time.monotonic() < end:
            block = _stream(request).read(BLOCK)
            if not block:
                return
            left -= len(block)


def _stream(request: HttpRequest) -> HttpRequest | BinaryIO:
    """Where the body is read from.

    Django reads up to the Content-Length, which a chunked body does not have.
    """
    is_chunked = "Transfer-Encoding" in request.headers
    if is_chunked and request.META.get("wsgi.input_terminated"):
        return request.META["wsgi.input"]
    return request
