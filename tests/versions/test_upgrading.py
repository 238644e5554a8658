"""A site whose active version is of before kinds of business gets one that tells them by
`manage.py prepare`, with as many clusters, and loses nothing that people said.
"""

from dataclasses import replace
from typing import Any

import pytest

from clustering.artifact import dumps
from scoring.endpoint import embedded
from scoring.models import Cluster, Job, ModelArtefact, ModelVersion, Submission, model_versions
from tests.clustering.envelope import body, header, signed
from tests.clustering.kinds.trades import kinds
from tests.conftest import work
from tests.servers import ScoringServer
from tests.versions.small_site import (
    activate,
    home,
    members,
    newest,
    review,
    row_of,
    run,
    stored,
    trained,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(first: ModelVersion) -> ModelVersion:
    """The active version, its artefact as the release before kinds of business wrote it."""
    data = dumps(trained())
    older = {**header(data), "format": 3}
    del older["kinds"]
    ModelArtefact.objects.filter(version=first).update(data=signed(older, body(data)))
    embedded.model.cache_clear()
    assert embedded.model(first.pk).kinds is None
    return first


def test_prepare_trains_a_successor_with_as_many_clusters_and_says_so(old: ModelVersion) -> None:
    out = run("prepare").out

    new = newest()
    assert (new.k, new.preset, new.rows_from, new.state) == (
        3,
        "similarco",
        "the catalogue",
        "preparing",
    )
    assert out == [
        f"version {old.pk} tells no kinds of business: version {new.pk}, of 3 clusters too, "
        "takes its place once the worker has scored all companies under it",
        "ready",
    ]
    assert model_versions.embedded() == old
    work()
    assert model_versions.embedded() == new
    assert new.assignments.filter(status="scored").exclude(segment="").exists()


def test_names_and_reviews_go_over_to_the_successor(old: ModelVersion) -> None:
    row = members(old, "Health Care")[0]
    review(row, "confirmed")
    Cluster.objects.filter(version=old, number=row.cluster).update(given_name="Doctors")

    run("prepare")
    work()

    new = newest()
    assert row_of(row.submission, new).verdict == "confirmed"
    named = Cluster.objects.get(version=new, given_name="Doctors")
    assert named.number == home(new, "Health Care")


def test_prepare_has_it_prepared_once(old: ModelVersion) -> None:
    run("prepare")

    assert run("prepare").out == ["ready"]
    work()
    assert run("prepare").out == ["ready"]
    assert ModelVersion.objects.count() == 2
    assert Job.objects.filter(version=newest()).count() == 1


def test_a_version_that_was_trained_so_before_takes_its_place(old: ModelVersion) -> None:
    successor = stored(replace(trained(), kinds=kinds()))

    run("prepare")
    work()

    assert model_versions.embedded() == successor == newest()


def test_who_went_back_to_an_older_version_stays_there(old: ModelVersion) -> None:
    activate(stored(replace(trained(), kinds=kinds())))
    activate(old)

    assert run("prepare").out == ["ready"]

    assert model_versions.embedded() == old
    assert not model_versions.being_prepared().exists()


def test_where_none_can_be_trained_the_old_version_goes_on(old: ModelVersion) -> None:
    third = Submission.objects.order_by("pk")[2]
    Submission.objects.filter(pk__gte=third.pk).delete()

    answer = run("prepare")

    assert answer.out == ["ready"]
    assert "3 clusters from 2 rows" in answer.errors[0]
    assert model_versions.embedded() == old == newest()


def test_a_site_with_a_remote_endpoint_gets_it_too(
    old: ModelVersion, remote: ScoringServer
) -> None:
    work()
    said_by = model_versions.active()
    assert said_by is not None

    run("prepare")
    work()

    new = ModelVersion.objects.filter(kind="embedded").latest("pk")
    assert new != old
    assert model_versions.embedded() == new
    assert model_versions.active() == said_by


def test_an_endpoint_that_does_not_answer_holds_nothing_up(
    old: ModelVersion, settings: Any
) -> None:
    settings.AML_URL = "http://127.0.0.1:9/score"

    assert run("prepare").out[-1] == "ready"

    assert model_versions.being_prepared().get() == newest() != old
