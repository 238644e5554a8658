"""Whatever a remote endpoint does, nothing that was sent is lost and the key is not told."""

import json
import logging
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment
from tests import servers
from tests.conftest import KEY, work
from tests.endpoint.misbehaviours import hang
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_refusal_without_a_body_may_say_in_its_head_that_a_token_has_expired(
    client: Client, remote: ScoringServer, company: Any
) -> None:
    challenge = 'Bearer error="invalid_token", error_description="The token has expired"'
    remote.behaviour = lambda handler, body: servers.send(
        handler, 401, b"", WWW_Authenticate=challenge
    )

    row = remote_row(send_company(client, company))

    assert row.reason.endswith("It says: The token has expired")


def test_try_again_leaves_a_scored_row_alone_for_visitors(
    client: Client, remote: ScoringServer, company: Any
) -> None:
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
    body = json.loads(servers.reply([["1", "0.9", "0.2", KEY]]))
    body["Results"]["output1"]["value"]["ColumnNames"][-1] = "more"
    remote.behaviour = servers.saying(json.dumps(body).encode())

    row = remote_row(send_company(client, company))

    assert row.status == "scored"
    assert KEY not in row.raw_reply
    assert "[key]" in row.raw_reply


def test_one_row_that_is_refused_does_not_take_its_chunk_along(
    client: Client, remote: ScoringServer, company: Any, settings: Any
) -> None:
    settings.AML_CIRCUIT_FAILURES = 0
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
