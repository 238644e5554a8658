"""The pages of a collection's own clusters: divided, looked at, edited, undone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.collections import changing
from scoring.markets.divisions import divisions_of
from scoring.models import Cluster, Collection, Job, ModelVersion, Placement
from scoring.worker import jobs
from tests.collections.private import member
from tests.markets.market import TEXTS, divide, divided, market, places, put
from tests.shown import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def browser_of(name: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(username=name))
    return browser


def page_of(collection: Collection, more: str = "") -> str:
    return f"/collections/{collection.pk}/clusters/{more}"


def named(version: ModelVersion, name: str) -> Cluster:
    return next(each for each in version.clusters.all() if each.name == name)


def largest(version: ModelVersion) -> tuple[Cluster, list[int]]:
    """The cluster with the most companies, and their ids."""
    by_number: dict[int, list[int]] = {}
    for company, number in places(version).items():
        if number is not None:
            by_number.setdefault(number, []).append(company)
    number = max(by_number, key=lambda each: len(by_number[each]))
    return version.clusters.get(number=number), by_number[number]


def do(client: Client, address: str, **sent: Any) -> str:
    """What the page says after a form was sent."""
    return shown(client.post(address, sent, follow=True))


def test_the_owner_has_a_collection_divided_and_sees_its_clusters_by_name() -> None:
    collection = market()
    client = browser_of("ann")
    assert "Divide this collection" in shown(client.get(f"/collections/{collection.pk}/"))
    assert "It is not divided yet" in shown(client.get(page_of(collection)))

    assert "It is being divided" in do(client, page_of(collection), do="divide")
    assert "It is being divided already" in do(client, page_of(collection), do="divide")
    jobs.take_step()

    said = shown(client.get(page_of(collection)))
    version = divisions_of(collection).shown
    assert version
    assert all(cluster.name in said for cluster in version.clusters.all())
    assert f"{len(TEXTS)} companies in" in said
    assert "How many clusters" in said
    assert "Own clusters" in shown(client.get(f"/collections/{collection.pk}/"))


def test_what_cannot_be_divided_is_told_on_the_page() -> None:
    collection = Collection.objects.create(name="Two", owner=member("ann"))
    put(collection, TEXTS[0][1], TEXTS[1][1])
    divide(collection)

    assert "2 companies are too few to divide" in shown(browser_of("ann").get(page_of(collection)))


def test_nobody_else_sees_them_and_readers_change_nothing(visitor: Client) -> None:
    collection, version = divided()
    member("bob")
    bob = browser_of("bob")
    number = version.clusters.first().number
    pages = [
        page_of(collection),
        page_of(collection, "outside/"),
        page_of(collection, f"{number}/"),
    ]

    assert {client.get(page).status_code for client in (visitor, bob) for page in pages} == {404}
    assert bob.post(page_of(collection), {"do": "divide"}).status_code == 404
    assert bob.get(f"/models/{version.pk}/").status_code == 404
    assert bob.get(f"/models/{version.pk}/clusters/{number}/").status_code == 404
    assert f"/models/{version.pk}/" not in shown(bob.get("/models/"))

    assert collection.owner
    changing.share(collection, "bob", "reader", collection.owner)
    assert {bob.get(page).status_code for page in pages} == {200}
    to_change = [pages[0], pages[2], page_of(collection, "chosen/")]
    assert {bob.post(page, {"do": "divide"}).status_code for page in to_change} == {403}
    assert Job.objects.filter(kind="divide").count() == 1


def test_a_cluster_is_renamed_hidden_merged_and_each_of_these_undone() -> None:
    collection, version = divided()
    client = browser_of("ann")
    first, second = version.clusters.all()[:2]
    address = page_of(collection, f"{first.number}/")

    assert "named “Our rivals”" in do(client, address, kind="rename", name="Our rivals")
    assert "hidden" in do(client, address, kind="hide")
    assert "shown again" in do(client, address, kind="show")
    do(client, address, kind="merge", into=second.number)
    assert client.get(address)["Location"].endswith(f"/clusters/{second.number}/")

    changes = list(divisions_of(collection).shown.clusters.get(pk=first.pk).changes.all())
    for change in changes:
        do(client, page_of(collection, f"changes/{change.pk}/undo"))
    first.refresh_from_db()
    assert (first.given_name, first.is_hidden, first.merged_into) == ("", False, None)


def test_ticked_companies_are_moved_and_moved_back() -> None:
    collection, version = divided()
    client = browser_of("ann")
    source, companies = largest(version)
    target = version.clusters.exclude(pk=source.pk).first()

    said = do(
        client, page_of(collection, "chosen/"), do="move", like=companies[:2], into=target.number
    )

    assert "2 companies are moved" in said
    moved = Placement.objects.filter(version=version, submission__in=companies[:2])
    assert set(moved.values_list("shown_cluster", "is_settled")) == {(target.number, True)}
    assert "put here by a person" in shown(client.get(page_of(collection, f"{target.number}/")))
    change = target.changes.get()
    assert "changed: 2 moved" in shown(client.get(page_of(collection)))
    do(client, page_of(collection, f"changes/{change.pk}/undo"))
    assert set(moved.values_list("shown_cluster", "is_settled")) == {(source.number, False)}


def test_companies_go_outside_or_into_a_new_cluster() -> None:
    collection, version = divided()
    client = browser_of("ann")
    source, companies = largest(version)
    address = page_of(collection, "chosen/")

    do(client, address, do="move", like=companies[0], into="outside")
    do(client, address, do="move", like=companies[1], into="new", name="  Our   rivals ")

    assert places(version)[companies[0]] is None
    assert places(version)[companies[1]] == named(version, "Our rivals").number
    assert "Company" in shown(client.get(page_of(collection, "outside/")))
    back = do(client, address, do="move", like=companies[0], into=source.number)
    assert "1 company is moved" in back


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"do": "move", "into": "outside"}, "Tick companies first"),
        ({"do": "move", "like": "1", "into": ""}, "Choose where they go"),
        ({"do": "move", "like": "1", "into": "nowhere"}, "Choose where they go"),
        ({"do": "move", "like": "1", "into": "9999"}, "There is no cluster 9999"),
        ({"do": "move", "like": "1", "into": "new"}, "Give the new cluster a name"),
        ({"do": "open", "k": "13"}, "Choose a number of parts from 2 to 12"),
        ({"do": "keep-parts"}, "This cluster is not divided any more"),
        ({"kind": "merge"}, "Choose the cluster to merge it into"),
        ({"kind": "rename", "name": "x" * 101}, "A name has at most 100 characters"),
        ({}, "Choose what to change"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    sent: dict[str, str], sentence: str
) -> None:
    collection, version = divided()
    before = places(version)
    number = version.clusters.first().number

    if "like" in sent:
        sent = {**sent, "like": str(next(iter(before)))}
    is_of_chosen = sent.get("do") in ("move", "divide")
    where = "chosen/" if is_of_chosen else f"{number}/"
    said = do(browser_of("ann"), page_of(collection, where), **sent)

    assert f"Nothing was changed. {sentence}" in said
    assert places(version) == before
    assert version.clusters.filter(given_name="").count() == version.clusters.count()


def test_companies_of_another_collection_are_not_moved() -> None:
    collection, version = divided()
    [stranger] = put(Collection.objects.create(name="B", owner=member("bob")), TEXTS[0][1])
    into = version.clusters.first().number
    address = page_of(collection, "chosen/")

    said = do(browser_of("ann"), address, do="move", like=stranger.pk, into=into)

    assert "Nothing was changed. Tick companies first" in said
    assert not Placement.objects.filter(submission=stranger).exists()


def test_a_new_cluster_goes_when_the_move_into_it_is_undone() -> None:
    collection, version = divided()
    client = browser_of("ann")
    before = places(version)
    companies = list(before)[:2]
    sent = {"do": "move", "like": companies, "into": "new", "name": "Rivals"}
    do(client, page_of(collection, "chosen/"), **sent)
    change = named(version, "Rivals").changes.get()

    do(client, page_of(collection, f"changes/{change.pk}/undo"))

    assert places(version) == before
    assert not version.clusters.filter(given_name="Rivals").exists()


def test_a_new_cluster_stays_while_others_were_moved_there_since() -> None:
    collection, version = divided()
    client = browser_of("ann")
    one, two, *_ = places(version)
    address = page_of(collection, "chosen/")
    do(client, address, do="move", like=one, into="new", name="Rivals")
    rivals = named(version, "Rivals")
    do(client, address, do="move", like=two, into=rivals.number)
    first = rivals.changes.last()

    said = do(client, page_of(collection, f"changes/{first.pk}/undo"))

    assert "Nothing was changed. Other companies were moved there since" in said
    assert places(version)[one] == places(version)[two] == rivals.number


@pytest.mark.parametrize("k", ["1", "61", "many"])
def test_a_number_that_cannot_be_is_refused(k: str) -> None:
    collection = market()

    assert "Choose a number from 2 to 60" in do(browser_of("ann"), page_of(collection), k=k)
    assert not Job.objects.filter(kind="divide").exists()


def test_a_cluster_is_opened_into_parts_that_are_kept_or_thrown_away() -> None:
    collection, version = divided(2)
    client = browser_of("ann")
    cluster, _ = largest(version)
    address = page_of(collection, f"{cluster.number}/")

    do(client, address, do="open", k="3")
    jobs.take_step()
    assert "A draft: keep it, or throw it away" in shown(client.get(address))
    parts = version.clusters.filter(part_of=cluster.number)
    assert parts.count() == 3
    in_parts = version.placements.exclude(part=None).count()
    assert in_parts
    assert set(places(version).values()) <= {0, 1, None}
    do(client, address, do="keep-parts")
    assert not parts.filter(is_draft=True).exists()

    do(client, address, do="throw-parts")
    assert not parts.exists()
    assert not version.placements.exclude(part=None).exists()
    closed, opened = cluster.changes.all()
    assert (closed.kind, opened.kind) == ("close", "open")

    do(client, page_of(collection, f"changes/{closed.pk}/undo"))
    assert parts.count() == 3
    assert version.placements.exclude(part=None).count() == in_parts
    do(client, page_of(collection, f"changes/{opened.pk}/undo"))
    assert not parts.exists()


def test_a_cluster_that_is_too_small_to_open_stays_as_it_is() -> None:
    collection, version = divided()
    cluster = version.clusters.last()
    client = browser_of("ann")
    address = page_of(collection, f"{cluster.number}/")

    do(client, address, do="open")
    jobs.take_step()

    assert "too few to divide" in shown(client.get(address))
    assert version.clusters.filter(part_of=cluster.number).count() == 0


def test_there_is_nothing_to_see_of_a_cluster_that_is_not_there() -> None:
    collection, _ = divided()
    client = browser_of("ann")

    assert client.get(page_of(collection, "9999/")).status_code == 404
    assert client.get(page_of(collection, "0/?page=99999999")).status_code == 200
