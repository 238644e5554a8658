"""Whatever another site does, the job says what happened,
and the token of its address is nowhere to be read.
"""

import ssl
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from scoring.models import BatchExecution, Job
from scoring.webservice import batch_steps
from tests import servers
from tests.endpoint.tls import self_signed
from tests.servers import Behaviour, ScoringServer, refusing, saying, send, serving
from tests.webservice.batch_execution.other_sites import started_at
from tests.webservice.batch_execution.programs import (
    csv_of,
    fetched,
    rows_in,
    status,
    work_on_later_tries,
    work_while_due,
)
from tests.webservice.calls import Service

pytestmark = pytest.mark.django_db


def drop(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.connection.close()


def half(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    send(handler, 200, csv_of()[:50], Content_Length="500")


def endless(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.is_over.is_set():  # type: ignore[attr-defined]
        handler.wfile.write(b"x" * 1024 * 1024)


LASTING: dict[str, tuple[Behaviour, str]] = {
    "404": (refusing(404), "The input could not be fetched: 127.0.0.1 answered 404."),
    "403": (refusing(403), "The input could not be fetched: 127.0.0.1 answered 403."),
    "an empty file": (saying(b""), "The input is empty."),
    "a file that is too large": (endless, "The site's reply is larger than 50 MB; it was cut off."),
}
PASSING: dict[str, tuple[Behaviour, str]] = {
    "500": (refusing(500), "The input could not be fetched: 127.0.0.1 answered 500."),
    "503": (refusing(503), "The input could not be fetched: 127.0.0.1 answered 503."),
    "429": (refusing(429), "The input could not be fetched: 127.0.0.1 answered 429."),
    "a broken connection": (drop, "The site could not be reached, or broke the connection off."),
    "half a file": (half, "The site"),
    "silence": (servers.after(30, saying(csv_of())), "The site did not answer within 0.3 seconds."),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_no_other_try_can_mend_fails_at_once(
    service: Service, store: ScoringServer, name: str
) -> None:
    store.behaviour, said = LASTING[name]
    key = started_at(service, store.at("/"))
    work_while_due()

    assert status(service, key)["StatusCode"] == "Failed"
    assert said in status(service, key)["Details"]
    assert len(store.requests) == 1
    assert "S3cret" not in str([*BatchExecution.objects.values(), *Job.objects.values()])


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_tried_three_times(
    service: Service,
    store: ScoringServer,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if name == "silence":
        monkeypatch.setattr(batch_steps, "FETCH_SECONDS", 0.3)
    store.behaviour, said = PASSING[name]
    key = started_at(service, store.at("/"))
    work_while_due()
    assert status(service, key) == {"StatusCode": "Running", "Results": None, "Details": None}
    work_on_later_tries()
    assert status(service, key)["StatusCode"] == "Running"
    work_on_later_tries()

    assert status(service, key)["StatusCode"] == "Failed"
    assert said in status(service, key)["Details"]
    assert "AML_URL" not in status(service, key)["Details"]
    assert "scoring service" not in status(service, key)["Details"]
    assert len(store.requests) == 3
    assert "S3cret" not in caplog.text + str(
        [*BatchExecution.objects.values(), *Job.objects.values()]
    )


def test_a_table_that_comes_at_a_later_try_is_scored(
    service: Service, store: ScoringServer
) -> None:
    store.behaviour = servers.in_turn(refusing(503), saying(csv_of()))
    key = started_at(service, store.at("/"))
    work_while_due()
    work_on_later_tries()

    assert len(rows_in(fetched(status(service, key)))) == 3


def test_nobody_there_fails_in_the_end(service: Service, settings: Any) -> None:
    port = servers.unused_port()
    settings.BATCH_INPUT_HOSTS = [f"127.0.0.1:{port}"]
    key = started_at(service, f"http://127.0.0.1:{port}")
    for _ in range(3):
        work_on_later_tries()

    assert "The site could not be reached" in status(service, key)["Details"]


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("certificate", "The site's certificate could not be trusted."),
        ("plain", "The site's address does not speak TLS: check BaseLocation."),
    ],
)
def test_a_site_that_cannot_be_trusted_gets_no_token(
    service: Service, settings: Any, tmp_path: Path, scheme: str, said: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    with serving(saying(csv_of()), tls=context if scheme == "certificate" else None) as server:
        settings.BATCH_INPUT_HOSTS = [f"127.0.0.1:{server.server_port}"]
        key = started_at(service, f"https://127.0.0.1:{server.server_port}/")
        for _ in range(3):
            work_on_later_tries()

        assert said in status(service, key)["Details"]
        assert server.requests == []


def test_broken_headers_bring_no_token_into_the_log(
    service: Service, store: ScoringServer, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n" + csv_of())
        handler.close_connection = True

    store.behaviour = broken
    started_at(service, store.at("/"))
    work_while_due()

    assert "S3cret" not in caplog.text
