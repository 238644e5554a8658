"""Whoever sends too much, or without a length, still reads an answer:
the rest of a body is taken off the line.
"""

import gzip
import http.client
import io
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from scoring.models import ServiceUse
from scoring.webservice import contract
from tests.webservice.calls import (
    BANK,
    TEXTS,
    Reply,
    Service,
    execute,
    over_http,
    post,
    read,
    rows_of,
    table,
)

MEGABYTE = 1024 * 1024
CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}


def send_chunked(at: str, address: str, pieces: Iterator[bytes], key: str) -> Reply:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    with closing(http.client.HTTPConnection(urlsplit(at).netloc, timeout=20)) as connection:
        connection.request("POST", address, pieces, headers, encode_chunked=True)
        response = connection.getresponse()
        return Reply(response.status, response.headers, json.loads(response.read()))


# Over real connections


@pytest.mark.django_db(transaction=True)
def test_a_program_that_sends_thirty_megabytes_reads_what_to_do(service: Service, at: str) -> None:
    reply = over_http(at + service.execute_address(), b" " * 30 * MEGABYTE, service.primary)

    assert reply.error == (400, "BadArgument", "RequestBodyInvalid")
    assert "10 MB" in reply.said
    assert not ServiceUse.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("{service}/execute?api-version=2.0", 401),
        ("{service}/execute", 400),
        ("{service}/swagger.json", 405),
        ("/workspaces/w/services/s/execute?api-version=2.0", 404),
        ("/workspaces/nowhere", 404),
    ],
)
def test_a_refusal_that_reads_no_body_arrives_too(
    service: Service, at: str, address: str, status: int
) -> None:
    reply = over_http(
        at + address.format(service=service.address), b" " * 30 * MEGABYTE, "another key than ours"
    )

    assert reply.error[0] == status


@pytest.mark.django_db(transaction=True)
def test_a_chunked_body_is_refused_where_the_server_cannot_tell_its_end(
    service: Service, at: str
) -> None:
    body = json.dumps(table(BANK)).encode()

    reply = send_chunked(
        at, service.execute_address(), iter([body[:50], body[50:]]), service.primary
    )

    assert reply.error == (400, "BadArgument", "RequestBodyInvalid")
    assert "Content-Length" in reply.said


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["{service}/execute", "{service}/jobs", "/score"])
def test_a_compressed_body_is_refused_by_its_encoding(service: Service, address: str) -> None:
    body = gzip.compress(json.dumps(table(BANK)).encode())
    headers = {"authorization": f"Bearer {service.primary}", "content-encoding": "GZip"}

    reply = post(address.format(service=service.address), body, headers)

    assert (reply.status, "in the encoding gzip" in json.dumps(reply.body)) == (400, True)


@pytest.mark.django_db(transaction=True)
def test_a_body_that_breaks_off_harms_nobody(service: Service, at: str) -> None:
    address = urlsplit(at)
    with socket.create_connection(
        (str(address.hostname), int(address.port or 0)), timeout=20
    ) as line:
        line.sendall(
            f"POST {service.execute_address()} HTTP/1.1\r\nHost: {address.netloc}\r\n".encode()
        )
        line.sendall(
            f"Authorization: Bearer {service.primary}\r\nContent-Length: 5000\r\n\r\n".encode()
        )
        line.sendall(b'{"Inputs": ')
        line.shutdown(socket.SHUT_WR)
        line.recv(1000)

    assert rows_of(over_http(at + service.execute_address(), table(*TEXTS), service.primary))


# As a server gives them that ends chunked bodies itself


def chunked(service: Service, stream: Any, key: str = "") -> Any:
    environ = {**CHUNKED, "wsgi.input": stream, "wsgi.input_terminated": True}
    headers = {"authorization": f"Bearer {key or service.primary}"}
    return Client(enforce_csrf_checks=True).generic(
        "POST", service.execute_address(), headers=headers, **environ
    )


class Pieces(io.BytesIO):
    """A body of unknown length, which may break at its end."""

    breaks: Exception | None = None

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        if self.breaks and not piece:
            raise self.breaks
        return piece


@pytest.mark.django_db
def test_a_chunked_body_is_answered_as_any_other(service: Service) -> None:
    reply = read(chunked(service, Pieces(json.dumps(table(*TEXTS)).encode())))

    assert rows_of(reply) == rows_of(execute(service, table(*TEXTS)))


@pytest.mark.django_db
def test_an_empty_chunked_body_is_empty(service: Service) -> None:
    assert read(chunked(service, Pieces(b""))).error == (400, "BadArgument", "RequestIsEmpty")


@pytest.mark.django_db
def test_a_chunked_body_over_ten_megabytes_is_refused_and_taken_off_the_line(
    service: Service,
) -> None:
    pieces = Pieces(b" " * 12 * MEGABYTE)

    assert "10 MB" in read(chunked(service, pieces)).said
    assert pieces.tell() == 12 * MEGABYTE


@pytest.mark.django_db
@pytest.mark.parametrize(
    "breaks", [OSError("gone"), ValueError("ZZ is no size of a chunk"), EOFError()]
)
def test_a_chunked_body_that_breaks_is_refused(service: Service, breaks: Exception) -> None:
    pieces = Pieces(b"")
    pieces.breaks = breaks

    reply = read(chunked(service, pieces))

    assert reply.error == (400, "BadArgument", "RequestBodyInvalid")
    assert "ZZ" not in str(reply.body)
    assert not ServiceUse.objects.exists()


@pytest.mark.django_db
def test_what_is_taken_off_the_line_has_a_bound(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract, "MOST_DRAINED", MEGABYTE)
    pieces = Pieces(b" " * 20 * MEGABYTE)

    assert read(chunked(service, pieces, "another key than ours")).status == 401
    assert pieces.tell() <= MEGABYTE + contract.BLOCK


@pytest.mark.django_db
def test_a_slow_sender_is_not_waited_for(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "DRAIN_SECONDS", 0)
    pieces = Pieces(b" " * MEGABYTE)

    assert read(chunked(service, pieces, "another key than ours")).status == 401
    assert pieces.tell() == 0
