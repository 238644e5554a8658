"""A remote endpoint says the clusters, of what is sent and of what was stored before."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment, ModelVersion, Submission, model_versions
from tests import servers
from tests.conftest import KEY, work
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_request_is_the_classic_one(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    send_company(client, company)

    ((headers, body),) = remote.requests
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Content-Type"] == "application/json"
    assert body == {
        "Inputs": {
            "input1": {
                "ColumnNames": ["Title", "Category", "Text"],
                "Values": [[company["title"], company["category"], company["text"].lower()]],
            }
        },
        "GlobalParameters": {},
    }


def test_the_key_may_go_out_in_another_header(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_AUTH_HEADER = "x-api-key"

    send_company(client, company)

    ((headers, _),) = remote.requests
    assert headers["x-api-key"] == KEY
    assert "Authorization" not in headers


@pytest.mark.parametrize("status", [201, 202])
def test_an_answer_under_another_status_of_success_is_read(
    client: Client, remote: ScoringServer, company: dict[str, str], status: int
) -> None:
    good = servers.reply([["1", "0.91", "0.25"]])
    remote.behaviour = lambda handler, body: servers.send(handler, status, good)

    assert remote_row(send_company(client, company)).status == "scored"


def test_a_row_whose_answer_is_to_come_later_waits(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    remote.behaviour = lambda handler, body: servers.send(
        handler, 202, b'{"status": "queued"}', Retry_After="600"
    )

    row = remote_row(send_company(client, company))

    assert (row.status, len(remote.requests)) == ("pending", 1)
    assert "its answer is to come later (202)" in row.reason
    assert row.next_attempt_at is not None
    assert (row.next_attempt_at - timezone.now()).total_seconds() > 500


def test_a_good_reply_is_stored_and_shown(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    stored = send_company(client, company)

    row = remote_row(stored)
    assert (row.status, row.cluster, row.shown_cluster) == ("scored", 1, 1)
    assert row.distances == [0.91, 0.25, 1.5]
    assert row.sure == pytest.approx((0.91 - 0.25) / 0.91)
    assert json.loads(row.raw_reply)["Results"]["output1"]["value"]["Values"] == [
        ["1", "0.91", "0.25", "1.5"]
    ]
    page = client.get(stored.get_absolute_url()).content.decode()
    assert "0.25" in page
    assert "0.91" in page


def test_the_submission_is_committed_before_the_call_goes_out(
    client: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    seen: list[tuple[str, str]] = []

    def look(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        # This runs in the server's thread, with a database connection of its own
        from django.db import connection

        seen.extend(Assignment.objects.values_list("submission__title", "status"))
        connection.close()
        servers.healthy(handler, body)

    remote.behaviour = look
    send_company(client, company)

    assert seen == [(company["title"], "pending")]


def test_a_netrc_does_not_replace_the_key(
    client: Client,
    remote: ScoringServer,
    company: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login other password wrong\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    send_company(client, company)

    assert remote.requests[0][0]["Authorization"] == f"Bearer {KEY}"


def test_everything_stored_before_goes_to_the_endpoint_through_the_worker(
    model: ModelVersion, client: Client, remote: ScoringServer, company: Any
) -> None:
    send_company(client, company)
    work()

    version = model_versions.active()
    assert version is not None
    assert version.kind == "remote"
    assert version.k == 3
    assert version.assignments.filter(status="scored").count() == Submission.objects.count()
    assert len(remote.rows) == Submission.objects.count()
    assert len(remote.requests) < 5


def test_the_embedded_model_still_finds_similar_companies(
    model: ModelVersion, client: Client, remote: ScoringServer, company: Any
) -> None:
    remote.server_close()

    stored = send_company(client, company)

    assert stored.assignments.get(version=model).status == "scored"
    page = client.get(stored.get_absolute_url()).content.decode()
    assert page.count('<li class="match">') == 10


def test_another_number_of_distances_makes_a_new_version(
    client: Client, remote: ScoringServer, company: Any
) -> None:
    first = send_company(client, company)
    remote.behaviour = servers.answering(["3", "0.9", "0.8", "0.7", "0.1"])
    second = send_company(client, {**company, "title": "Second"})
    work()

    old, new = ModelVersion.objects.order_by("pk")
    assert (old.is_active, old.k, new.is_active, new.k) == (False, 3, True, 4)
    assert list(
        new.assignments.order_by("submission").values_list("submission", "status", "cluster")
    ) == [
        (first.pk, "scored", 3),
        (second.pk, "scored", 3),
    ]
    assert first.assignments.get(version=old).cluster == 1


def test_without_the_setting_the_embedded_model_says_the_clusters_again(
    model: ModelVersion, client: Client, remote: ScoringServer, company: Any, settings: Any
) -> None:
    send_company(client, company)
    settings.AML_URL = ""

    assert model_versions.active() == model
