"""/clusters/ shows every shown cluster with its size, mix and most typical companies."""

import re
from typing import Any

import pytest
from django.test import Client

from scoring.clusters import display
from scoring.models import ModelVersion
from tests.clusters.shelf import member_of_staff, place, plain, store_version, words
from tests.shown import shown

pytestmark = pytest.mark.django_db


def cards(client: Client) -> list[str]:
    """The words of each cluster's card."""
    page = shown(client.get("/clusters/"))
    found = re.search(r'<ul class="shelves">(.*?)</ul><p class="downloads">', page)
    assert found
    return [plain(f">{card}") for card in found[1].split("<li><h2>")[1:]]


def test_a_card_has_name_size_phrases_mix_and_the_three_nearest_to_the_centre(
    client: Client, version: ModelVersion
) -> None:
    assert cards(client) == [
        "0 Banks 4 companies banks phrase 75 % Finance 25 % Technology Such as Alpha Bank , Beta "
        "Bank , Gamma Bank",
        "1 Software 3 companies software phrase 100 % Technology Such as Soft One , Soft Two , "
        "Soft Three",
        "2 Insurance 2 companies insurance phrase 100 % Finance Such as Epsilon Insurance , Zeta "
        "Insurance",
        "3 Wires 1 company wires phrase 100 % No category Such as Wires",
    ]


def test_typical_companies_lead_to_their_pages(client: Client, version: ModelVersion) -> None:
    page = shown(client.get("/clusters/"))

    nearest = version.assignments.get(submission__title="Alpha Bank").submission
    assert f'<a href="{nearest.get_absolute_url()}"><bdi>Alpha Bank</bdi></a>' in page


def test_a_title_that_was_sent_often_is_there_once(client: Client, version: ModelVersion) -> None:
    for _ in range(3):
        place(version, 1, "Soft One", category="Technology", distance=0.1)

    assert cards(client)[1].endswith("Such as Soft One , Soft Two , Soft Three")


def test_merged_clusters_stand_as_one(client: Client, version: ModelVersion) -> None:
    display.merge(version=version, number=2, into=0, by="reviewer")

    found = cards(client)

    assert len(found) == 3
    assert found[0] == (
        "0 Banks 6 companies, with those of 2 Insurance banks phrase 83 % Finance 17 % Technology "
        "Such as Alpha Bank , Beta Bank , Gamma Bank"
    )


def test_the_most_typical_of_merged_clusters_are_the_nearest_of_all(
    client: Client, version: ModelVersion
) -> None:
    display.merge(version=version, number=0, into=1, by="reviewer")

    assert "Such as Alpha Bank , Beta Bank , Gamma Bank" in cards(client)[0]


def test_hidden_clusters_are_counted_and_left_out(client: Client, version: ModelVersion) -> None:
    display.hide(version=version, number=1, by="reviewer")

    assert [card[:2] for card in cards(client)] == ["0 ", "2 ", "3 "]
    page = words(client.get("/clusters/"))
    assert "1 cluster is hidden by reviewers." in page
    assert "Software" not in page
    assert "reviewer," not in page

    display.hide(version=version, number=3, by="reviewer")
    assert "2 clusters are hidden by reviewers." in words(client.get("/clusters/"))


def test_reviewers_see_what_is_hidden_and_what_was_changed_last(
    reviewer: Client, version: ModelVersion
) -> None:
    display.hide(version=version, number=1, by="somebody")

    page = words(reviewer.get("/clusters/"))

    assert "Hidden clusters 1 Software 3 companies Show again : 1 Software" in page
    assert re.search(
        r"Last changes 1 Software hidden by somebody , .+? Undo : 1 Software hidden", page
    )


def test_other_staff_see_what_everybody_sees(version: ModelVersion) -> None:
    display.hide(version=version, number=1, by="somebody")

    page = words(member_of_staff("view_cluster", "change_submission").get("/clusters/"))

    assert "Hidden clusters" not in page
    assert "somebody" not in page


def test_with_every_cluster_hidden_the_page_says_so(client: Client, version: ModelVersion) -> None:
    for number in range(4):
        display.hide(version=version, number=number, by="reviewer")

    assert "4 clusters are hidden by reviewers." in words(client.get("/clusters/"))


def test_a_remote_endpoint_that_has_not_answered_yet_has_no_clusters(
    client: Client, settings: Any, db: None
) -> None:
    store_version((), k=None)

    assert "The scoring service has not answered yet" in words(client.get("/clusters/"))


def test_the_page_costs_the_same_with_many_clusters_and_companies(
    client: Client, version: ModelVersion, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(5):
        client.get("/clusters/")
    version.is_active = False
    version.save()
    many = store_version(tuple(f"Cluster of {number}" for number in range(40)))
    for number in range(40):
        place(
            many,
            number,
            *(f"Company {number} {each}" for each in range(8)),
            category=f"Category {number}",
        )
    display.merge(version=many, number=1, into=2, by="reviewer")

    with django_assert_num_queries(5):
        assert len(cards(client)) == 39


def test_a_reviewer_s_page_costs_two_queries_for_who_it_is_and_one_for_the_changes(
    reviewer: Client, version: ModelVersion, django_assert_num_queries: Any
) -> None:
    # The first visit in an hour is noted in the session
    reviewer.get("/clusters/")
    for name in ("One", "Two", "Three"):
        with django_assert_num_queries(8):
            reviewer.get("/clusters/")
        display.rename(version=version, number=0, name=name, by="reviewer")
