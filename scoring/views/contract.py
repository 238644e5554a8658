"""The frame of every address that programs call: JSON with a request id, whatever goes wrong."""

import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wire.service_errors import ServiceError, service_error

logger = logging.getLogger(__name__)

LARGEST_BODY = 10 * 1024 * 1024
View = Callable[..., HttpResponse]
ErrorBody = Callable[[ServiceError], dict[str, Any]]


def contract(error_body: ErrorBody, *methods: str) -> Callable[[View], View]:
    """A view that always answers JSON with a request id, whatever goes wrong; keys stand in for cookies."""

    def decorated(view: View) -> View:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = _answer(view, request, error_body, methods, *args, **kwargs)
            response["x-ms-request-id"] = uuid.uuid4().hex
            return response

        return answer

    return decorated


def body(request: HttpRequest) -> bytes:
    """The body of a request. Raises ServiceError when it is too large."""
    found = request.read(LARGEST_BODY + 1)
    if len(found) > LARGEST_BODY:
        raise service_error("RequestBodyInvalid", "The body is larger than 10 MB: send fewer rows in one request.")
    return found


def _answer(
    view: View, request: HttpRequest, error_body: ErrorBody, methods: tuple[str, ...], *args: Any, **kwargs: Any
) -> HttpResponse:
    try:
        if request.method not in methods:
            raise service_error("RequestBodyInvalid", f"This address takes {' and '.join(methods)} only.")
        return view(request, *args, **kwargs)
    except ServiceError as error:
        return JsonResponse(error_body(error), status=error.status)
    except Exception:
        logger.exception("A call of the scoring service failed")
        trouble = service_error("UnknownError", "The service failed on this request; its log says why.")
        return JsonResponse(error_body(trouble), status=trouble.status)
