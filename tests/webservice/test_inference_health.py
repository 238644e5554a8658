"""/v2 tells without a key what serves, whether it lives, and whether it could answer now."""

import pytest
from django.test import Client

from scoring.models import ModelArtefact, ModelVersion
from tests.versions.small_site import damage, mend, run, trained
from tests.webservice.calls import Service, get, made, read

pytestmark = pytest.mark.django_db
SERVER, LIVE, READY, MODEL_READY = (
    "/v2",
    "/v2/health/live",
    "/v2/health/ready",
    "/v2/models/similarco/ready",
)


def readiness() -> list[tuple[int, bool]]:
    """Of the server and of the model: the status, and what the body says."""
    replies = [get(READY), get(MODEL_READY)]
    return [(reply.status, reply.body["ready"]) for reply in replies]


def test_a_site_with_a_service_is_ready(service: Service) -> None:
    assert get(READY).body == {"ready": True}
    assert get(MODEL_READY).body == {"name": "similarco", "ready": True}
    assert readiness() == [(200, True), (200, True)]


def test_the_server_says_its_name_and_no_extensions(db: None) -> None:
    reply = get(SERVER)

    assert (reply.status, set(reply.body)) == (200, {"name", "version", "extensions"})
    assert (reply.body["name"], reply.body["extensions"]) == ("similarco", [])
    assert isinstance(reply.body["version"], str)


def test_without_any_model_it_lives_and_is_not_ready(db: None) -> None:
    assert get(LIVE).status == 200
    assert readiness() == [(503, False), (503, False)]


def test_without_a_service_the_server_is_ready_and_the_model_is_not(version: ModelVersion) -> None:
    assert readiness() == [(200, True), (503, False)]


@pytest.mark.parametrize("kind", ["cut off", "empty", "of a later format"])
def test_a_damaged_model_is_not_ready_until_it_is_mended(
    service: Service, version: ModelVersion, kind: str
) -> None:
    damage(version, kind)
    assert readiness() == [(503, False), (503, False)]
    assert get(LIVE).status == 200

    mend(version, trained())
    assert readiness() == [(200, True), (200, True)]


def test_a_model_that_is_gone_is_not_ready(service: Service) -> None:
    ModelArtefact.objects.all().delete()

    assert readiness() == [(503, False), (503, False)]


def test_the_services_count_and_not_the_active_version(
    service: Service, other: ModelVersion
) -> None:
    run("webservice", "--to-version", str(other.pk))

    damage(ModelVersion.objects.get(is_active=True))
    assert readiness() == [(503, False), (200, True)]
    damage(other)
    assert readiness() == [(503, False), (503, False)]


def test_one_service_that_can_answer_is_enough(service: Service, other: ModelVersion) -> None:
    second = made()
    run("webservice", "--to-version", str(other.pk), "--service", second.stored.service)

    damage(other)

    assert readiness() == [(200, True), (200, True)]


@pytest.mark.parametrize("address", [SERVER, LIVE, READY, MODEL_READY])
@pytest.mark.parametrize("authorization", ["", "Bearer wrong"])
def test_neither_a_key_nor_its_absence_changes_health(
    service: Service, address: str, authorization: str
) -> None:
    assert get(address, {"authorization": authorization}).body == get(f"{address}/").body
    assert get(address).status == 200


@pytest.mark.parametrize("address", [SERVER, READY, MODEL_READY])
def test_health_is_asked_by_get_and_head_only(service: Service, address: str) -> None:
    reply = read(
        Client(enforce_csrf_checks=True).post(address, b"{}", content_type="application/json")
    )

    assert (reply.status, list(reply.body), reply.headers["Allow"]) == (405, ["error"], "GET, HEAD")
    assert Client().head(address).status_code == 200


@pytest.mark.parametrize("address", [LIVE, READY, MODEL_READY])
def test_health_is_asked_anew_each_time(service: Service, address: str) -> None:
    assert "no-store" in get(address).headers["Cache-Control"]
