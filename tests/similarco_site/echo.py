"""A program of one function for gunicorn: says what it got of a request."""

from collections.abc import Callable, Iterable
from typing import Any

LARGEST_PAGE = 150_000


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] != "PUT" else b"unread"
    reply = f"{environ['PATH_INFO']} {len(body)}\n".encode()
    if environ["PATH_INFO"] == "/page":
        reply = reply.ljust(LARGEST_PAGE)
    start_response("200 OK", [("Content-Length", str(len(reply)))])
    return [reply]
