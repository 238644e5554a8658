"""A service that AML_CUSTOM describes."""

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.models import Assignment
from tests import servers
from tests.conftest import work
from tests.endpoint.sent_companies import remote_row, send_company, work_once
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db
MANY = {
    "request": {"companies": "{rows}", "version": 2},
    "row": {"name": "{title}", "about": "{category}: {text}"},
    "cluster": "results[].cluster",
    "distances": "results[].distances",
    "clusters_from": 1,
}
ONE = {"request": {"about": "{text}"}, "cluster": "cluster", "distances": "distances"}


@pytest.fixture
def described(remote: ScoringServer, settings: Any, tmp_path: Path) -> Any:
    """Describe the service by a document."""
    settings.AML_PROTOCOL, settings.AML_URL = "custom", remote.at("/whatever")

    def describe(document: dict[str, Any]) -> None:
        settings.AML_CUSTOM = str(tmp_path / "custom.json")
        Path(settings.AML_CUSTOM).write_text(json.dumps(document))

    return describe


def answer_many(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    results = [{"cluster": 2, "distances": [0.91, 0.25]} for _ in body["companies"]]
    servers.send(handler, 200, json.dumps({"results": results}).encode())


def answer_one(handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
    servers.send(handler, 200, b'{"cluster": 1, "distances": [0.91, 0.25]}')


def leave_to_the_worker(
    client: Client, remote: ScoringServer, company: dict[str, str], number: int
) -> None:
    remote.behaviour = servers.refusing(503, Retry_After="600")
    for each in range(number):
        send_company(client, {**company, "title": f"Company {each}"})
    Assignment.objects.update(next_attempt_at=timezone.now())
    remote.requests.clear()


def test_a_request_for_many_companies(
    client: Client, remote: ScoringServer, company: dict[str, str], described: Any
) -> None:
    described(MANY)
    leave_to_the_worker(client, remote, company, 3)
    remote.behaviour = answer_many

    work()

    ((_, body),) = remote.requests
    about = f"{company['category']}: {company['text']}"
    assert body == {
        "companies": [{"name": f"Company {n}", "about": about} for n in range(3)],
        "version": 2,
    }
    assert (
        list(Assignment.objects.values_list("status", "cluster", "distances"))
        == [("scored", 1, [0.91, 0.25])] * 3
    )


def test_a_request_for_one_company(
    client: Client, remote: ScoringServer, company: dict[str, str], described: Any
) -> None:
    described(ONE)
    leave_to_the_worker(client, remote, company, 3)
    remote.behaviour = answer_one

    work()

    assert [body for _, body in remote.requests] == [{"about": company["text"]}] * 3
    assert list(Assignment.objects.values_list("status", "cluster")) == [("scored", 1)] * 3


def test_a_reply_that_the_expressions_do_not_fit_is_refused(
    client: Client, remote: ScoringServer, company: dict[str, str], described: Any
) -> None:
    described(ONE)
    remote.behaviour = servers.saying(b'{"group": 1}')

    row = remote_row(send_company(client, company))

    assert row.status == "failed"
    assert "Expected cluster at cluster; the reply has none" in row.reason


@pytest.mark.parametrize("cluster", [0, 3])
def test_a_cluster_beyond_those_that_are_counted_from_1_is_refused(
    client: Client, remote: ScoringServer, company: dict[str, str], described: Any, cluster: int
) -> None:
    described(MANY)
    reply = {"results": [{"cluster": cluster, "distances": [0.91, 0.25]}]}
    remote.behaviour = servers.saying(json.dumps(reply).encode())

    row = remote_row(send_company(client, company))

    assert row.status == "failed"
    assert f"Expected a cluster number from 1 to 2; it is {cluster}." in row.reason


def test_companies_that_cannot_all_be_called_for_in_time_are_scored_bit_by_bit(
    client: Client, remote: ScoringServer, company: dict[str, str], described: Any, settings: Any
) -> None:
    described(ONE)
    settings.AML_CIRCUIT_FAILURES = 0
    leave_to_the_worker(client, remote, company, 5)
    # Each call is well within the time, but not all five together
    remote.behaviour = servers.after(0.1, answer_one)
    settings.AML_TIMEOUT = 0.3

    for _ in range(4):
        Assignment.objects.pending().update(next_attempt_at=timezone.now())
        work_once()

    assert Assignment.objects.filter(status="scored").count() > 0
