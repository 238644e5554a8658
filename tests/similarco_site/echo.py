"""A program of one function for gunicorn: says what it got of a request."""

from collections.abc import Callable, Iterable
from typing import Any

import django

from scoring.pages.caching import arrived

# The server asks which addresses the site has
django.setup()

PAGES = {"/page": 150_000, "/larger": 5_000_000}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read() if environ["REQUEST_METHOD"] != "PUT" else b"unread"
    reply = f"{environ['PATH_INFO']} {len(body)}\n".encode()
    if environ["PATH_INFO"] == "/arrived":
        reply = f"{arrived.get()}\n".encode()
    reply = reply.ljust(PAGES.get(environ["PATH_INFO"], 0))
    start_response("200 OK", [("Content-Length", str(len(reply)))])
    return [reply]
