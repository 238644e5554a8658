"""/v2 answers by the Open Inference Protocol:
tensors in, tensors out, metadata with a key, health without.
"""

import json
from typing import Any

import pytest
from django.test import Client

from clustering.model import Model
from scoring.models import ModelVersion, ServiceUse, WebService
from tests.versions.small_site import damage
from tests.webservice.calls import (
    BANK,
    TEXTS,
    Reply,
    Service,
    everything_stored,
    get,
    post,
    read,
    used,
)

pytestmark = pytest.mark.django_db
INFER, MODEL, LIVE = "/v2/models/similarco/infer", "/v2/models/similarco", "/v2/health/live"


def infer(key: str, body: Any) -> Reply:
    return post(INFER, body, {"authorization": f"bearer {key}"})


def tensor(name: str, *cells: Any, **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "shape": [len(cells), 1],
        "datatype": "BYTES",
        "data": list(cells),
        **changes,
    }


def outputs_of(reply: Reply) -> dict[str, dict[str, Any]]:
    assert reply.status == 200, reply.body
    return {output["name"]: output for output in reply.body["outputs"]}


def test_a_binary_tensor_is_refused_by_its_name(service: Service) -> None:
    binary = {
        "name": "text",
        "shape": [1, 1],
        "datatype": "BYTES",
        "parameters": {"binary_data_size": 8},
    }
    described = json.dumps({"inputs": [binary]}).encode()
    headers = {
        "authorization": f"Bearer {service.primary}",
        "inference-header-content-length": str(len(described)),
    }

    reply = post(INFER, described + b"\x04\x00\x00\x00bank", headers)

    assert reply.status == 400
    assert "The input text is a binary tensor" in reply.body["error"]
    assert "binary_data=False" in reply.body["error"]


@pytest.mark.parametrize("shape", [[3], [3, 1]])
def test_every_row_gets_an_assignment_and_distances(
    service: Service, small_model: Model, shape: list[int]
) -> None:
    before = everything_stored()

    reply = infer(
        service.primary, {"id": "call 7", "inputs": [tensor("text", *TEXTS, shape=shape)]}
    )

    scores = small_model.place(TEXTS)
    assert (reply.body["model_name"], reply.body["id"]) == ("similarco", "call 7")
    found = outputs_of(reply)
    assert found["assignment"] == {
        "name": "assignment",
        "shape": [3],
        "datatype": "INT64",
        "data": [score.cluster for score in scores],
    }
    distances = [each for score in scores for each in score.distances]
    assert found["distances"] == {
        "name": "distances",
        "shape": [3, 3],
        "datatype": "FP64",
        "data": distances,
    }
    assert used(service) == [(1, 3)]
    assert everything_stored() == before


def test_title_and_category_may_come_too(service: Service) -> None:
    rows = [tensor(name, *TEXTS) for name in ("title", "category", "text")]

    assert (
        infer(service.secondary, {"inputs": rows}).body
        == infer(service.primary, {"inputs": rows[2:]}).body
    )


def test_a_call_may_ask_for_one_output(service: Service) -> None:
    body = {"inputs": [tensor("text", BANK)], "outputs": [{"name": "assignment"}]}

    assert list(outputs_of(infer(service.primary, body))) == ["assignment"]


@pytest.mark.parametrize("text", ["", "zzyzx qwrtp"])
def test_a_text_of_which_nothing_is_known_gets_the_nearest_centre(
    service: Service, text: str
) -> None:
    (cluster,) = outputs_of(infer(service.primary, {"inputs": [tensor("text", text)]}))[
        "assignment"
    ]["data"]

    assert cluster in range(3)


BODIES = {
    "empty": b"",
    "no JSON": b"{inputs}",
    "too deep": b"[" * 200_000,
    "no inputs": {},
    "inputs in an object": {"inputs": tensor("text", BANK)},
    "no text": {"inputs": [tensor("title", BANK)]},
    "two texts": {"inputs": [tensor("text", BANK), tensor("TEXT", BANK)]},
    "more titles than texts": {"inputs": [tensor("title", "A", "B"), tensor("text", BANK)]},
    "numbers": {"inputs": [tensor("text", 1.5, datatype="FP64")]},
    "numbers that are called bytes": {"inputs": [tensor("text", 1.5)]},
    "more in the shape than in the data": {"inputs": [tensor("text", BANK, shape=[2, 1])]},
    "two texts in a row": {"inputs": [tensor("text", BANK, BANK, shape=[1, 2])]},
    "a shape below zero": {"inputs": [tensor("text", BANK, shape=[-1])]},
    "no rows": {"inputs": [tensor("text")]},
    "no data": {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES"}]},
    "no name": {"inputs": [{"shape": [1], "datatype": "BYTES", "data": [BANK]}]},
    "an output that is not there": {
        "inputs": [tensor("text", BANK)],
        "outputs": [{"name": "vectors"}],
    },
    "an id that is a number": {"id": 7, "inputs": [tensor("text", BANK)]},
}


@pytest.mark.parametrize("why", BODIES)
def test_a_body_that_is_no_request_is_refused_with_an_error(service: Service, why: str) -> None:
    reply = infer(service.primary, BODIES[why])

    assert (reply.status, list(reply.body)) == (400, ["error"])
    assert isinstance(reply.body["error"], str)
    assert not ServiceUse.objects.exists()


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Basic {key}"])
def test_inference_and_metadata_need_a_key(service: Service, authorization: str) -> None:
    headers = {"authorization": authorization.format(key=service.primary)}

    for reply in (
        post(INFER, {"inputs": [tensor("text", BANK)]}, headers),
        get(MODEL, headers),
        get(MODEL),
    ):
        assert (reply.status, list(reply.body)) == (401, ["error"])


def test_metadata_tells_the_version_and_its_tensors(service: Service) -> None:
    body = get(MODEL, {"authorization": f"Bearer {service.primary}"}).body

    assert (body["name"], body["versions"]) == ("similarco", [str(service.stored.version_id)])
    assert body["inputs"] == [
        {"name": name, "datatype": "BYTES", "shape": [-1, 1]}
        for name in ("title", "category", "text")
    ]
    assert body["outputs"] == [
        {"name": "assignment", "datatype": "INT64", "shape": [-1]},
        {"name": "distances", "datatype": "FP64", "shape": [-1, 3]},
    ]
    assert used(service) == []


def test_a_live_service_needs_no_key_and_no_model(db: None) -> None:
    reply = get(LIVE)

    assert (reply.status, reply.body) == (200, {"live": True})
    assert not WebService.objects.exists()


@pytest.mark.parametrize(
    ("method", "address"), [("GET", INFER), ("POST", MODEL), ("POST", LIVE), ("DELETE", MODEL)]
)
def test_another_method_is_refused_in_json(service: Service, method: str, address: str) -> None:
    headers = {"authorization": f"Bearer {service.primary}"}

    reply = read(Client(enforce_csrf_checks=True).generic(method, address, b"{}", headers=headers))

    assert (reply.status, list(reply.body)) == (405, ["error"])
    assert reply.headers["Allow"] == ("POST" if address == INFER else "GET, HEAD")


def test_a_damaged_model_is_trouble_of_the_service_and_not_of_its_health(
    service: Service, version: ModelVersion
) -> None:
    damage(version)

    reply = infer(service.primary, {"inputs": [tensor("text", BANK)]})

    assert (reply.status, list(reply.body)) == (500, ["error"])
    assert get(LIVE).status == 200


def test_a_call_may_name_the_model_version_of_its_service(
    service: Service, version: ModelVersion
) -> None:
    body, key = {"inputs": [tensor("text", BANK)]}, {"authorization": f"Bearer {service.primary}"}
    address = f"{MODEL}/versions/{version.pk}"

    assert post(f"{address}/infer", body, key).body == infer(service.primary, body).body
    assert get(address, key).body == get(MODEL, key).body
    assert get(address, key).body["versions"] == [str(version.pk)]
    assert get(f"{address}/ready").body == {"name": "similarco", "ready": True}


@pytest.mark.parametrize("name", ["{other}", "0", "-1", "x", "%00", "1.0", "\u0661"])
def test_another_version_is_not_answered(service: Service, other: ModelVersion, name: str) -> None:
    address = f"{MODEL}/versions/{name.format(other=other.pk)}"
    body, key = {"inputs": [tensor("text", BANK)]}, {"authorization": f"Bearer {service.primary}"}

    for reply in (post(f"{address}/infer", body, key), get(address, key)):
        assert reply.status == 404
        assert f"version {service.stored.version_id}." in reply.body["error"]
    assert post(f"{address}/infer", body, {}).status == 401
    assert get(f"{address}/ready").status == 404
    assert not ServiceUse.objects.exists()
