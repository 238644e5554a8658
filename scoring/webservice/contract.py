"""The frame of every address that programs call: JSON with a request id, whatever goes wrong."""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, BinaryIO

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt

from scoring.pages import storage
from wire import shortened
from wire.service.error_bodies import ErrorBody
from wire.service.errors import ServiceError, service_error

logger = logging.getLogger(__name__)

LARGEST_BODY = 10 * 1024 * 1024
# What is read of a body that nobody wants, so that its sender gets to reading the reply
MOST_DRAINED = 100 * 1024 * 1024
DRAIN_SECONDS = 5.0
BLOCK = 64 * 1024
View = Callable[..., HttpResponse]


def contract(error_body: ErrorBody, *methods: str) -> Callable[[View], View]:
    """A view that always answers JSON with a request id, whatever goes wrong.

    Keys stand in for cookies. HEAD is answered wherever GET is.
    """
    taken = methods
    if "GET" in methods:
        taken = (*methods, "HEAD")

    def decorated(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in taken:
                return wrong_method(request, error_body, taken)
            try:
                _refuse_encoded(request)
                response = view(request, *args, **kwargs)
            except ServiceError as error:
                response = _error_reply(error_body, error)
            except Exception as error:
                response = _unforeseen_reply(request, error_body, error)
            return _finished(request, response)

        return answer

    return decorated


def wrong_method(request: HttpRequest, error_body: ErrorBody, taken: Sequence[str]) -> HttpResponse:
    """An error in the frame of the contract that names the methods that an address takes."""
    problem = f"This address takes {' and '.join(taken)} only."
    response = refusal(request, error_body, service_error("MethodNotAllowed", problem))
    response["Allow"] = ", ".join(taken)
    return response


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
        # gunicorn's worker takes in no more than a little of what announces itself too large
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        is_too_large = announced > LARGEST_BODY
        # One byte more says that there is more
        content = b""
        if not is_too_large:
            content = stream.read(LARGEST_BODY + 1)
    except Exception:
        problem = "The body broke off, or its chunks are not well formed."
        raise service_error("RequestBodyInvalid", problem) from None
    if is_too_large or len(content) > LARGEST_BODY:
        problem = "The body is larger than 10 MB: send fewer rows in one request."
        raise service_error("RequestBodyInvalid", problem)
    return content


def _refuse_encoded(request: HttpRequest) -> None:
    """Say what else would be read as nonsense.

    Raises:
        ServiceError: the body is compressed.
    """
    for header in ("Content-Encoding", "Transfer-Encoding"):
        encoding = request.headers.get(header, "").strip().lower()
        if encoding not in ("", "identity", "chunked"):
            problem = (
                f"This server reads no body in the encoding {shortened(encoding)} ({header}): send "
                "it as it is."
            )
            raise service_error("RequestBodyInvalid", problem)


def _error_reply(error_body: ErrorBody, error: ServiceError) -> HttpResponse:
    response = JsonResponse(error_body(error), status=error.status)
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _unforeseen_reply(
    request: HttpRequest,
    error_body: ErrorBody,
    error: Exception,
) -> HttpResponse:
    trouble = storage.trouble_of(error)
    if trouble is None:
        problem = "The service failed on this request; its log says why."
        response = _error_reply(error_body, service_error("UnknownError", problem))
        said = "A call of the scoring service failed"
        log_response(said, response=response, logger=logger, exception=error)
        return response
    problem = f"{trouble.sentence} Try again in {trouble.wait} seconds."
    if request.method != "GET":
        problem = f"Nothing was stored. {problem}"
    refused = service_error("StorageUnavailable", problem)
    refused.retry_after = trouble.wait
    response = _error_reply(error_body, refused)
    said = f"{trouble.reason} A call of the scoring service was turned away"
    # By Django's own means, which else says it once more
    log_response(said, response=response, logger=logger, level="warning")
    return response


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    # Many clients send all of a body before they read the reply, so what is left of it is read
    end = time.monotonic() + DRAIN_SECONDS
    left = MOST_DRAINED
    # A body that breaks off leaves nothing to read, and the reply goes out all the same
    with suppress(Exception):
        while left > 0 and time.monotonic() < end:
            block = _stream(request).read(BLOCK)
            if not block:
                break
            left -= len(block)
    # A refusal too: what is not there today may be there tomorrow
    add_never_cache_headers(response)
    response["x-ms-request-id"] = uuid.uuid4().hex
    if response["Content-Type"] == "application/json":
        response["Content-Type"] = "application/json; charset=utf-8"
    return response


def _stream(request: HttpRequest) -> HttpRequest | BinaryIO:
    """Where the body is read from.

    Django reads up to the Content-Length, which a chunked body does not have.
    """
    is_chunked = "Transfer-Encoding" in request.headers
    if is_chunked and request.META.get("wsgi.input_terminated"):
        return request.META["wsgi.input"]
    return request
