"""Companies that are chosen together: what they share, and what is done with them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import Cluster, Collection, ModelVersion, Placement, Submission
from scoring.own_columns import keeping
from scoring.worker import jobs
from tests.markets.market import TEXTS, divided, places
from tests.shown import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


@pytest.fixture
def client() -> Client:
    browser = Client()
    browser.force_login(User.objects.get_or_create(username="ann")[0])
    return browser


def send(client: Client, collection: Collection, *chosen: int, **sent: Any) -> Any:
    fields = {"like": chosen, **sent}
    return client.post(f"/collections/{collection.pk}/clusters/chosen/", fields, follow=True)


def of_trade(version: ModelVersion, trade: str) -> list[int]:
    ids = list(places(version))
    return [ids[place] for place, (name, _) in enumerate(TEXTS) if name == trade]


def test_what_they_share_is_told_by_kinds_phrases_and_own_columns(client: Client) -> None:
    collection, version = divided()
    bakers = of_trade(version, "Bakeries")
    keeping.keep(collection.pk, {pk: {"City": "Köln"} for pk in bakers})

    page = send(client, collection, *bakers, do="look")

    said = shown(page)
    assert f"{len(bakers)} companies chosen" in said
    assert "Bakeries" in said
    assert "City: Köln" in said
    assert "bread" in page.content.decode().partition("What they share")[2]


def test_many_ids_go_along_in_one_field(client: Client) -> None:
    collection, version = divided()
    ids = list(places(version))

    page = send(client, collection, ids[0], also=" ".join(map(str, ids[1:])))

    assert f"{len(ids)} companies chosen" in shown(page)


def test_companies_of_others_are_not_chosen(client: Client) -> None:
    collection, version = divided()
    own = next(iter(places(version)))
    other = Submission.objects.exclude(collection=collection).first()

    page = send(client, collection, own, other.pk, "1e9", "x")

    assert "1 company chosen" in shown(page)
    assert other.title not in page.content.decode()


@pytest.mark.parametrize("do", ["look", "more", "compare", "xlsx", "csv"])
def test_without_a_tick_nothing_is_done_and_a_sentence_says_so(client: Client, do: str) -> None:
    collection, _ = divided()

    assert "Tick companies first" in shown(send(client, collection, do=do))


def test_they_lead_to_more_like_these_to_two_side_by_side_and_into_a_file(client: Client) -> None:
    collection, version = divided()
    one, two, *others = places(version)
    address = f"/collections/{collection.pk}/clusters/chosen/"

    more = client.post(address, {"like": [one, two], "do": "more"})
    compared = client.post(address, {"like": [one, two], "do": "compare"})
    table = client.post(address, {"like": [one, two], "do": "csv"})

    assert more["Location"] == f"/similar/?like={one}&like={two}"
    assert compared["Location"] == f"/submissions/{one}/with/{two}/"
    assert len(b"".join(table).splitlines()) >= 3
    assert "leave exactly two ticked" in shown(send(client, collection, *others, do="compare"))


def test_a_selection_is_divided_in_one_step_and_merged_back_where_it_was(client: Client) -> None:
    collection, version = divided(2)
    chosen = list(places(version))[:20]
    before = places(version)

    assert "They are being divided" in shown(send(client, collection, *chosen, do="divide", k=3))
    jobs.take_step()

    made = Cluster.objects.get(version=version, part_of=None, number__gt=1)
    assert {places(version)[pk] for pk in chosen} == {made.number}
    assert version.clusters.filter(part_of=made.number, is_draft=True).count() == 3
    parted = Placement.objects.filter(version=version, submission__in=chosen)
    assert parted.exclude(part=None).count() == len(chosen)
    address = f"/collections/{collection.pk}/clusters/{made.number}/"
    assert "A draft: keep it, or throw it away" in shown(client.get(address))

    said = shown(client.post(address, {"do": "throw-parts"}, follow=True))
    assert "Its companies are where they were" in said
    assert places(version) == before
    assert version.clusters.filter(number__gt=1).count() == 0


def test_a_selection_that_was_kept_is_undone_from_the_last_changes(client: Client) -> None:
    collection, version = divided(2)
    before = places(version)
    send(client, collection, *list(before)[:20], do="divide", k=2)
    jobs.take_step()
    made = Cluster.objects.get(version=version, part_of=None, number__gt=1)
    client.post(f"/collections/{collection.pk}/clusters/{made.number}/", {"do": "keep-parts"})
    change = made.changes.get()

    page = client.get(f"/collections/{collection.pk}/clusters/")
    assert "made of chosen companies and divided" in shown(page)
    client.post(f"/collections/{collection.pk}/clusters/changes/{change.pk}/undo")

    assert places(version) == before


@pytest.mark.parametrize(
    ("chosen", "sent", "sentence"),
    [
        (0, {"k": "3"}, "Tick companies first"),
        (9, {"k": "13"}, "Choose a number of parts from 2 to 12"),
        (9, {"k": "many"}, "Choose a number of parts from 2 to 12"),
    ],
)
def test_a_division_that_cannot_be_asked_for_is_refused(
    client: Client, chosen: int, sent: dict[str, str], sentence: str
) -> None:
    collection, version = divided(2)
    ids = list(places(version))[:chosen]

    said = shown(send(client, collection, *ids, do="divide", **sent))

    assert f"Nothing was changed. {sentence}" in said


def test_a_selection_that_is_too_small_stays_where_it_is(client: Client) -> None:
    collection, version = divided(2)
    before = places(version)

    send(client, collection, *list(before)[:3], do="divide")
    jobs.take_step()

    assert "too few to divide" in shown(client.get(f"/collections/{collection.pk}/clusters/"))
    assert places(version) == before
