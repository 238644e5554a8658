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
MOST_DRAINED, DRAIN_SECONDS, BLOCK = 100 * 1024 * 1024, 5.0, 64 * 1024
View = Callable[..., HttpResponse]
ErrorBody = Callable[[ServiceError], dict[str, Any]]


def contract(error_body: ErrorBody, *methods: str) -> Callable[[View], View]:
    """A view that always answers JSON with a request id, whatever goes wrong; keys stand in for
    cookies.

    HEAD is answered wherever GET is, without the body.
    """
    taken = (*methods, "HEAD") if "GET" in methods else methods

    def decorated(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _finished(request, _answer(view, request, error_body, taken, *args, **kwargs))

        return answer

    return decorated


def refusal(request: HttpRequest, error_body: ErrorBody, error: ServiceError) -> HttpResponse:
    """An error in the frame of the contract, for a request that came to no view."""
    return _finished(request, JsonResponse(error_body(error), status=error.status))


def body(request: HttpRequest) -> bytes:
    """The body of a request.

    Raises:
        ServiceError: it is too large, broke off, or has no length where the server needs one.
    """
    if "Transfer-Encoding" in request.headers and _stream(request) is request:
        raise service_error(
            "RequestBodyInvalid",
            "This server reads no chunked body: send it with a Content-Length.",
        )
    try:
        found = _stream(request).read(LARGEST_BODY + 1)
    except Exception:
        raise service_error(
            "RequestBodyInvalid", "The body broke off, or its chunks are not well formed."
        ) from None
    if len(found) > LARGEST_BODY:
        raise service_error(
            "RequestBodyInvalid", "The body is larger than 10 MB: send fewer rows in one request."
        )
    return found


def _answer(
    view: View,
    request: HttpRequest,
    error_body: ErrorBody,
    taken: tuple[str, ...],
    *args: Any,
    **kwargs: Any,
) -> HttpResponse:
    try:
        if request.method not in taken:
            return _wrong_method(error_body, taken)
        return view(request, *args, **kwargs)
    except ServiceError as error:
        return JsonResponse(error_body(error), status=error.status)
    except Exception:
        logger.exception("A call of the scoring service failed")
        trouble = service_error(
            "UnknownError", "The service failed on this request; its log says why."
        )
        return JsonResponse(error_body(trouble), status=trouble.status)


def _wrong_method(error_body: ErrorBody, taken: tuple[str, ...]) -> HttpResponse:
    error = service_error("MethodNotAllowed", f"This address takes {' and '.join(taken)} only.")
    return JsonResponse(error_body(error), status=error.status, headers={"Allow": ", ".join(taken)})


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
    """Read what is left of the body, within bounds:
    many clients send all of it before they read the reply.
    """
    end, left = time.monotonic() + DRAIN_SECONDS, MOST_DRAINED
    with suppress(Exception):
        while left > 0 and time.monotonic() < end and (block := _stream(request).read(BLOCK)):
            left -= len(block)


def _stream(request: HttpRequest) -> HttpRequest | BinaryIO:
    """Where the body is read from.

    Django reads up to the Content-Length, which a chunked body does not have.
    """
    is_chunked = "Transfer-Encoding" in request.headers
    return (
        request.META["wsgi.input"]
        if is_chunked and request.META.get("wsgi.input_terminated")
        else request
    )
