"""POST /score answers by today's contract:
a key says which service, the body has input_data, numbers come back.
"""

from typing import Any

import pytest
from django.test import Client

from clustering.model import Model
from scoring.models import ModelVersion, ServiceUse
from tests.versions.small_site import damage, run
from tests.webservice.calls import (
    BANK,
    COLUMNS,
    TEXTS,
    Reply,
    Service,
    everything_stored,
    made,
    post,
    read,
    used,
)

pytestmark = pytest.mark.django_db
NAMES = ["Assignments", *(f"DistancesToClusterCenter no.{number}" for number in range(3))]


def score(key: str, body: Any, content_type: str = "application/json") -> Reply:
    return post("/score", body, {"authorization": f"Bearer {key}"}, content_type)


def split(*texts: Any) -> dict[str, Any]:
    rows = [["", "", text] for text in texts]
    return {"input_data": {"columns": COLUMNS, "index": list(range(len(rows))), "data": rows}}


def listed(*texts: Any) -> dict[str, Any]:
    return {"input_data": [{"Text": text} for text in texts]}


@pytest.mark.parametrize("shape", [split, listed])
def test_every_row_is_an_object_of_numbers(
    service: Service, small_model: Model, shape: Any
) -> None:
    before = everything_stored()

    reply = score(service.secondary, shape(*TEXTS))

    assert reply.status == 200
    expected = [[each.cluster, *each.distances] for each in small_model.place(TEXTS)]
    assert reply.body == [dict(zip(NAMES, row, strict=True)) for row in expected]
    assert all(type(row["Assignments"]) is int for row in reply.body)
    assert reply.headers["x-ms-request-id"]
    assert used(service) == [(1, 3)]
    assert everything_stored() == before


@pytest.mark.parametrize("text", ["", None, "zzyzx qwrtp"])
def test_a_text_of_which_nothing_is_known_gets_numbers_too(service: Service, text: Any) -> None:
    (row,) = score(service.primary, listed(text)).body

    assert None not in row.values()


def test_the_key_says_the_service_and_so_the_version(service: Service, other: ModelVersion) -> None:
    second = made()
    run("webservice", "--to-version", str(other.pk), "--service", second.stored.service)

    (ours,), (theirs,) = (score(each.primary, listed(BANK)).body for each in (service, second))

    assert theirs["Assignments"] == (ours["Assignments"] + 1) % 3
    assert (used(service), used(second)) == ([(1, 1)], [(1, 1)])


def test_the_content_type_says_nothing(service: Service) -> None:
    assert score(service.primary, listed(BANK), "text/plain").status == 200


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic {key}", "{key}"]
)
def test_a_call_without_a_key_is_refused(service: Service, authorization: str) -> None:
    headers = {"authorization": authorization.format(key=service.primary)}

    for sent in (headers, {}):
        reply = post("/score", listed(BANK), sent)
        assert (reply.status, list(reply.body)) == (401, ["message"])
        assert "Invalid credentials provided." in reply.body["message"]
    assert not ServiceUse.objects.exists()


BODIES = {
    "empty": b"",
    "no JSON": b"input_data",
    "too deep": b"[" * 200_000,
    "a list": [{"Text": BANK}],
    "without input_data": {"data": [{"Text": BANK}]},
    "the body of MLflow's own server": {"dataframe_split": {"columns": ["Text"], "data": [[BANK]]}},
    "input_data of null": {"input_data": None},
    "a string": {"input_data": BANK},
    "no rows": {"input_data": []},
    "no data": {"input_data": {"columns": COLUMNS}},
    "no columns": {"input_data": {"data": [["", "", BANK]]}},
    "no text column": {"input_data": {"columns": ["Title"], "data": [[BANK]]}},
    "a short row": {"input_data": {"columns": COLUMNS, "data": [[BANK]]}},
    "rows of strings": {"input_data": [BANK]},
}


@pytest.mark.parametrize("why", BODIES)
def test_a_body_that_is_no_request_is_refused_with_a_message(service: Service, why: str) -> None:
    reply = score(service.primary, BODIES[why])

    assert (reply.status, list(reply.body)) == (400, ["message"])
    assert reply.body["message"]
    assert reply.headers["x-ms-request-id"]
    assert not ServiceUse.objects.exists()


def test_a_body_over_ten_megabytes_is_refused(service: Service) -> None:
    reply = score(service.primary, b" " * (10 * 1024 * 1024 + 1))

    assert reply.status == 400
    assert "10 MB" in reply.body["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_score_takes_posts_only(service: Service, method: str) -> None:
    reply = read(
        Client().generic(method, "/score", headers={"authorization": f"Bearer {service.primary}"})
    )

    assert (reply.status, reply.headers["Allow"]) == (405, "POST")
    assert "POST" in reply.body["message"]


def test_a_damaged_model_is_trouble_of_the_service(service: Service, version: ModelVersion) -> None:
    damage(version)

    reply = score(service.primary, listed(BANK))

    assert (reply.status, list(reply.body)) == (500, ["message"])
