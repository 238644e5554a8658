"""Every way to misbehave that a scoring service is tried with, and what must become of the row."""

import gzip
import json
import os
import socket
import struct
from functools import lru_cache
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple

from tests.servers import Behaviour, answering, in_turn, pause, refusing, reply, saying, send

GOOD = ["1", "0.91", "0.25", "1.5"]
SLOW = "did not answer within"
BROKEN = "broke"
NO_ANSWER = "The scoring service's reply is no valid answer."
TOO_LARGE = "larger than 10 MB"


class Misbehaviour(NamedTuple):
    """What a service does, the status that the row gets, and what the reason says;
    `wait` is the page's.
    """

    behaviour: Behaviour
    status: str
    reason: str
    wait: float = 2.0


def passing(behaviour: Behaviour, reason: str) -> Misbehaviour:
    return Misbehaviour(behaviour, "pending", reason)


def slow(behaviour: Behaviour) -> Misbehaviour:
    return Misbehaviour(behaviour, "pending", SLOW, wait=0.4)


def lasting(behaviour: Behaviour, *reasons: str) -> Misbehaviour:
    return Misbehaviour(behaviour, "failed", " ".join(reasons))


def hang(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    pause(handler, 5)


def hang_within_headers(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
    pause(handler, 5)


def hang_within_body(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    pause(handler, 5)


def drip_headers(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        handler.wfile.write(b"X-Drip-%d: 1\r\n" % number)
        pause(handler, 0.05)


def drip_body(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b" ")
        pause(handler, 0.05)


def drip_continue(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    for _ in range(60):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        pause(handler, 0.05)


def half_a_body(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, reply([GOOD])[:50], Content_Length=str(len(reply([GOOD]))))


def short_length(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, reply([GOOD]), Content_Length="20")


def two_lengths(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, reply([GOOD]), Content_Length="20", **{"content-length": "30"})


def length_of_words(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """The length cannot be read, and the body is half of one."""
    send(handler, 200, reply([GOOD])[:50], Content_Length="many")


def broken_chunks(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbanana\r\n{}\r\n0\r\n\r\n"
    )


def close(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def reset(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    """The RST of a machine that fell over."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())


def no_http(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(b"220 mail.example ESMTP ready\r\n")


def endless_headers(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-More: 1\r\n" * 5000 + b"\r\n")


def hundred_megabytes(
    handler: BaseHTTPRequestHandler, body: dict[str, Any], status: int = 200
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(100 * 1024 * 1024))
    handler.end_headers()
    for _ in range(100 * 16):
        handler.wfile.write(b" " * 65536)


@lru_cache
def bomb(layers: int) -> bytes:
    """100 MB of spaces, which come as 100 KB,
    or as some hundred bytes when they are packed twice.
    """
    content = gzip.compress(b" " * (100 * 1024 * 1024), 1)
    return content if layers == 1 else gzip.compress(content)


def gzip_bomb(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, bomb(1), Content_Encoding="gzip")


def gzip_bomb_twice(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, bomb(2), Content_Encoding="gzip, gzip")


def gzip_that_is_none(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, reply([GOOD]), Content_Encoding="gzip")


def page(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(
        handler,
        200,
        b"<!doctype html><title>Sign in</title><h1>Welcome</h1>",
        Content_Type="text/html",
    )


def with_cells(cells: str) -> Behaviour:
    """A reply of one row whose cells are written as they are, be they JSON or not."""
    return saying(b'{"Results": {"output1": {"value": {"Values": [[%s]]}}}}' % cells.encode())


def with_columns(*columns: str) -> Behaviour:
    value = {"ColumnNames": list(columns), "Values": [GOOD]}
    return saying(json.dumps({"Results": {"output1": {"type": "table", "value": value}}}).encode())


MISBEHAVIOURS = {
    # The connection
    "closes at once": passing(close, BROKEN),
    "resets": passing(reset, BROKEN),
    "hangs before its headers": slow(hang),
    "hangs within its headers": slow(hang_within_headers),
    "hangs within its body": slow(hang_within_body),
    "drips its headers": slow(drip_headers),
    "drips its body": slow(drip_body),
    "says 100 Continue for ever": slow(drip_continue),
    "breaks off once, then hangs": slow(in_turn(close, hang)),
    "sends half a body": passing(half_a_body, BROKEN),
    "says two lengths": passing(two_lengths, BROKEN),
    "sends chunks that are none": passing(broken_chunks, BROKEN),
    "says a length that is too short": lasting(short_length, NO_ANSWER, "Expected JSON"),
    "says a length in words": lasting(length_of_words, NO_ANSWER, "Expected JSON"),
    "speaks no HTTP": passing(no_http, BROKEN),
    "sends headers without end": passing(endless_headers, BROKEN),
    # Statuses; redirects to another host have a test of their own
    "answers 301 to itself": lasting(refusing(301, Location="/elsewhere"), "has moved (301)"),
    "answers 302 to itself": lasting(refusing(302, Location="/elsewhere"), "has moved (302)"),
    "answers 308 without an address": lasting(refusing(308), "has moved (308)"),
    "answers 400": lasting(refusing(400), "did not accept the request (400)"),
    "answers 401": lasting(refusing(401), "did not accept the key (401). Check AML_API_KEY."),
    "answers 403": lasting(refusing(403), "refused access with this key (403). Check AML_API_KEY."),
    "answers 404": lasting(refusing(404), "nothing at this address (404). Check AML_URL."),
    "answers 405": lasting(refusing(405), "refused the request (405)"),
    "answers 408": passing(refusing(408), "took too long (408)"),
    "answers 409": lasting(refusing(409), "refused the request (409)"),
    "answers 413": lasting(refusing(413), "refused the request (413)"),
    "answers 415": lasting(refusing(415), "refused the request (415)"),
    "answers 422": lasting(refusing(422), "refused the request (422)"),
    "answers 424": lasting(refusing(424), "failed on the request (424)"),
    "answers 429": passing(refusing(429), "too many requests (429)"),
    "answers 500": passing(refusing(500), "trouble of its own (500)"),
    "answers 502": passing(refusing(502), "trouble of its own (502)"),
    "answers 503": passing(refusing(503), "busy or starting (503)"),
    "answers 504": passing(refusing(504), "trouble of its own (504)"),
    "refuses with gzip that is none": lasting(
        lambda handler, body: send(handler, 401, b"No.", Content_Encoding="gzip"),
        "did not accept the key (401)",
    ),
    "refuses with half a body": lasting(
        lambda handler, body: send(handler, 401, b"No entry.", Content_Length="100"),
        "did not accept the key (401)",
    ),
    "refuses with 100 MB": lasting(
        lambda handler, body: hundred_megabytes(handler, body, 400),
        "did not accept the request (400)",
    ),
    # The body
    "sends nothing": lasting(
        saying(b""), NO_ANSWER, "Expected JSON; the reply begins with: nothing at all"
    ),
    "sends a page": lasting(
        page, NO_ANSWER, "Expected JSON; the reply begins with: <!doctype html>"
    ),
    "sends half its JSON": lasting(saying(reply([GOOD])[:-9]), NO_ANSWER, "Expected JSON"),
    "sends another JSON": lasting(
        saying(b'{"status": "ok"}'), NO_ANSWER, "Expected Results.output1"
    ),
    "sends JSON of 200,000 levels": lasting(
        saying(b"[" * 200_000 + b"]" * 200_000), "nested too deeply"
    ),
    "sends an unfinished JSON of 200,000 levels": lasting(
        saying(b'{"a":' * 200_000), NO_ANSWER, "The body has more than 101,000 objects"
    ),
    "sends 100 MB": lasting(hundred_megabytes, TOO_LARGE),
    "sends a gzip bomb": lasting(gzip_bomb, TOO_LARGE),
    "sends a gzip bomb in a gzip bomb": lasting(gzip_bomb_twice, TOO_LARGE),
    "sends gzip that is none": passing(gzip_that_is_none, "could not be read"),
    "sends other columns": lasting(
        with_columns("Assignments", "Mean", "Sum", "Count"), "say which in AML_RESULT_COLUMNS."
    ),
    "sends a distance twice": lasting(
        with_columns(
            "Assignments", *["DistancesToClusterCenter no.0"] * 2, "DistancesToClusterCenter no.1"
        ),
        "numbered from 0 without a gap",
    ),
    "sends no row": lasting(saying(reply([])), "Expected 1 rows in the reply; it has 0."),
    "sends two rows for one": lasting(
        saying(reply([GOOD, GOOD])), "Expected 1 rows in the reply; it has 2."
    ),
    "says a cluster that is not the nearest": lasting(
        answering(["1", "0.2", "0.8"]), "0 is nearer, at 0.2"
    ),
    # The numbers
    "says NaN": lasting(with_cells("1, NaN, 0.5"), "Expected finite numbers; the reply has NaN."),
    "says Infinity": lasting(
        with_cells("1, 0.5, Infinity"), "Expected finite numbers; the reply has Infinity."
    ),
    "says 1e400": lasting(with_cells("1, 0.5, 1e400"), "Expected finite numbers"),
    "says a cluster of 5,000 digits": lasting(
        with_cells("9" * 5000 + ", 0.5, 0.25"), "Expected finite numbers"
    ),
    "says NaN in a string": lasting(answering(["1", "nan", "0.5"]), "it is nan"),
    "says a distance below 0": lasting(answering(["1", "-0.5", "0.5"]), "distances of 0 or more"),
    "says cluster -3": lasting(
        answering(["-3", "0.5", "0.25"]), "cluster number from 0 to 1; it is -3."
    ),
    "says cluster 999999999": lasting(answering(["999999999", "0.5", "0.25"]), "it is 999999999."),
    "says cluster 0.5": lasting(answering(["0.5", "0.5", "0.25"]), "it is 0.5."),
    "says cluster banana": lasting(answering(["banana", "0.5", "0.25"]), "it is banana."),
    "says no cluster": lasting(with_cells("null, 0.5, 0.25"), "it is None."),
}
