"""A service stays with its model version,
so numbers do not change under a client until somebody moves it.
"""

from typing import Any

import pytest
from django.db.models import ProtectedError

from clustering.artifact import dumps
from clustering.model import Model
from scoring.models import ModelArtefact, ModelVersion, WebService, model_versions
from tests.versions.small_site import (
    activate,
    damage,
    refused,
    remote_version,
    run,
    trained,
    turned,
)
from tests.webservice.calls import TEXTS, Service, assert_cells, execute, get, made, rows_of, table

pytestmark = pytest.mark.django_db


def numbers(service: Service) -> list[list[str]]:
    return rows_of(execute(service, table(*TEXTS)))


def assert_answers_by(service: Service, model: Model) -> None:
    for cells, score in zip(numbers(service), model.place(TEXTS), strict=True):
        assert_cells(cells, score.cluster, score.distances)


def test_activating_another_version_leaves_the_numbers_as_they_were(
    service: Service, version: ModelVersion, other: ModelVersion
) -> None:
    before = numbers(service)

    activate(other)

    assert numbers(service) == before
    assert str(version.pk) in "\n".join(run("webservice").out)
    assert_answers_by(made(), turned(trained()))


def test_a_service_is_moved_by_the_command_and_back(
    service: Service, version: ModelVersion, other: ModelVersion
) -> None:
    second, before = made(), numbers(service)

    answer = run("webservice", "--to-version", str(other.pk), "--service", service.stored.service)

    assert f"version {other.pk}" in answer.out[-1]
    assert_answers_by(service, turned(trained()))
    assert numbers(service) != before
    assert numbers(second) == before
    run("webservice", "--to-version", str(version.pk), "--service", service.stored.service)
    assert numbers(service) == before


def test_moving_a_service_changes_neither_keys_nor_activity(
    service: Service, other: ModelVersion
) -> None:
    before = WebService.objects.values().get()

    run("webservice", "--to-version", str(other.pk))

    assert WebService.objects.values().get() == {**before, "version_id": other.pk}
    assert model_versions.embedded() != other


def test_a_version_with_more_clusters_brings_more_columns(service: Service) -> None:
    wider = ModelVersion.objects.create(kind="embedded", preset="similarco", k=4)
    ModelArtefact.objects.create(version=wider, data=dumps(trained(4)))

    run("webservice", "--to-version", str(wider.pk))

    assert_answers_by(service, trained(4))
    columns = get(f"{service.address}/swagger.json").body["definitions"]["output1Item"][
        "properties"
    ]
    assert list(columns)[-1] == "DistancesToClusterCenter no.3"


@pytest.mark.parametrize("number", ["999999", "0", "-1"])
def test_an_unknown_version_is_refused(service: Service, number: str) -> None:
    before = WebService.objects.values().get()

    assert f"no trained version {number}" in refused("webservice", f"--to-version={number}")

    assert WebService.objects.values().get() == before


def test_the_version_of_a_remote_endpoint_is_refused(service: Service) -> None:
    assert "no trained version" in refused("webservice", "--to-version", str(remote_version().pk))


def test_a_version_that_is_no_number_is_refused(service: Service) -> None:
    assert "--to-version" in refused("webservice", "--to-version", "latest")


def test_a_version_that_cannot_be_read_is_refused_and_the_service_goes_on(
    service: Service, other: ModelVersion
) -> None:
    before = numbers(service)
    damage(other)

    assert "cannot be read" in refused("webservice", "--to-version", str(other.pk))

    assert numbers(service) == before


def test_a_remote_endpoint_of_the_site_does_not_change_its_services(
    service: Service, settings: Any
) -> None:
    before = numbers(service)
    settings.AML_URL = "http://127.0.0.1:9/score"

    assert numbers(service) == before
    assert_answers_by(made(), trained())


def test_the_version_of_a_service_cannot_be_deleted(
    service: Service, version: ModelVersion
) -> None:
    with pytest.raises(ProtectedError):
        version.delete()
    assert numbers(service)
