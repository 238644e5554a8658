"""swagger.json describes the service to the programs that read it:
R's package, add-ins and generated clients.
"""

import json
from typing import Any

import pytest
from django.urls import Resolver404, resolve

from tests.webservice.calls import Service, execute, get, made, rows_of

pytestmark = pytest.mark.django_db
TYPES = {"string", "integer", "number", "boolean"}


@pytest.fixture
def described(service: Service, settings: Any) -> Any:
    settings.SITE_URL = "https://scores.example:8443"
    reply = get(f"{service.address}/swagger.json")
    assert reply.status == 200
    return reply.body


def test_it_needs_no_key(described: Any) -> None:
    assert described["swagger"] == "2.0"


def test_it_says_where_the_service_is(described: Any, service: Service) -> None:
    assert (described["schemes"], described["host"]) == (["https"], "scores.example:8443")
    assert described["basePath"] == service.address


def test_the_second_path_is_execute_and_says_its_method(described: Any) -> None:
    paths = described["paths"]

    names = list(paths)
    assert len(names) >= 2
    assert names[0] == "/swagger.json"
    assert list(paths[names[0]]) == ["get"]
    assert [name for name in names if "/execute?" in name] == [names[1]]
    assert names[1] == "/execute?api-version=2.0&format=swagger"
    assert list(paths[names[1]]) == ["post"]


def test_execute_needs_a_key_and_takes_the_request_of_the_definitions(described: Any) -> None:
    operation = list(described["paths"].values())[1]["post"]

    (body,) = operation["parameters"]
    assert body["schema"] == {"$ref": "#/definitions/ExecutionRequest"}
    assert operation["responses"]["200"]["schema"] == {"$ref": "#/definitions/ExecutionResults"}
    (needed,) = operation["security"]
    assert described["securityDefinitions"][next(iter(needed))]["name"] == "Authorization"


def test_every_column_has_a_type_and_a_format(described: Any, service: Service) -> None:
    given, answered = (
        described["definitions"][f"{name}Item"]["properties"] for name in ("input1", "output1")
    )

    assert list(given) == ["Title", "Category", "Text"]
    assert list(answered) == [
        "Assignments",
        *(f"DistancesToClusterCenter no.{number}" for number in range(3)),
    ]
    for column in (*given.values(), *answered.values()):
        assert column["type"] in TYPES
        assert column["format"]
    # R's package makes numbers of these alone
    assert {column["type"] for name, column in answered.items() if name != "Assignments"} == {
        "number"
    }


def test_the_example_is_a_request_that_the_service_answers(
    described: Any, service: Service
) -> None:
    example = described["definitions"]["ExecutionRequest"]["example"]

    (row,) = example["Inputs"]["input1"]
    assert list(row) == ["Title", "Category", "Text"]
    assert example["GlobalParameters"] == {}
    assert len(rows_of(execute(service, example))) == 1


def test_the_reply_to_the_example_has_the_described_columns(
    described: Any, service: Service
) -> None:
    example = described["definitions"]["ExecutionRequest"]["example"]

    reply = execute(service, example, "api-version=2.0&details=true&format=swagger")

    (row,) = reply.body["Results"]["output1"]
    assert list(row) == list(described["definitions"]["output1Item"]["properties"])


def test_every_reference_leads_to_a_definition(described: Any) -> None:
    text = json.dumps(described)

    for part in text.split('"$ref": "#/definitions/')[1:]:
        assert part.partition('"')[0] in described["definitions"]


def test_every_path_that_is_described_is_there(described: Any, service: Service) -> None:
    missing = []
    for path in described["paths"]:
        try:
            resolve(service.address + path.partition("?")[0].replace("{job_id}", "0" * 32))
        except Resolver404:
            missing.append(path)
    assert not missing


def test_it_tells_no_secret(described: Any, service: Service) -> None:
    text = json.dumps(described)

    for secret in (service.primary, service.secondary, service.stored.primary_key_hash):
        assert secret not in text


def test_ids_count_in_any_case_and_the_description_has_the_declared_one(version: Any) -> None:
    service = made(workspace="Old", service="Scores")

    assert get("/workspaces/OLD/services/scores/swagger.json").body["basePath"] == service.address


@pytest.mark.parametrize("address", ["/workspaces/w/services/{s}", "/workspaces/{w}/services/w"])
def test_of_an_unknown_service_nothing_is_described(service: Service, address: str) -> None:
    wrong = address.format(w=service.stored.workspace, s=service.stored.service)

    unknown = "WebServiceNotFound" if "{w}" in address else "WorkspaceNotFound"
    assert get(f"{wrong}/swagger.json").error == (404, "NotFound", unknown)
