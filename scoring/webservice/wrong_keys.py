"""How many wrong keys, and wrong signatures of files, a caller may send."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from scoring.pages import visitors
from wire.service.errors import ServiceError, service_error

View = Callable[..., HttpResponse]
PURPOSE = "wrong key"


def limited(view: View) -> View:
    """A view, within `contract`, that asks for a key.

    Over the limit right keys are refused too: else one could go on and guess.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = visitors.seconds_over(PURPOSE, request, settings.WRONG_KEY_LIMIT)
        if seconds:
            raise _too_many(seconds)
        try:
            return view(request, *args, **kwargs)
        except ServiceError as error:
            # Who sends nothing guesses nothing
            offers_one = "Authorization" in request.headers or "sig" in request.GET
            if error.status == 401 and offers_one:
                seconds = visitors.count_one(PURPOSE, request, settings.WRONG_KEY_LIMIT)
            if seconds:
                raise _too_many(seconds) from error
            raise

    return answer


def _too_many(seconds: int) -> ServiceError:
    problem = f"Too many wrong keys came from your address. Wait {seconds} seconds."
    error = service_error("RequestThrottled", problem)
    error.retry_after = seconds
    return error
