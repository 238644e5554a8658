"""Trouble of the service's own is answered in JSON too, told to the log, and tells nobody a key."""

from typing import Any

import pytest
from django.db import connection

from scoring.models import ModelArtefact, ModelVersion, WebService
from tests.read_only import read_only
from tests.versions.small_site import damage, mend, trained
from tests.webservice.calls import (
    BANK,
    Service,
    everything_stored,
    execute,
    get,
    made,
    objects,
    post,
    table,
    used,
)

pytestmark = pytest.mark.django_db
UNKNOWN = (500, "InternalError", "UnknownError")


@pytest.mark.parametrize("kind", ["cut off", "empty", "one byte is another", "of a later format"])
def test_a_damaged_model_is_trouble_of_the_service(
    service: Service, version: ModelVersion, kind: str
) -> None:
    damage(version, kind)
    before = everything_stored()

    reply = execute(service, table(BANK))

    assert reply.error == UNKNOWN
    assert "model" in reply.said
    assert used(service) == []
    assert everything_stored() == before


def test_a_model_that_is_gone_is_trouble_of_the_service(
    service: Service, version: ModelVersion
) -> None:
    ModelArtefact.objects.filter(version=version).delete()

    assert execute(service, objects(BANK), "api-version=2.0&format=swagger").error == UNKNOWN


def test_the_log_says_which_model_cannot_be_read(
    service: Service, version: ModelVersion, caplog: pytest.LogCaptureFixture
) -> None:
    damage(version)

    execute(service, table(BANK))

    assert "cannot be read" in caplog.text or any(record.exc_info for record in caplog.records)


def test_a_mended_model_answers_again(service: Service, version: ModelVersion) -> None:
    expected = execute(service, table(BANK)).body
    damage(version)
    assert execute(service, table(BANK)).error == UNKNOWN

    mend(version, trained())

    assert execute(service, table(BANK)).body == expected


def test_an_error_that_nobody_thought_of_is_answered_in_json_and_logged(
    service: Service, version: ModelVersion, caplog: pytest.LogCaptureFixture
) -> None:
    # The stored number of clusters is no longer that of the model
    ModelVersion.objects.filter(pk=version.pk).update(k=7)

    for query in ("api-version=2.0", "api-version=2.0&format=swagger"):
        assert execute(service, table(BANK), query).error == UNKNOWN

    assert len([record for record in caplog.records if record.exc_info]) == 2


def test_a_table_that_is_missing_is_answered_in_json(service: Service) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scoring_webservice RENAME TO elsewhere")

    assert execute(service, table(BANK)).error == UNKNOWN
    assert get(f"{service.address}/swagger.json").error == UNKNOWN
    headers = {"authorization": f"Bearer {service.primary}"}
    assert set(post("/score", {"input_data": [{"Text": BANK}]}, headers).body) == {"message"}
    assert set(get("/v2/models/similarco", headers).body) == {"error"}


def test_failed_calls_do_not_use_up_the_calls_at_once(version: ModelVersion) -> None:
    service = made()
    WebService.objects.update(most_calls_at_once=1)
    ModelVersion.objects.filter(pk=version.pk).update(k=7)
    assert [execute(service, table(BANK)).status for _ in range(3)] == [500] * 3
    ModelVersion.objects.filter(pk=version.pk).update(k=3)
    damage(version)
    assert [execute(service, table(BANK)).status for _ in range(3)] == [500] * 3


def test_no_key_stands_in_a_log_or_an_error(
    service: Service, version: ModelVersion, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    key = service.primary
    headers = {"authorization": f"Bearer {key}"}
    calls: list[Any] = [
        execute(service, table(BANK)),
        execute(service, b"["),
        execute(service, table(BANK), ""),
        execute(service, table(BANK), address="/workspaces/w/services/s"),
        execute(service, table(BANK), authorization=f"Bearer {key} "),
        execute(service, table(BANK), authorization=f"Basic {key}"),
        post("/score", b"[", headers),
        post("/v2/models/similarco/infer", b"[", headers),
    ]
    ModelVersion.objects.filter(pk=version.pk).update(k=7)
    calls.append(execute(service, table(BANK)))
    damage(version)
    calls.append(execute(service, table(BANK)))

    assert {reply.status for reply in calls} == {200, 400, 401, 404, 500}
    for secret in (key, service.secondary, service.stored.primary_key_hash):
        assert secret not in caplog.text
        assert not any(secret in f"{reply.body} {reply.headers}" for reply in calls)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_written_scores_on_and_refuses_what_it_would_store(
    service: Service,
) -> None:
    headers = {"authorization": f"Bearer {service.primary}"}
    with read_only():
        scored = execute(service, table(BANK))
        refused = post(f"{service.address}/files?api-version=2.0", {}, headers)

    assert scored.status == 200
    assert used(service) == []
    assert refused.error == (503, "ServiceUnavailable", "StorageUnavailable")
    assert refused.said.startswith("Nothing was stored.")
    assert int(refused.headers["Retry-After"]) > 0
