"""What is answered without Django: JSON at the addresses that programs call, else a plain page."""

import json
import uuid
from http import HTTPStatus
from typing import NamedTuple

from similarco_site.answers import HEADERS_WITHOUT_DJANGO
from similarco_site.serving.lanes import part_of
from wire.service.error_bodies import ERROR_BODIES
from wire.service.errors import service_error

PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{heading}</title>'
    '</head><body><h1>{heading}</h1><p>{sentence}</p><p><a href="/">Go to the start</a></p>'
    "</body></html>\n"
)


class Told(NamedTuple):
    """What is said of a status; `code` is that of the contract's errors."""

    heading: str
    sentence: str
    code: str = "BadParameterValue"


OTHERWISE = Told(
    "This request was not understood", "Something in it is not as requests are written."
)
TOLD = {
    408: Told("This took too long", "The request did not come in as a whole.", "RequestCanceled"),
    414: Told("This address is too long", "Shorten it to 4,000 characters or fewer."),
    429: Told(
        "That is too much at once",
        "There are many connections from your network. Try again in 10 seconds.",
        "TooManyConcurrentRequests",
    ),
    431: Told(
        "The head of this request is too long",
        "Send fewer or shorter headers; a browser does without its cookies of this site.",
    ),
    500: Told("Something went wrong here", "It is not your fault; try again.", "UnknownError"),
    503: Told("There is no room just now", "Try again in 10 seconds.", "TooManyConcurrentRequests"),
}


def refusal(status: int, asked: bytes = b"", *headers: str) -> bytes:
    """A whole reply, after which the connection ends.

    `asked` is the first line of the request, as far as it has come.
    """
    told = TOLD.get(status, OTHERWISE)
    method, _, rest = asked.partition(b" ")
    error_body = ERROR_BODIES.get(part_of(rest.partition(b" ")[0]))
    if error_body:
        error = service_error(told.code, f"{told.heading}. {told.sentence}")
        body = json.dumps(error_body(error)).encode()
        headers = (*headers, f"x-ms-request-id: {uuid.uuid4().hex}")
        kind = "application/json"
    else:
        body = PAGE.format(heading=told.heading, sentence=told.sentence).encode()
        kind = "text/html"
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *headers,
        *(f"{name}: {value}" for name, value in HEADERS_WITHOUT_DJANGO.items()),
        f"Content-Type: {kind}; charset=utf-8",
        "Cache-Control: no-store",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    head = "\r\n".join([*lines, "", ""]).encode()
    return head if method == b"HEAD" else head + body
