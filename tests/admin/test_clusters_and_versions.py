"""Staff rename clusters and change nothing else of them;
model versions are trained and never changed.
"""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client

from scoring.companies import submissions
from scoring.models import Assignment, Cluster, Job, ModelVersion
from tests.admin.companies_in_admin import (
    CLUSTERS,
    LIST,
    VERSIONS,
    act,
    change_page,
    read_csv,
    submit,
)
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


def rename(reviewer: Client, cluster: Cluster, name: str, **more: str) -> HttpResponse:
    return reviewer.post(f"{CLUSTERS}{cluster.pk}/change/", {"given_name": name, **more})


def test_a_renamed_cluster_has_its_name_everywhere(
    visitor: Client, reviewer: Client, placed: Assignment
) -> None:
    company = submit("Newest of all", text=placed.submission.text)
    cluster = placed.version.clusters.get(number=company.assignments.get().cluster)

    response = rename(reviewer, cluster, "Ducks & <Drakes>")

    assert response.status_code == 302
    cluster.refresh_from_db()
    assert cluster.given_name == "Ducks & <Drakes>"
    assert LogEntry.objects.get().change_message == "Name by a person: no name → Ducks & <Drakes>."
    places = [
        "/clusters/",
        cluster.get_absolute_url(),
        "/submissions/",
        company.get_absolute_url(),
        LIST,
        f"{LIST}{company.pk}/change/",
        CLUSTERS,
    ]
    for place in places:
        page = (reviewer if place.startswith("/admin/") else visitor).get(place).content.decode()
        assert "Ducks &amp; &lt;Drakes&gt;" in page, place
        assert "<Drakes>" not in page, place
    assert read_csv(act(reviewer, "export_as_csv", [company.pk]))[1][6] == "Ducks & <Drakes>"


@pytest.mark.parametrize("blank", ["", "   "])
def test_without_a_given_name_the_model_s_name_is_back(
    visitor: Client, reviewer: Client, model: Any, blank: str
) -> None:
    cluster = model.clusters.get(number=3)
    rename(reviewer, cluster, "Ducks")

    rename(reviewer, cluster, blank)

    cluster.refresh_from_db()
    assert (cluster.given_name, cluster.name) == ("", cluster.model_name)
    page = unescape(visitor.get("/clusters/3/").content.decode())
    assert cluster.model_name in page
    assert "Ducks" not in page
    assert LogEntry.objects.first().change_message == "Name by a person: Ducks → no name."


def test_only_the_given_name_of_a_cluster_can_change(reviewer: Client, model: ModelVersion) -> None:
    before = model.clusters.filter(number=3).values().get()

    rename(
        reviewer,
        model.clusters.get(number=3),
        "Ducks",
        model_name="Geese",
        number="99",
        phrases="[]",
        version="1",
    )

    assert model.clusters.filter(number=3).values().get() == {**before, "given_name": "Ducks"}


def test_a_name_over_100_characters_is_refused(reviewer: Client, model: ModelVersion) -> None:
    cluster = model.clusters.get(number=3)

    response = rename(reviewer, cluster, "x" * 101)

    assert response.status_code == 200
    assert "at most 100 characters" in response.content.decode()
    cluster.refresh_from_db()
    assert cluster.given_name == ""
    assert not LogEntry.objects.exists()


def test_clusters_are_neither_made_nor_deleted_by_hand(
    reviewer: Client, model: ModelVersion
) -> None:
    cluster = model.clusters.get(number=3)

    assert reviewer.post(f"{CLUSTERS}add/", {"number": "99"}).status_code == 403
    assert reviewer.post(f"{CLUSTERS}{cluster.pk}/delete/", {"post": "yes"}).status_code == 403
    reviewer.post(
        CLUSTERS, {"action": "delete_selected", "_selected_action": [cluster.pk], "post": "yes"}
    )

    assert model.clusters.count() == model.k


# Model versions


def test_model_versions_are_read_and_never_changed(reviewer: Client, model: ModelVersion) -> None:
    page = reviewer.get(f"{VERSIONS}{model.pk}/change/")
    before = ModelVersion.objects.values().get()

    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.content.decode())
    assert page.status_code == 200
    assert set(fields) <= {"csrfmiddlewaretoken", "q"}
    assert "embedded model" in reviewer.get(VERSIONS).content.decode()
    for address in (f"{VERSIONS}{model.pk}/change/", f"{VERSIONS}{model.pk}/delete/"):
        assert (
            reviewer.post(address, {"k": "3", "is_active": "", "post": "yes"}).status_code == 403
        ), address
    reviewer.post(
        VERSIONS, {"action": "delete_selected", "_selected_action": [model.pk], "post": "yes"}
    )

    assert ModelVersion.objects.values().get() == before


def test_no_version_is_made_by_hand(reviewer: Client, model: ModelVersion) -> None:
    """The page that adds one is the form for training; the worker makes the version."""
    fields = {
        "kind": "embedded",
        "k": "3",
        "is_active": "on",
        "rows": "catalogue",
        "preset": "similarco",
        "seed": "0",
    }

    response = reviewer.post(f"{VERSIONS}add/", fields)

    assert response.status_code == 302
    assert ModelVersion.objects.get() == model
    assert Job.objects.pending().get().kind == "train"


def test_neither_lists_nor_pages_of_the_admin_show_an_endpoint_s_address(
    reviewer: Client, remote: ScoringServer, company: dict[str, str]
) -> None:
    row = submissions.submit(**company).assignments.get()

    for address in (VERSIONS, f"{VERSIONS}{row.version_id}/change/", change_page(row), LIST):
        page = reviewer.get(address).content.decode()
        assert "/workspaces/w/services/s" not in page, address
