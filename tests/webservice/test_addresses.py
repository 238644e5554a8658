"""At and around the addresses of the contract every answer is JSON:
slashes, unknown paths, HEAD, foreign hosts.
"""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from scoring.models import ServiceUse
from scoring.webservice import urls
from tests.webservice.calls import (
    BANK,
    Service,
    everything_stored,
    get,
    post,
    read,
    rows_of,
    table,
    used,
)

pytestmark = pytest.mark.django_db
INFER = {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": [BANK]}]}


def key_of(service: Service) -> dict[str, str]:
    return {"authorization": f"Bearer {service.primary}"}


# A slash at the end


@pytest.mark.parametrize(
    ("address", "body"),
    [("/score", {"input_data": [{"Text": BANK}]}), ("/v2/models/similarco/infer", INFER)],
)
def test_a_slash_at_the_end_changes_nothing_of_a_call(
    service: Service, address: str, body: Any
) -> None:
    plain, slashed = (post(each, body, key_of(service)) for each in (address, f"{address}/"))

    assert plain.status == 200
    assert (slashed.status, slashed.body) == (plain.status, plain.body)
    assert used(service) == [(2, 2)]


def test_execute_may_end_with_a_slash(service: Service) -> None:
    reply = post(
        f"{service.address}/execute/?api-version=2.0&details=true",
        table(BANK, BANK),
        key_of(service),
    )

    assert len(rows_of(reply)) == 2


@pytest.mark.parametrize(
    "address", ["{service}/swagger.json", "/v2/models/similarco", "/v2/health/live"]
)
def test_what_is_read_may_end_with_a_slash(service: Service, address: str) -> None:
    address = address.format(service=service.address)

    assert get(f"{address}/", key_of(service)).body == get(address, key_of(service)).body


def test_the_help_page_may_end_with_a_slash(service: Service) -> None:
    assert Client().get(f"{service.address}/help/").status_code == 200


def test_a_slash_opens_nothing_without_a_key(service: Service) -> None:
    assert post(f"{service.address}/execute/?api-version=2.0", table(BANK), {}).status == 401
    assert post("/score/", {"input_data": []}, {}).status == 401


@pytest.mark.parametrize("ending", ["//", "/.", "/../execute", "%2f", "/%20", "/?/"])
def test_more_than_one_slash_is_another_address(service: Service, ending: str) -> None:
    reply = post(f"{service.address}/swagger.json{ending}", b"", key_of(service))

    assert reply.status in (404, 405)


# Nothing there


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/workspaces",
            "/workspaces/",
            "/workspaces/w",
            "/workspaces/w/services/",
            "{service}",
            "{service}/",
        ),
        *("{service}/score", "{service}/Execute", "{service}/help/more", "{service}/execute/more"),
        *(
            "/workspaces/w/services/s/t/execute",
            "/workspaces//services//execute",
            "{service}/execute%00",
        ),
        "/workspaces/" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "TRACE"])
def test_an_unknown_path_of_a_workspace_is_404_of_the_contract(
    service: Service, method: str, address: str
) -> None:
    reply = read(
        Client(enforce_csrf_checks=True).generic(
            method, address.format(service=service.address), b"{}"
        )
    )

    assert reply.error == (404, "NotFound", "WebServiceNotFound")
    # There may be a service tomorrow
    assert "no-store" in reply.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["/v2/models", "/v2/models/other/infer", "/v2/health", "/v2/repository/index", "/v2/%3Cb%3E"],
)
def test_an_unknown_path_of_open_inference_is_404_of_its_kind(db: None, address: str) -> None:
    reply = post(address, INFER, {})

    assert (reply.status, list(reply.body)) == (404, ["error"])


def test_an_unknown_path_beneath_score_is_404_of_its_kind(db: None) -> None:
    reply = post("/score/more", {}, {})

    assert (reply.status, list(reply.body)) == (404, ["message"])


@pytest.mark.parametrize("address", ["/scores", "/v2beta", "/workspace/w", "/nowhere"])
def test_an_unknown_page_is_still_a_page_for_people(db: None, address: str) -> None:
    response = Client().get(address)

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


# Methods


@pytest.mark.parametrize(
    "address", ["{service}/swagger.json", "/v2/models/similarco", "/v2/health/live"]
)
def test_head_is_answered_as_get_without_the_body(service: Service, address: str) -> None:
    address = address.format(service=service.address)
    asked, headed = (
        call(address, headers=key_of(service)) for call in (Client().get, Client().head)
    )

    assert (headed.status_code, headed.content) == (200, b"")
    assert headed["Content-Type"] == asked["Content-Type"]
    assert headed["Content-Length"] == asked["Content-Length"]
    assert headed["x-ms-request-id"]


def test_head_needs_the_key_too(service: Service) -> None:
    assert Client().head("/v2/models/similarco").status_code == 401
    assert Client().head("/workspaces/w/services/s/swagger.json").status_code == 404


@pytest.mark.parametrize("address", ["{service}/execute", "/score", "/v2/models/similarco/infer"])
def test_a_call_by_another_method_is_405_and_counts_nowhere(service: Service, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    address = address.format(service=service.address)
    before = everything_stored()

    for method in ("HEAD", "GET", "PUT", "OPTIONS", "TRACE", "PROPFIND"):
        response = client.generic(method, address, b"{}", headers=key_of(service))
        assert (response.status_code, response["Allow"]) == (405, "POST"), method
    # Methods are written in capitals; the server of a test is kind about it
    assert client.generic("post", address, b"{}", headers=key_of(service)).status_code == 400

    assert not ServiceUse.objects.exists()
    assert everything_stored() == before


ADDRESSES = [pattern for pattern in urls.urlpatterns if pattern.name]
PARTS = {"workspace": "w", "service": "s", "key": "0" * 32, "name": "a.csv", "version": "1"}


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: pattern.name)
def test_wrong_methods_and_head_get_json_at_every_address(db: None, pattern: URLPattern) -> None:
    parts = {part: PARTS[part] for part in pattern.pattern.converters}
    address = reverse(pattern.name, kwargs=parts)
    client = Client(enforce_csrf_checks=True)

    for method in ("PATCH", "OPTIONS", "TRACE", "PROPFIND"):
        reply = read(client.generic(method, address))
        assert reply.status == 405
        assert set(reply.headers["Allow"].split(", ")) < {"GET", "HEAD", "POST", "PUT", "DELETE"}

    head = client.head(address)
    assert head.status_code != 500
    assert b"".join(head) == b""
    is_page = pattern.name == "service-help"
    assert is_page or head["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_description_is_only_read(service: Service, method: str) -> None:
    reply = read(
        Client(enforce_csrf_checks=True).generic(method, f"{service.address}/swagger.json", b"{}")
    )

    assert reply.error == (405, "MethodNotAllowed", "MethodNotAllowed")
    assert reply.headers["Allow"] == "GET, HEAD"
    assert "GET and HEAD" in reply.said


# Foreign hosts

HOSTS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "evil.example:8000",
    "localhost@evil.example",
    "[::1",
    "a b",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_refused_in_the_shape_of_the_address(
    service: Service, host: str
) -> None:
    headers = {**key_of(service), "host": host}

    classic = post(service.execute_address(), table(BANK), headers)
    score = post("/score", {"input_data": [{"Text": BANK}]}, headers)
    infer = post("/v2/models/similarco/infer", INFER, headers)
    unknown = get("/workspaces/nowhere", headers)

    assert classic.error == unknown.error == (400, "BadArgument", "BadParameterValue")
    assert (score.status, list(score.body)) == (400, ["message"])
    assert (infer.status, list(infer.body)) == (400, ["error"])
    for reply in (classic, score, infer, unknown):
        assert "Host" in str(reply.body)
        assert host not in json.dumps(reply.body)
    assert not ServiceUse.objects.exists()


def test_a_foreign_host_at_a_page_gets_a_page(db: None) -> None:
    response = Client().get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/html")
    assert "not understood" in response.content.decode()
