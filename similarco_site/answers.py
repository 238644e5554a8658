"""What goes for every answer: the headers that guard it, and no body for HEAD."""

from collections.abc import Callable

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponseBase]

# No page asks for any of these
UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
# Those that Django and its packages don't set
HEADERS = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A page loads from this site alone, and runs no script and takes no style that stands in it
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# For what gunicorn answers without Django, which is no page of ours
HEADERS_WITHOUT_DJANGO = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(get_response: Answer) -> Answer:
    """Middleware around all others, so that redirects and refusals of theirs are answers too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method != "HEAD":
            return response
        # gunicorn leaves the body out too, with a warning in the log each time
        if isinstance(response, StreamingHttpResponse):
            # What was to be sent is closed with the response
            response.streaming_content = iter(())
        elif isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return answer


def private(get_response: Answer) -> Answer:
    """Middleware that lets no cache keep what only accounts may see, or what one of them saw."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # Refused before anybody was looked up
        user = getattr(request, "user", None)
        if settings.LOGIN_REQUIRED or (user is not None and user.is_authenticated):
            add_never_cache_headers(response)
        return response

    return answer
