"""A service that tells clusters without distances, as plain k-means does."""

import json
from typing import Any

import pytest
from django.test import Client

from scoring.endpoint import versions
from scoring.models import Assignment, ModelVersion
from tests import servers
from tests.endpoint.sent_companies import remote_row, send_company
from tests.servers import Behaviour, ScoringServer

pytestmark = pytest.mark.django_db


def predicting(*predictions: Any) -> Behaviour:
    return servers.saying(json.dumps({"predictions": predictions}).encode())


@pytest.fixture
def plain(remote: ScoringServer, settings: Any) -> ScoringServer:
    settings.AML_URL = remote.at("/invocations")
    return remote


def test_a_label_alone_is_a_cluster_and_every_page_shows_it(
    admin_client: Client, plain: ScoringServer, company: dict[str, str]
) -> None:
    plain.behaviour = predicting(1)

    stored = send_company(admin_client, company)

    row = remote_row(stored)
    assert (row.status, row.cluster, row.distances, row.sure) == ("scored", 1, [], None)
    address = stored.get_absolute_url()
    page = admin_client.get(address).content.decode()
    assert 'class="sure' not in page
    assert "Distance to every cluster" not in page
    assert admin_client.get(f"{address}?format=json").status_code == 200
    for place in ("/clusters/", "/clusters/1/", "/review/", "/about/", "/map/"):
        assert admin_client.get(place).status_code == 200


def test_one_distance_is_that_to_the_centre_of_the_stated_cluster(
    admin_client: Client, plain: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_RESULT_COLUMNS = ["cluster", "distance"]
    plain.behaviour = predicting([1, 0.25])

    stored = send_company(admin_client, company)

    row = remote_row(stored)
    assert (row.cluster, row.centre_distance, row.sure) == (1, 0.25, None)
    row.show_in(0)
    assert row.centre_distance is None
    page = admin_client.get(stored.get_absolute_url()).content.decode()
    assert "0.25 from the middle of its cluster" in page
    assert "Distance to every cluster" not in page
    assert "0.25" in admin_client.get("/clusters/1/").content.decode()
    assert admin_client.get("/review/").status_code == 200


def test_a_number_beside_the_label_is_no_distance_until_its_name_is_set(
    client: Client, plain: ScoringServer, company: dict[str, str], settings: Any
) -> None:
    settings.AML_URL = plain.at("/score")
    plain.behaviour = predicting([1, 2])

    row = remote_row(send_company(client, company))

    assert row.status == "failed"
    assert row.reason == (
        "The scoring service's reply is no valid answer. Expected distances to two centres at "
        "least; beside the cluster a row has one cell without a name, 2. If it is the distance to "
        "the centre of that cluster, set AML_RESULT_COLUMNS=cluster,distance."
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [("Banks", "it is Banks. Have the service send"), ([1, 0.5, 2.5], "Expected the nearest")],
)
def test_of_all_protocols_the_one_whose_reply_had_its_form_says_what_is_wrong(
    client: Client,
    plain: ScoringServer,
    company: dict[str, str],
    settings: Any,
    said: Any,
    why: str,
) -> None:
    settings.AML_URL = plain.at("/predict")
    plain.behaviour = predicting(said)

    assert why in remote_row(send_company(client, company)).reason


def test_a_version_grows_with_its_labels(
    client: Client, plain: ScoringServer, company: dict[str, str]
) -> None:
    for label in (1, 0, 4):
        plain.behaviour = predicting(label)
        send_company(client, {**company, "title": f"Company {label}"})

    version = ModelVersion.objects.get(kind="remote")
    assert (version.k, version.k_is_least) == (5, True)
    assert list(version.clusters.values_list("number", flat=True)) == [0, 1, 2, 3, 4]
    assert Assignment.objects.filter(version=version, status="scored").count() == 3


def fitting(version: ModelVersion, *, k: int = 0, label: int = 0) -> ModelVersion:
    if k:
        return versions.fitting_remote(version, k)
    return versions.fitting_labels(version, label)


def test_distances_say_how_many_clusters_the_labels_were_of(remote: ScoringServer) -> None:
    first = versions.start_remote()

    known = [fitting(first, **told) for told in ({"label": 2}, {"k": 10}, {"label": 9})]

    assert known == [first] * 3
    assert (known[-1].k, known[-1].k_is_least) == (10, False)
    assert first.clusters.count() == 10


@pytest.mark.parametrize(
    ("before", "then"), [({"k": 3}, {"label": 3}), ({"label": 9}, {"k": 3}), ({"k": 3}, {"k": 4})]
)
def test_what_cannot_be_the_same_model_makes_a_new_version(
    remote: ScoringServer, before: dict[str, int], then: dict[str, int]
) -> None:
    first = fitting(versions.start_remote(), **before)

    second = fitting(first, **then)

    first.refresh_from_db()
    assert (first.is_active, second.is_active) == (False, True)
    assert second.clusters.count() == second.k == then.get("k", 4)
