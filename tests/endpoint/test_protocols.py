"""The protocol of a service is found out once and remembered, or is what the settings say."""

import json
from typing import Any

import pytest
from django.test import Client

from scoring.models import RemoteEndpoint
from tests import servers
from tests.conftest import work
from tests.endpoint.protocol_servers import (
    PROTOCOL_SERVERS,
    data_frame,
    objects,
    speaking,
    table,
    tensors,
)
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db
NAMES = list(PROTOCOL_SERVERS)
OWN = ["name", "trade", "about"]


@pytest.mark.parametrize("name", NAMES)
def test_the_protocol_is_found_out_once_and_remembered(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, name: str
) -> None:
    path, speak, requests = PROTOCOL_SERVERS[name]
    settings.AML_URL = remote.at(path)
    remote.behaviour = speaking(speak)

    first = remote_row(send_company(client, company))

    assert (first.status, first.cluster, first.distances, first.reason) == (
        "scored",
        1,
        [0.91, 0.25],
        "",
    )
    assert first.raw_reply
    assert len(remote.requests) == requests
    assert RemoteEndpoint.objects.get().protocol == name

    second = remote_row(send_company(client, {**company, "title": "Second"}))

    assert second.status == "scored"
    assert len(remote.requests) == requests + 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("refusal", [400, 422])
def test_at_an_address_that_says_nothing_every_protocol_is_tried(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    name: str,
    refusal: int,
) -> None:
    settings.AML_URL = remote.at("/predict")
    remote.behaviour = speaking(PROTOCOL_SERVERS[name][1], refusal)

    row = remote_row(send_company(client, company))

    assert row.status == "scored"
    assert RemoteEndpoint.objects.get().protocol == name
    assert len(remote.requests) == NAMES.index(name) + 1


@pytest.mark.parametrize("name", NAMES)
def test_the_worker_sends_many_rows_in_one_request(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, name: str
) -> None:
    path, speak, requests = PROTOCOL_SERVERS[name]
    settings.AML_URL = remote.at(path)
    settings.AML_PAGE_CALLS = 1
    remote.behaviour = servers.refusing(503, Retry_After="600")
    stored = [
        send_company(client, {**company, "title": f"Company {number}"}) for number in range(3)
    ]
    remote.requests.clear()
    remote.behaviour = speaking(speak)
    for each in stored:
        each.assignments.update(next_attempt_at=each.sent_at)

    work()

    assert [remote_row(each).status for each in stored] == ["scored"] * 3
    assert len(remote.requests) == requests


@pytest.mark.parametrize("name", NAMES)
def test_a_protocol_of_the_settings_is_used_as_it_is(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, name: str
) -> None:
    settings.AML_PROTOCOL, settings.AML_URL = name, remote.at("/score")
    remote.behaviour = speaking(PROTOCOL_SERVERS[name][1])

    row = remote_row(send_company(client, company))

    assert (row.status, row.cluster) == ("scored", 1)
    assert len(remote.requests) == 1
    assert not RemoteEndpoint.objects.exclude(protocol="").exists()


def test_no_other_protocol_is_tried_than_that_of_the_settings(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_PROTOCOL, settings.AML_URL = "mlflow", remote.at("/score")
    remote.behaviour = speaking(PROTOCOL_SERVERS["designer"][1])

    row = remote_row(send_company(client, company))

    assert (row.status, len(remote.requests)) == ("failed", 1)
    assert "did not accept the request (400)" in row.reason


@pytest.mark.parametrize("status", [401, 403, 404, 503])
def test_what_is_no_matter_of_the_protocol_ends_the_search(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, status: int
) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = servers.refusing(status)

    row = remote_row(send_company(client, company))

    assert f"({status})" in row.reason
    assert len(remote.requests) == (3 if status == 503 else 1)


@pytest.mark.parametrize(("status", "requests"), [(500, 3), (502, 7)])
def test_a_scoring_script_that_crashes_on_another_protocol_is_understood(
    client: Client,
    remote: ScoringServer,
    company: dict[str, str],
    settings: Any,
    status: int,
    requests: int,
) -> None:
    settings.AML_URL, settings.AML_PAGE_WAIT = remote.at("/score"), 5.0
    remote.behaviour = speaking(PROTOCOL_SERVERS["mlflow"][1], status)

    row = remote_row(send_company(client, company))

    assert (row.status, row.cluster) == ("scored", 1)
    assert RemoteEndpoint.objects.get().protocol == "mlflow"
    # 502 is tried three times before it counts
    assert len(remote.requests) == requests


def test_a_crash_of_a_service_whose_protocol_is_known_is_no_reason_to_try_others(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = speaking(PROTOCOL_SERVERS["designer"][1])
    send_company(client, company)
    remote.behaviour = servers.refusing(500)

    row = remote_row(send_company(client, {**company, "title": "Second"}))

    assert (row.status, len(remote.requests)) == ("pending", 2)


def test_a_service_that_takes_no_protocol_is_described_by_its_first_refusal(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = servers.in_turn(servers.refusing(422), servers.refusing(400))

    row = remote_row(send_company(client, company))

    assert (row.status, len(remote.requests)) == ("failed", 3)
    assert "(422)" in row.reason
    assert not RemoteEndpoint.objects.exclude(protocol="").exists()


def test_a_remembered_protocol_belongs_to_its_address(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    for name in ("mlflow", "mlflow-serve"):
        path, speak, _ = PROTOCOL_SERVERS[name]
        settings.AML_URL = remote.at(path)
        remote.behaviour = speaking(speak)
        assert remote_row_of_now(client, {**company, "title": name}) == "scored"

    assert set(RemoteEndpoint.objects.values_list("protocol", flat=True)) == {
        "mlflow",
        "mlflow-serve",
    }


def remote_row_of_now(client: Client, company: dict[str, str]) -> str:
    return send_company(client, company).assignments.get(version__is_active=True).status


def test_a_service_whose_protocol_was_changed_is_found_out_again(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = speaking(PROTOCOL_SERVERS["designer"][1])
    send_company(client, company)
    remote.behaviour = speaking(PROTOCOL_SERVERS["mlflow"][1])

    row = remote_row(send_company(client, {**company, "title": "Second"}))

    assert (row.status, row.cluster) == ("scored", 1)
    assert RemoteEndpoint.objects.get().protocol == "mlflow"


def test_unknown_names_of_one_protocol_are_told_rather_than_another_protocols_refusal(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_URL = remote.at("/score")
    remote.behaviour = servers.saying(b'[{"group": 1, "far_0": 0.5, "far_1": 0.25}]')

    row = remote_row(send_company(client, company))

    assert row.status == "failed"
    assert "Expected one column Assignments; the columns are ['group'," in row.reason
    assert "AML_RESULT_COLUMNS" in row.reason


RENAMED = {
    "classic": (lambda body: table(body, OWN, "companies", "clusters")),
    "classic-swagger": objects("companies", "clusters", OWN),
    "designer": objects("companies", "clusters", OWN),
    "mlflow": data_frame("input_data", OWN),
    "mlflow-serve": data_frame("dataframe_split", OWN),
    "open-inference": (lambda body: tensors(body, OWN)),
}


@pytest.mark.parametrize("name", RENAMED)
def test_the_names_of_columns_input_and_output_can_be_set(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, name: str
) -> None:
    settings.AML_URL = remote.at(PROTOCOL_SERVERS[name][0])
    settings.AML_PROTOCOL = name
    settings.AML_COLUMNS, settings.AML_INPUT, settings.AML_OUTPUT = OWN, "companies", "clusters"
    remote.behaviour = speaking(RENAMED[name])

    row = remote_row(send_company(client, company))

    assert (row.status, row.cluster, row.distances) == ("scored", 1, [0.91, 0.25])


def test_only_the_names_that_are_set_are_changed(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_COLUMNS = OWN
    remote.behaviour = speaking(lambda body: table(body, OWN))

    assert remote_row(send_company(client, company)).status == "scored"


RESULTS = {
    "classic": [{"group": "1", "far from 0": "0.91", "far from 1": "0.25", "sure": "0.8"}],
    "open-inference": [
        {"name": "group", "datatype": "INT64", "shape": [1], "data": [1]},
        {"name": "far from ", "datatype": "FP64", "shape": [1, 2], "data": [0.91, 0.25]},
    ],
}


@pytest.mark.parametrize("name", RESULTS)
def test_the_names_in_the_reply_can_be_set(
    client: Client, remote: ScoringServer, company: dict[str, str], settings: Any, name: str
) -> None:
    settings.AML_URL, settings.AML_RESULT_COLUMNS = (
        remote.at(PROTOCOL_SERVERS[name][0]),
        ["group", "far from "],
    )
    reply = {
        "classic": {"Results": {"output1": RESULTS[name]}},
        "open-inference": {"outputs": RESULTS[name]},
    }[name]
    remote.behaviour = servers.saying(json.dumps(reply).encode())

    row = remote_row(send_company(client, company))

    assert (row.status, row.cluster, row.distances) == ("scored", 1, [0.91, 0.25])
