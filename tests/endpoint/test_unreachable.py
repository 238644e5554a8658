"""No connection, or none that can be trusted: the row waits, and is scored once there is one."""

import logging
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests.adapters
from django.test import Client
from django.utils import timezone

from scoring.models import Submission
from tests import servers
from tests.conftest import KEY, work
from tests.endpoint.misbehaviours import SLOW, hang
from tests.endpoint.sent_companies import remote_row, send_company

pytestmark = pytest.mark.django_db
HOST = "scoring.invalid"


@pytest.fixture(autouse=True)
def short_waits(settings: Any) -> None:
    settings.AML_API_KEY = KEY
    settings.AML_TIMEOUT, settings.AML_PAGE_WAIT = 2.0, 1.0


@pytest.fixture
def started() -> Iterator[ExitStack]:
    """Servers that a test starts."""
    with ExitStack() as stack:
        yield stack


def assert_it_waits(
    client: Client, company: dict[str, str], caplog: pytest.LogCaptureFixture, *reasons: str
) -> Submission:
    begun = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        stored = send_company(client, company)
        response = client.get(stored.get_absolute_url())

    assert time.monotonic() - begun < 5
    assert response.status_code == 200
    row = remote_row(stored)
    assert (row.status, row.attempts, row.lease) == ("pending", 1, None)
    assert any(reason in row.reason for reason in reasons), row.reason
    assert KEY not in row.reason + response.content.decode() + caplog.text
    return stored


def assert_it_is_scored_now(stored: Submission) -> None:
    stored.assignments.update(next_attempt_at=timezone.now())
    work()

    row = remote_row(stored)
    assert (row.status, row.cluster, row.reason) == ("scored", 1, "")


def test_a_refused_port(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    started: ExitStack,
) -> None:
    port = servers.unused_port()
    settings.AML_URL = f"http://127.0.0.1:{port}{servers.CLASSIC_PATH}"

    stored = assert_it_waits(client, company, caplog, "could not be reached")

    started.enter_context(servers.serving(servers.healthy, port))
    assert_it_is_scored_now(stored)


def test_an_unknown_host(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    started: ExitStack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = started.enter_context(servers.serving(servers.healthy))
    settings.AML_URL = server.url.replace("127.0.0.1", HOST)

    stored = assert_it_waits(client, company, caplog, "could not be reached", SLOW)

    known = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: known("127.0.0.1" if host == HOST else host, *rest, **more),
    )
    assert_it_is_scored_now(stored)


def test_a_name_look_up_that_hangs(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.AML_PAGE_WAIT = 0.3
    settings.AML_URL = f"http://{HOST}{servers.CLASSIC_PATH}"

    def look_up(*rest: Any, **more: Any) -> None:
        time.sleep(0.6)
        raise socket.gaierror("nobody knows")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", look_up)
        assert_it_waits(client, company, caplog, SLOW)
    # What was left behind ends with the test
    time.sleep(0.4)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "scoring..example"])
def test_a_host_name_that_cannot_be_one(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    host: str,
) -> None:
    settings.AML_URL = f"http://{host}{servers.CLASSIC_PATH}"

    assert_it_waits(client, company, caplog, "has a name that cannot be. Check AML_URL.")


def trust(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))


def test_a_self_signed_certificate(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    started: ExitStack,
    tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = started.enter_context(servers.serving(servers.healthy, tls=tls))
    settings.AML_URL = server.url

    stored = assert_it_waits(client, company, caplog, "certificate could not be trusted")
    assert server.requests == []

    trust(certificate, monkeypatch)
    assert_it_is_scored_now(stored)


def test_an_https_address_whose_port_speaks_no_tls(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    started: ExitStack,
) -> None:
    server = started.enter_context(servers.serving(servers.healthy))
    settings.AML_URL = server.url.replace("http:", "https:")

    stored = assert_it_waits(client, company, caplog, "")

    assert server.requests == []
    # There is no certificate that anybody could mend
    assert "certificate" not in remote_row(stored).reason
    assert "TLS" in remote_row(stored).reason


def test_a_port_that_hangs_within_the_tls_handshake(
    client: Client, company: dict[str, str], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.AML_PAGE_WAIT = 0.4
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.AML_URL = f"https://127.0.0.1:{silent.getsockname()[1]}{servers.CLASSIC_PATH}"

        assert_it_waits(client, company, caplog, SLOW)


def test_a_reply_that_hangs_behind_tls(
    client: Client,
    company: dict[str, str],
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    started: ExitStack,
    tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.AML_PAGE_WAIT = 0.4
    trust(certificate, monkeypatch)
    server = started.enter_context(servers.serving(hang, tls=tls))
    settings.AML_URL = server.url

    stored = assert_it_waits(client, company, caplog, SLOW)

    server.behaviour = servers.healthy
    assert_it_is_scored_now(stored)
