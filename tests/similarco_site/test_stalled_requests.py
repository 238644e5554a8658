"""Clients that stall while they send: nobody waits for them, and they are ended."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import pytest
from django.conf import settings

from similarco_site.serving import connections
from similarco_site.serving.arrivals import Arrival
from tests.servers import unused_port

THREADS = 2
HOST = b"Host: 127.0.0.1\r\n"
STALLED = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHo",
    "half a form": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\ntitle=",
    "half a chunk": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n9\r\nab",
    "half a file": b"PUT / HTTP/1.1\r\n"
    + HOST
    + b"Content-Length: 999999\r\n\r\n"
    + bytes(500_000),
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = unused_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    command += ["--workers", "1", "--threads", str(THREADS), "tests.similarco_site.echo"]
    limits = {"REQUEST_HEAD_SECONDS": "1", "REQUEST_BODY_SECONDS": "1", "PORT": str(port)}
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env={**os.environ, **limits}, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert b" is at http://" in process.stdout.readline()
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=30)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def replies(line: socket.socket, count: int) -> list[str]:
    """What so many replies have in their bodies."""
    reader = line.makefile("rb")
    bodies = []
    for _ in range(count):
        assert reader.readline() == b"HTTP/1.1 200 OK\r\n"
        while reader.readline() != b"\r\n":
            pass
        bodies.append(reader.readline().decode().strip())
    return bodies


def test_a_request_has_arrived_when_its_last_byte_has(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"POST /arrived HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\na")
        before = time.monotonic()
        line.sendall(b"b")
        [said] = replies(line, 1)

    assert before <= float(said) <= time.monotonic()


@pytest.mark.parametrize("kind", STALLED)
def test_others_are_served_and_the_client_is_told_that_it_was_too_slow(
    port: int, kind: str
) -> None:
    with ExitStack() as lines:
        stalled = [lines.enter_context(connected(port)) for _ in range(3 * THREADS)]
        for line in stalled:
            line.sendall(STALLED[kind])
        with connected(port) as other:
            other.sendall(b"GET /well HTTP/1.1\r\n" + HOST + b"\r\n")
            assert replies(other, 1) == ["/well 0"]

        told = b"HTTP/1.1 408 Request Timeout\r\n" if kind != "nothing" else b""
        assert [line.makefile("rb").readline() for line in stalled] == [told] * len(stalled)


@pytest.mark.parametrize("page", ["/page", "/larger"])
def test_others_are_served_while_clients_do_not_read_their_pages(port: int, page: str) -> None:
    with ExitStack() as lines:
        for _ in range(3 * THREADS):
            line = lines.enter_context(socket.socket())
            # As a line over a network has it: little is on its way
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
            line.connect(("127.0.0.1", port))
            line.sendall(f"GET {page} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        with connected(port) as other:
            other.sendall(b"GET /well HTTP/1.1\r\n" + HOST + b"\r\n")
            assert replies(other, 1) == ["/well 0"]


def test_a_body_that_comes_slowly_but_comes_is_read(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"POST /slow HTTP/1.1\r\n" + HOST + b"Content-Length: 60000\r\n\r\n")
        for _ in range(4):
            time.sleep(0.4)
            line.sendall(bytes(15_000))

        assert replies(line, 1) == ["/slow 60000"]


@pytest.mark.parametrize(
    ("chunk", "is_cut"), [(b"1\r\na\r\n", True), (b"28\r\n%040d\r\n" % 0, False)]
)
def test_a_body_is_followed_chunk_by_chunk_only_while_these_are_no_crumbs(
    chunk: bytes, is_cut: bool
) -> None:
    arrival = Arrival(10**7)
    arrival.add(b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n")
    arrival.add(chunk * 5_000)
    arrival.close()

    assert arrival.is_whole == arrival.is_cut == is_cut


def test_requests_that_follow_each_other_on_a_line_are_answered_in_order(port: int) -> None:
    chunked = (
        b"POST /2 HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
    )
    with connected(port) as line:
        line.sendall(b"GET /1 HTTP/1.1\r\n" + HOST + b"\r\n" + chunked + b"GET /3 HTTP/1.1\r\nHo")
        assert replies(line, 2) == ["/1 0", "/2 2"]
        line.sendall(b"st: 127.0.0.1\r\n\r\n")

        assert replies(line, 1) == ["/3 0"]


def test_a_client_that_asks_before_it_sends_its_body_is_told_to(port: int) -> None:
    with connected(port) as line:
        ask = b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        line.sendall(b"POST /asked HTTP/1.1\r\n" + HOST + ask)
        assert line.recv(100) == connections.CONTINUE
        line.sendall(b"abc")
        received = b""
        while not received.endswith(b"\n/asked 3\n"):
            received += line.recv(1000)


UNREADABLE = {
    "a long address": (b"GET %s?a=" + b"a" * 5000 + b" HTTP/1.1\r\n" + HOST, 414),
    "a broken header": (b"POST %s HTTP/1.1\r\n" + HOST + b"Content-Length: one\r\n", 400),
    "a long header": (b"GET %s HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 9000 + b"\r\n", 431),
    "an unknown version": (b"GET %s HTTP/9.9\r\n" + HOST, 400),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_refused_with_json_at_service_addresses_and_else_a_page(
    port: int, kind: str
) -> None:
    head, status = UNREADABLE[kind]

    bodies = {}
    for address in ("/score", "/workspaces/1/services/2/execute", "/%762/models/m/infer", "/x"):
        with connected(port) as line:
            line.sendall(head.replace(b"%s", address.encode()) + b"\r\n")
            reply = HTTPResponse(line)
            reply.begin()
            assert reply.status == status
            bodies[address] = reply.read().decode()

    page = bodies.pop("/x")
    assert "<h1>" in page
    assert '<a href="/">Go to the start</a>' in page
    said, told, words = map(json.loads, bodies.values())
    assert told["error"]["code"] == "BadArgument"
    assert said["message"].endswith(told["error"]["details"][0]["message"])
    assert words["error"] == said["message"]


def test_no_header_says_that_the_site_stands_elsewhere(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"GET /page HTTP/1.1\r\n" + HOST + b"SCRIPT_NAME: /elsewhere\r\n\r\n")

        assert replies(line, 1) == ["/page 0"]


def test_a_program_that_stalls_reads_json(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"POST /score HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\n{")
        reply = HTTPResponse(line)
        reply.begin()

        assert (reply.status, list(json.loads(reply.read()))) == (408, ["message"])


def test_what_is_announced_too_large_is_refused_without_waiting_for_it(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"PUT /huge HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\n")

        assert replies(line, 1) == ["/huge 6"]
        assert line.recv(100) == b""


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("192.0.2.7", 5000), "192.0.2.7"),
        (("2001:db8::1:2", 5000, 0, 0), "2001:db8::"),
        (("::ffff:192.0.2.7", 5000, 0, 0), "192.0.2.7"),
        (("64:ff9b::192.0.2.7", 5000, 0, 0), "192.0.2.7"),
        (("fe80::1%eth0", 5000, 0, 2), "fe80::"),
        (("127.0.0.1", 5000), ""),
        (("::1", 5000, 0, 0), ""),
        ("", ""),
    ],
)
def test_connections_are_counted_by_address_but_for_those_of_this_machine(
    client: object, counted: str
) -> None:
    assert connections.counted_address(client) == counted


@pytest.mark.parametrize(
    ("unread", "address", "is_refused"),
    [
        (["192.0.2.7"] * 4, "192.0.2.7", False),
        (["192.0.2.7"] * 5, "192.0.2.7", True),
        (["192.0.2.7"] * 5, "192.0.2.8", False),
        ([""] * 39, "", False),
        ([""] * 40, "192.0.2.8", True),
    ],
)
def test_an_address_that_does_not_read_holds_few_of_the_threads(
    unread: list[str], address: str, is_refused: bool
) -> None:
    assert connections.are_too_many(unread, address, threads=80) == is_refused
