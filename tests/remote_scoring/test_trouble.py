"""Whatever a remote endpoint does, nothing that was sent is lost and the key is not told."""

import json
import logging
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment
from tests import servers
from tests.conftest import KEY, work
from tests.remote_scoring.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)


def hang(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    time.sleep(3)


def drip_headers(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(30):
        handler.wfile.write(b"X-Drip-%d: 1\r\n" % number)
        time.sleep(0.1)


def drip_body(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b" ")
        time.sleep(0.1)


def half_a_body(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(servers.reply([["1", "0.1", "0.2"]])[:50])


def break_off(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.connection.close()


def huge_body(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(12 * 16):
        handler.wfile.write(b" " * 65536)


PASSING_TROUBLE = {
    "hangs": (hang, "did not answer within 1 seconds"),
    "drips its headers": (drip_headers, "did not answer within 1 seconds"),
    "drips its body": (drip_body, "did not answer within 1 seconds"),
    "sends half a body": (half_a_body, "broke"),
    "breaks off": (break_off, "could not be reached, or broke"),
    "answers 408": (servers.refusing(408), "took too long (408)"),
    "answers 429": (servers.refusing(429), "too many requests (429)"),
    "answers 500": (servers.refusing(500), "trouble of its own (500)"),
    "answers 502": (servers.refusing(502), "trouble of its own (502)"),
    "answers 503": (servers.refusing(503), "busy or starting (503)"),
}


@pytest.mark.parametrize("trouble", PASSING_TROUBLE)
def test_passing_trouble_leaves_the_row_pending_with_its_reason(
    client: Client, remote: ScoringServer, company: dict[str, str], trouble: str
) -> None:
    remote.behaviour, reason = PASSING_TROUBLE[trouble]

    begun = time.monotonic()
    stored = send_company(client, company)
    page = client.get(stored.get_absolute_url()).content.decode()

    assert time.monotonic() - begun < 3
    row = remote_row(stored)
    assert (row.status, row.attempts, row.lease) == ("pending", 1, None)
    assert reason in row.reason
    assert reason in page
    assert "Try again" in page


LASTING_TROUBLE = {
    "answers 400": (servers.refusing(400), "did not accept the request (400)"),
    "answers 401": (servers.refusing(401), "did not accept the key (401)"),
    "answers 403": (servers.refusing(403), "refused access with this key (403)"),
    "answers 404": (servers.refusing(404), "nothing at this address (404)"),
    "answers 302": (servers.refusing(302, Location="http://127.0.0.1:9/elsewhere"), "has moved (302)"),
    "sends a page": (servers.saying(b"<h1>Welcome</h1>"), "no valid answer"),
    "sends half its JSON": (servers.saying(servers.reply([["1", "0.1", "0.2"]])[:-9]), "no valid answer"),
    "says banana": (servers.answering(["banana", "0.1", "0.2"]), "it is banana"),
    "sends two rows for one": (servers.saying(servers.reply([["1", "0.1", "0.2"]] * 2)), "it has 2"),
    "sends more than 10 MB": (huge_body, "larger than 10 MB"),
}


@pytest.mark.parametrize("trouble", LASTING_TROUBLE)
def test_lasting_trouble_fails_the_row_with_its_reason(
    client: Client, remote: ScoringServer, company: dict[str, str], trouble: str
) -> None:
    remote.behaviour, reason = LASTING_TROUBLE[trouble]

    stored = send_company(client, company)
    page = client.get(stored.get_absolute_url()).content.decode()

    row = remote_row(stored)
    assert (row.status, row.attempts, row.cluster) == ("failed", 1, None)
    assert reason in row.reason
    assert "It could not be scored" in page
    assert "Try again" in page


def test_a_refused_connection_leaves_the_row_pending(client: Client, remote: ScoringServer, company: Any) -> None:
    remote.server_close()

    row = remote_row(send_company(client, company))

    assert (row.status, row.attempts) == ("pending", 1)
    assert "could not be reached" in row.reason
    assert timedelta(seconds=8) < row.next_attempt_at - timezone.now() <= timedelta(seconds=10)


def test_after_the_page_s_wait_the_row_is_the_worker_s_at_once(
    client: Client, remote: ScoringServer, company: Any
) -> None:
    remote.behaviour = hang

    row = remote_row(send_company(client, company))

    assert row.next_attempt_at <= timezone.now()


def test_try_again_scores_a_failed_row_once_the_service_is_well(
    client: Client, remote: ScoringServer, company: Any
) -> None:
    remote.behaviour = servers.refusing(401)
    stored = send_company(client, company)
    remote.behaviour = servers.healthy

    response = client.post(f"/submissions/{stored.pk}/score-again")

    assert response.status_code == 302
    row = remote_row(stored)
    assert (row.status, row.cluster, row.reason) == ("scored", 1, "")


def test_try_again_leaves_a_scored_row_alone_for_visitors(client: Client, remote: ScoringServer, company: Any) -> None:
    stored = send_company(client, company)

    client.post(f"/submissions/{stored.pk}/score-again")

    assert len(remote.rows) == 1


def test_the_key_is_on_no_page_and_in_no_log(
    client: Client,
    remote: ScoringServer,
    company: Any,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    echo = json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()
    troubles = [servers.saying(echo), lambda handler, body: servers.send(handler, 401, echo), hang]
    with caplog.at_level(logging.DEBUG):
        for trouble in troubles:
            remote.behaviour = trouble
            stored = send_company(client, company)
            assert KEY not in client.get(stored.get_absolute_url()).content.decode()
            assert KEY not in remote_row(stored).reason

    assert KEY not in caplog.text
    assert KEY not in "".join(capfd.readouterr())


def test_a_key_that_the_service_echoes_in_a_good_reply_is_masked(
    client: Client, remote: ScoringServer, company: Any
) -> None:
    body = {"Results": {"output1": {"value": {"Values": [["1", "0.9", "0.2"]], "ColumnNames": [KEY, "a", "b"]}}}}
    remote.behaviour = servers.saying(json.dumps(body).encode())

    row = remote_row(send_company(client, company))

    assert row.status == "scored"
    assert KEY not in row.raw_reply
    assert "[key]" in row.raw_reply


def test_a_redirect_is_never_followed(client: Client, remote: ScoringServer, company: Any) -> None:
    with servers.serving(servers.healthy) as elsewhere:
        remote.behaviour = servers.refusing(307, Location=elsewhere.url)

        row = remote_row(send_company(client, company))

        assert row.status == "failed"
        assert elsewhere.requests == []


def test_one_row_that_is_refused_does_not_take_its_chunk_along(
    client: Client, remote: ScoringServer, company: Any
) -> None:
    remote.server_close()
    for number in range(5):
        send_company(client, {**company, "title": f"Company {number}"})

    def refuse_one(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        titles = [row[0] for row in body["Inputs"]["input1"]["Values"]]
        if "Company 3" in titles:
            servers.refusing(400)(handler, body)
        else:
            servers.healthy(handler, body)

    Assignment.objects.update(next_attempt_at=timezone.now())
    with servers.serving(refuse_one, port=remote.server_port):
        work()

    statuses = dict(Assignment.objects.values_list("submission__title", "status"))
    assert statuses == {f"Company {n}": "failed" if n == 3 else "scored" for n in range(5)}
