"""Clusters with the same members are the same clusters, and keep the name that a person gave."""

import pytest
from django.test import Client

from clustering.matching import match
from scoring.clusters import display, overview
from scoring.models import ModelVersion, model_versions
from scoring.models.collections import OF_THE_SITE
from scoring.versions import taking_over
from tests.versions.small_site import (
    activate,
    home,
    members,
    review,
    send,
    shared_by_hand,
    stored,
    trained,
)
from tests.versions.tables import page_of

pytestmark = pytest.mark.django_db


# Which clusters are the same


@pytest.mark.parametrize("k", [2, 4])
def test_shared_members_are_those_of_a_recount(first: ModelVersion, k: int) -> None:
    send("Unplaced", text="bank")
    new = activate(stored(trained(k)))
    send("Only under the new one")

    shared = taking_over.shared_members(first, new, OF_THE_SITE)

    assert shared == shared_by_hand(first, new)
    assert shared.total() == 30


def test_shared_members_count_what_the_models_said_whatever_people_say(
    second: ModelVersion,
) -> None:
    first = model_versions.active()
    activate(second)
    for row in members(second, "Financials"):
        review(row, "wrong", home(second, "Utilities"))

    assert taking_over.shared_members(first, second, OF_THE_SITE) == {
        (number, (number + 1) % 3): 10 for number in range(3)
    }


def test_versions_without_a_row_in_common_share_nothing(second: ModelVersion) -> None:
    assert taking_over.shared_members(model_versions.active(), second, OF_THE_SITE) == {}


# Names


def test_a_given_name_goes_over_to_the_matched_cluster_and_no_other(
    first: ModelVersion, second: ModelVersion
) -> None:
    number = home(first, "Utilities")
    first.clusters.filter(number=number).update(given_name="Wires & pipes")

    activate(second)

    named = {cluster.number: cluster.given_name for cluster in second.clusters.all()}
    assert named == {number: "", (number + 1) % 3: "Wires & pipes", (number + 2) % 3: ""}
    cluster = second.clusters.get(given_name="Wires & pipes")
    assert cluster.model_name == first.clusters.get(number=number).model_name
    assert first.clusters.get(number=number).given_name == "Wires & pipes"


def test_the_name_is_on_the_pages_of_the_new_version(
    client: Client, first: ModelVersion, second: ModelVersion
) -> None:
    number = home(first, "Utilities")
    first.clusters.filter(number=number).update(given_name="Wires & pipes")

    activate(second)

    here, not_here = (
        page_of(client, f"/clusters/{number}/").split("<h1")[1].split("</h1>")[0]
        for number in ((number + 1) % 3, number)
    )
    assert "Wires &amp; pipes" in here
    assert "Wires &amp; pipes" not in not_here


def test_a_name_without_a_matched_cluster_stays_where_it_is(
    first: ModelVersion, wide: ModelVersion
) -> None:
    for cluster in first.clusters.all():
        first.clusters.filter(pk=cluster.pk).update(given_name=f"Name {cluster.number}")

    activate(wide)

    same = match(shared_by_hand(first, wide))
    assert len(same) == 2
    assert {cluster.number: cluster.given_name for cluster in wide.clusters.all()} == {
        new: f"Name {number}" for number, new in same.items()
    }
    assert first.clusters.exclude(given_name="").count() == 3


def test_what_is_hidden_and_merged_goes_over_too(
    client: Client, first: ModelVersion, second: ModelVersion
) -> None:
    banks, health, wires = (
        home(first, sector) for sector in ("Financials", "Health Care", "Utilities")
    )
    display.merge(version=first, number=health, into=banks, by="reviewer")
    display.hide(version=first, number=wires, by="reviewer")

    activate(second)

    found = {
        cluster.number: (cluster.is_hidden, cluster.merged_into)
        for cluster in second.clusters.all()
    }
    moved = {number: (number + 1) % 3 for number in range(3)}
    assert found == {
        moved[banks]: (False, None),
        moved[health]: (False, moved[banks]),
        moved[wires]: (True, None),
    }
    page = page_of(client, "/clusters/")
    sizes = {shelf.cluster.number: shelf.size for shelf in overview.shelves(second, OF_THE_SITE)}
    assert sizes == {moved[banks]: 20, moved[wires]: 10}
    assert "which reviewers show as a part of it" in page
    assert "1 cluster is hidden" in page
