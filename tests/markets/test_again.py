"""A collection is divided again: what stays, what a person set, and nothing without his word."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.clusters import display
from scoring.collection_pages import moving as moving_pages
from scoring.companies import submissions
from scoring.markets import fresh
from scoring.markets.changing import moving
from scoring.markets.divisions import divisions_of
from scoring.models import Collection, Placement
from tests.conftest import work
from tests.kinds.site import BAKERY, NOTHING
from tests.markets.market import TEXTS, divide, divided, places, put
from tests.shown import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def test_a_new_division_waits_beside_the_one_that_is_shown_until_it_is_taken() -> None:
    collection, version = divided()
    [bakery] = put(collection, BAKERY, title="Bakery")
    client = Client()
    client.force_login(User.objects.get(username="ann"))
    address = f"/collections/{collection.pk}/clusters/"

    divide(collection)

    found = divisions_of(collection)
    assert (found.shown, found.proposed and found.proposed.state) == (version, "comparing")
    said = shown(client.get(address))
    assert "A new division waits for your decision" in said
    assert "Bakery 0" in said
    client.post(address, {"do": "accept"})
    assert divisions_of(collection).shown == found.proposed
    assert places(divisions_of(collection).shown)[bakery.pk] is not None
    assert collection.divisions.count() == 2


def test_taking_a_division_is_undone_with_all_that_was_changed_before() -> None:
    collection, version = divided()
    client = Client()
    client.force_login(User.objects.get(username="ann"))
    address = f"/collections/{collection.pk}/clusters/"
    first = version.clusters.earliest("number")
    client.post(f"{address}{first.number}/", {"kind": "rename", "name": "Bread"})
    before = places(version)
    divide(collection, 3)
    client.post(address, {"do": "accept"})
    taken = divisions_of(collection).shown
    [late] = put(collection, BAKERY, title="Late")
    while fresh.place_new():
        pass

    client.post(address, {"do": "back"})

    found = divisions_of(collection)
    assert (found.shown, found.proposed) == (version, taken)
    now = places(version)
    assert now.pop(late.pk) is not None
    assert now == before
    page = shown(client.get(address))
    assert "A new division waits for your decision" in page
    assert "named “Bread”" in page
    refused = client.post(address, {"do": "back"}, follow=True)
    assert "take it or leave it first" in shown(refused)
    client.post(address, {"do": "accept"})
    assert divisions_of(collection).shown == taken


def test_a_single_division_has_none_to_go_back_to() -> None:
    collection, version = divided()
    client = Client()
    client.force_login(User.objects.get(username="ann"))
    address = f"/collections/{collection.pk}/clusters/"
    assert "A new division was taken" not in shown(client.get(address))

    page = client.post(address, {"do": "back"}, follow=True)

    assert "There are no earlier clusters." in shown(page)
    assert divisions_of(collection).shown == version


def test_the_old_division_is_kept_if_a_person_says_so() -> None:
    collection, version = divided()
    divide(collection, 3)
    client = Client()
    client.force_login(User.objects.get(username="ann"))

    client.post(f"/collections/{collection.pk}/clusters/", {"do": "keep"})

    found = divisions_of(collection)
    assert (found.shown, found.proposed) == (version, None)


@pytest.mark.parametrize("k", [None, 6])
def test_names_hidden_clusters_and_moved_companies_stay(k: int | None) -> None:
    collection, version = divided()
    sizes = version.placements.exclude(shown_cluster=None)
    company = sizes.first()
    others = version.clusters.exclude(number=company.shown_cluster)
    target = next(
        each for each in others if version.placements.filter(shown_cluster=each.number).count() > 3
    )
    display.rename(version=version, number=target.number, name="Our rivals", by="ann")
    moving.move(collection, version, [company.submission_id], target.number, "ann")

    divide(collection, k)

    proposed = divisions_of(collection).proposed
    assert proposed
    kept = proposed.clusters.get(number=target.number)
    assert kept.name == "Our rivals"
    again = Placement.objects.get(version=proposed, submission=company.submission_id)
    assert (again.is_settled, again.shown_cluster) == (True, target.number)


def test_divided_again_without_a_change_nothing_changes() -> None:
    collection, version = divided()

    divide(collection)

    proposed = divisions_of(collection).proposed
    assert proposed
    moved = [pk for pk, number in places(proposed).items() if places(version)[pk] != number]
    assert len(moved) <= 0.05 * len(TEXTS)
    assert list(proposed.clusters.values_list("number", "model_name")) == list(
        version.clusters.values_list("number", "model_name")
    )


def test_a_company_that_comes_later_is_placed_at_once_beside_its_nearest() -> None:
    collection, version = divided()
    [bakery, nonsense] = put(collection, BAKERY, NOTHING, title="Late")

    placed = Placement.objects.get(version=version, submission=bakery)
    assert placed.is_new
    neighbours = version.placements.filter(submission__in=placed.near[:3])
    assert placed.shown_cluster in set(neighbours.values_list("shown_cluster", flat=True))
    bakers = [place for place, (trade, _) in enumerate(TEXTS) if trade == "Bakeries"]
    homes = [list(places(version).values())[place] for place in bakers]
    assert placed.shown_cluster == max(homes, key=homes.count)
    assert Placement.objects.get(version=version, submission=nonsense).shown_cluster is None


def test_companies_that_stand_in_a_division_are_not_placed_again() -> None:
    _, version = divided()
    before = places(version)

    assert fresh.place_new() == 0
    assert places(version) == before


def test_who_is_gone_is_told_company_by_company_and_deleted_ones_by_their_cluster() -> None:
    collection, version = divided()
    moved, deleted, *_ = collection.submissions.order_by("pk")
    clusters = {each.number: each.name for each in version.clusters.all()}
    was = places(version)
    other = Collection.objects.create(name="Other", owner=collection.owner)
    moving_pages.move([moved.pk], collection, other, collection.owner)
    submissions.delete(collection.submissions.filter(pk=deleted.pk))
    client = Client()
    client.force_login(collection.owner)

    divide(collection)

    said = shown(client.get(f"/collections/{collection.pk}/clusters/"))
    assert "2 are gone" in said
    assert [told_in(said, each) for each in (moved.title, "deleted or moved out of sight")] == [
        clusters[was[moved.pk]],
        clusters[was[deleted.pk]],
    ]


def told_in(page: str, words: str) -> str:
    """The cluster behind a company that is gone."""
    gone = page.partition("Companies that are gone")[2]
    line = next(line for line in gone.split("</li>") if words in line)
    return re.findall(r"<bdi>([^<]+)</bdi>", line)[-1]


def test_a_changed_text_is_marked_until_it_is_divided_again() -> None:
    collection, version = divided()
    company = collection.submissions.earliest("pk")
    fields = {"title": company.title, "category": "", "text": BAKERY}
    client = Client()
    client.force_login(collection.owner)
    page = f"/collections/{collection.pk}/clusters/{places(version)[company.pk]}/"
    assert "changed since it was divided" not in shown(client.get(page))

    client.post(f"/submissions/{company.pk}/edit/", fields)
    work()

    assert "changed since it was divided" in shown(client.get(page))
    all_clusters = f"/collections/{collection.pk}/clusters/"
    assert "1 company says something else since" in shown(client.get(all_clusters))
    divide(collection)
    client.post(all_clusters, {"do": "accept"})
    assert "says something else since" not in shown(client.get(all_clusters))
