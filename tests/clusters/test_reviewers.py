"""Reviewers change how clusters are shown from the pages; nobody else does."""

from typing import Any

import pytest
from django.test import Client

from scoring.clusters import display as cluster_display
from scoring.models import ClusterChange, ModelVersion
from tests.clusters.shelf import (
    AS_THE_MODEL_HAS_IT,
    change,
    display,
    member_of_staff,
    store_version,
    undo,
    words,
)

pytestmark = pytest.mark.django_db


def test_a_rename_is_on_the_page_and_can_be_undone_there(
    reviewer: Client, version: ModelVersion
) -> None:
    response = change(
        reviewer, version, 0, "rename", name="  Lenders\t &  <co> ", next="/clusters/0/"
    )

    assert response.request["PATH_INFO"] == "/clusters/0/"
    assert "Lenders & <co> is named “Lenders & <co>”. You can undo that below." in words(response)
    made = ClusterChange.objects.get()
    assert (made.reviewer_name, display(version)[0][0]) == ("reviewer", "Lenders & <co>")

    response = undo(reviewer, made)

    assert "Undone." in words(response)
    assert "undone by reviewer" in words(response)
    assert display(version) == AS_THE_MODEL_HAS_IT


def test_merged_hidden_shown_and_split_off_again(reviewer: Client, version: ModelVersion) -> None:
    page = words(change(reviewer, version, 2, "merge", into="0"))
    assert "Insurance is merged into Banks." in page
    assert "Insurance is shown as a part of this one." in page
    assert display(version)[2] == ("", False, 0)

    assert "Banks is hidden." in words(change(reviewer, version, 0, "hide"))
    assert display(version)[0] == ("", True, None)
    assert "Banks is shown again." in words(change(reviewer, version, 0, "show"))
    assert "Insurance is split off from Banks." in words(change(reviewer, version, 2, "split"))
    assert display(version) == AS_THE_MODEL_HAS_IT
    assert ClusterChange.objects.count() == 4


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("rename", {"name": "x" * 101}, "A name has at most 100 characters; this one has 101."),
        ("merge", {}, "Choose the cluster to merge it into."),
        ("merge", {"into": "x"}, "Choose a cluster from the list."),
        ("merge", {"into": "-1"}, "Choose a cluster from the list."),
        ("merge", {"into": "99999999999999999999"}, "Choose a cluster from the list."),
        ("merge", {"into": "9"}, "There is no cluster 9."),
        ("merge", {"into": "0"}, "cannot be merged into itself"),
        ("split", {}, "Banks is not merged into another one."),
        ("burn", {}, "Choose what to change."),
        ("", {}, "Choose what to change."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    reviewer: Client, version: ModelVersion, kind: str, fields: dict[str, str], says: str
) -> None:
    response = change(reviewer, version, 0, kind, **fields)

    assert "Nothing was changed." in words(response)
    assert says in words(response)
    assert display(version) == AS_THE_MODEL_HAS_IT
    assert not ClusterChange.objects.exists()


def test_a_name_of_100_characters_and_emoji_is_kept(
    reviewer: Client, version: ModelVersion
) -> None:
    name = "🦆" * 99 + "ש"

    assert name in words(change(reviewer, version, 0, "rename", name=name))

    assert display(version)[0][0] == name


def test_what_is_so_already_is_no_change(reviewer: Client, version: ModelVersion) -> None:
    assert "It is like that already." in words(change(reviewer, version, 0, "show"))
    assert not ClusterChange.objects.exists()


def test_undoing_twice_says_so(reviewer: Client, version: ModelVersion) -> None:
    change(reviewer, version, 0, "hide")
    made = ClusterChange.objects.get()
    undo(reviewer, made)

    assert "That was undone already." in words(undo(reviewer, made))

    assert display(version) == AS_THE_MODEL_HAS_IT


def test_undoing_below_a_later_change_names_that_one(
    reviewer: Client, version: ModelVersion
) -> None:
    change(reviewer, version, 0, "rename", name="Lenders")
    made = ClusterChange.objects.get()
    change(reviewer, version, 2, "merge", into=0)

    page = words(undo(reviewer, made))

    assert (
        "Nothing was undone. Insurance was merged into Lenders after that: undo that first." in page
    )
    assert display(version)[0][0] == "Lenders"


def test_a_form_changes_the_version_that_it_was_made_for(
    reviewer: Client, version: ModelVersion
) -> None:
    """Another version may have become active while the page was open."""
    ModelVersion.objects.update(is_active=False)
    other = store_version()

    change(reviewer, version, 0, "rename", name="Lenders")

    assert (display(version)[0][0], display(other)[0][0]) == ("Lenders", "")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_to_another_site(
    reviewer: Client, version: ModelVersion, target: str
) -> None:
    address = f"/models/{version.pk}/clusters/0/"

    response = reviewer.post(f"{address}change", {"kind": "hide", "next": target})

    assert response["Location"] == address


def addresses(version: ModelVersion, made: ClusterChange) -> list[str]:
    return [
        f"/models/{version.pk}/clusters/1/change",
        f"/models/{version.pk}/changes/{made.pk}/undo",
    ]


def test_others_are_refused(version: ModelVersion, visitor: Client) -> None:
    made = cluster_display.hide(version=version, number=0, by="somebody")
    assert made is not None
    for browser in (
        visitor,
        member_of_staff("view_cluster", "change_submission", "change_modelversion"),
    ):
        for address in addresses(version, made):
            response = browser.post(address, {"kind": "hide"})
            assert response.status_code == 403, address

    assert display(version) == {**AS_THE_MODEL_HAS_IT, 0: ("", True, None)}
    assert ClusterChange.objects.get() == made


def test_the_permission_to_change_clusters_is_enough(version: ModelVersion) -> None:
    browser = member_of_staff("change_cluster")

    assert "Change how this cluster is shown" in words(browser.get("/clusters/0/"))
    assert "Banks is hidden." in words(change(browser, version, 0, "hide"))


def test_reading_and_forms_without_a_token_change_nothing(
    version: ModelVersion, staff: Any
) -> None:
    made = cluster_display.hide(version=version, number=0, by="somebody")
    assert made is not None
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    for address in addresses(version, made):
        for response in (strict.get(address), strict.head(address), strict.put(address)):
            assert response.status_code in (403, 405), address
        assert strict.get(address).status_code == 405
        assert strict.post(address, {"kind": "hide"}).status_code == 403

    assert display(version) == {**AS_THE_MODEL_HAS_IT, 0: ("", True, None)}


def test_what_is_not_there_is_a_friendly_404(reviewer: Client, version: ModelVersion) -> None:
    made = cluster_display.hide(version=version, number=0, by="somebody")
    other = store_version(is_active=False)
    assert made is not None
    for address in (
        f"/models/{version.pk}/clusters/9/change",
        f"/models/{version.pk}/clusters/99999999999999999999/change",
        "/models/999999/clusters/0/change",
        f"/models/{version.pk}/changes/999999/undo",
        f"/models/{other.pk}/changes/{made.pk}/undo",
    ):
        response = reviewer.post(address, {"kind": "hide"})
        assert response.status_code == 404, address
        assert "There is nothing at this address" in response.content.decode()

    assert display(version)[0] == ("", True, None)


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}",
    "\u202eשלום",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(
    reviewer: Client, version: ModelVersion, name: str
) -> None:
    change(reviewer, version, 0, "rename", name=name)
    change(reviewer, version, 2, "merge", into=0)
    change(reviewer, version, 0, "hide")

    for address in (
        "/clusters/",
        "/clusters/0/",
        "/clusters/1/",
        f"/models/{version.pk}/",
        "/submissions/",
    ):
        page = reviewer.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<img" not in page, address
    assert name in words(reviewer.get("/clusters/0/"))


# The admin


def test_the_admin_s_form_is_logged_and_can_be_undone_too(
    reviewer: Client, version: ModelVersion
) -> None:
    cluster = version.clusters.get(number=0)

    reviewer.post(f"/admin/scoring/cluster/{cluster.pk}/change/", {"given_name": "Lenders"})

    made = ClusterChange.objects.get()
    assert (made.kind, made.reviewer_name, made.after["0"]["given_name"]) == (
        "rename",
        "reviewer",
        "Lenders",
    )
    assert "Lenders named “Lenders” by reviewer" in words(reviewer.get("/clusters/0/"))
    undo(reviewer, made)
    assert display(version) == AS_THE_MODEL_HAS_IT
