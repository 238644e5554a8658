"""/clusters/ shows every shown cluster with its size, mix and most typical companies."""

import re
from typing import Any

import pytest
from django.test import Client

from scoring.clusters import display
from scoring.models import ModelVersion, SegmentTally
from tests.clusters.shelf import member_of_staff, place, plain, store_version, words
from tests.shown import shown

pytestmark = pytest.mark.django_db


def cards(client: Client) -> list[str]:
    """The words of each cluster's card."""
    page = shown(client.get("/clusters/"))
    found = re.findall(r'<section class="card shelf c\d+">(.*?)</section>', page)
    return [plain(f">{card}") for card in found]


def test_a_card_has_name_size_phrases_and_what_the_cluster_is_made_of(
    client: Client, version: ModelVersion
) -> None:
    assert cards(client) == [
        "Banks 4 companies banks phrase Finance 3 Technology 1",
        "Software 3 companies software phrase Technology 3",
        "Insurance 2 companies insurance phrase Finance 2",
        "Wires 1 company wires phrase No category 1",
    ]


def test_segments_say_what_a_cluster_is_made_of_where_most_companies_have_one(
    client: Client, version: ModelVersion
) -> None:
    kind = {"shown_sector": "Financials", "shown_segment": "Savings banks"}
    place(version, 0, *(f"Saver {number}" for number in range(4)), **kind)
    place(version, 1, "Banker", **kind)

    found = cards(client)

    assert found[0] == "Banks 8 companies banks phrase Savings banks 4"
    assert found[1] == "Software 4 companies software phrase Technology 3 Finance 1"
    page = shown(client.get("/clusters/"))
    assert 'href="/submissions/?segment=Savings+banks&amp;cluster=0&amp;answer=known"' in page
    address = "/submissions/?segment=Savings+banks&cluster=0&answer=known"
    listed = client.get(address).context["listed"]
    assert listed.counted.words == "4"


def test_the_overview_follows_when_only_kinds_of_business_change(
    client: Client, version: ModelVersion
) -> None:
    place(version, 0, *(f"Saver {number}" for number in range(4)), shown_segment="Savings banks")
    assert "Savings banks 4" in cards(client)[0]

    SegmentTally.objects.filter(segment="Savings banks").update(segment="Pawnbrokers")

    assert "Pawnbrokers 4" in cards(client)[0]


def test_the_largest_part_of_all_is_a_full_bar(client: Client, version: ModelVersion) -> None:
    page = shown(client.get("/clusters/"))

    assert re.findall(r'<rect width="(\d+)" height="8"', page) == ["100", "33", "100", "67", "33"]


def test_small_parts_of_a_cluster_are_told_together(client: Client, version: ModelVersion) -> None:
    for number in range(7):
        place(version, 3, f"Company {number}", category=f"Category {number}")

    assert cards(client)[0].endswith("Category 3 1 Category 4 1 2 smaller kinds 2")


def test_merged_clusters_stand_as_one(client: Client, version: ModelVersion) -> None:
    display.merge(version=version, number=2, into=0, by="reviewer")

    found = cards(client)

    assert len(found) == 3
    assert found[0] == (
        "Banks 6 companies With Insurance , which reviewers show as a part of it. banks phrase "
        "Finance 5 Technology 1"
    )


def test_a_change_of_names_shows_at_once(client: Client, version: ModelVersion) -> None:
    assert cards(client)[0].startswith("Banks")

    display.rename(version=version, number=0, name="Lenders", by="reviewer")

    assert cards(client)[0].startswith("Lenders")


def test_clusters_without_end_have_a_line_each_after_sixty_cards(client: Client, db: None) -> None:
    many = store_version(tuple(f"Cluster of {number}" for number in range(70)))
    for number in range(70):
        place(many, number, f"Company {number}")

    page = shown(client.get("/clusters/"))

    assert len(cards(client)) == 60
    smaller = re.search(r"Smaller clusters</h2>.*?</ul>", page)
    assert smaller
    assert smaller[0].count("<li>") == 10


def test_hidden_clusters_are_counted_and_left_out(client: Client, version: ModelVersion) -> None:
    display.hide(version=version, number=1, by="reviewer")

    assert [card.split()[0] for card in cards(client)] == ["Banks", "Insurance", "Wires"]
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

    assert "Hidden clusters Software 3 companies Show again : Software" in page
    assert re.search(r"Last changes Software hidden by somebody , .+? Undo : Software hidden", page)


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


def test_the_page_costs_the_same_with_many_clusters_and_is_drawn_once(
    client: Client, version: ModelVersion, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(10):
        client.get("/clusters/")
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

    with django_assert_num_queries(9):
        assert len(cards(client)) == 39


def test_a_reviewer_s_page_costs_two_queries_for_who_it_is_and_one_for_the_changes(
    reviewer: Client, version: ModelVersion, django_assert_num_queries: Any
) -> None:
    # The first visit in an hour is noted in the session
    reviewer.get("/clusters/")
    for name in ("One", "Two", "Three"):
        # Drawn anew after each change
        reviewer.get("/clusters/")
        with django_assert_num_queries(8):
            reviewer.get("/clusters/")
        display.rename(version=version, number=0, name=name, by="reviewer")
