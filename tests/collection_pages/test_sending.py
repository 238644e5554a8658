"""A member sends a company into a collection of his own; anything else is refused."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import Collection, CollectionShare, ModelVersion, Submission
from tests.collections.private import make_collection, member
from tests.shown import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(model: ModelVersion) -> User:
    return member("ann")


@pytest.fixture
def client(ann: User) -> Client:
    browser = Client()
    browser.force_login(ann)
    return browser


def stored() -> Submission:
    return Submission.objects.get(title="Rubber Duck Works")


def test_without_a_choice_it_goes_to_the_open_collection(
    client: Client, ann: User, company: Any
) -> None:
    make_collection(ann)

    client.post("/", company)

    assert stored().collection.kind == Collection.Kind.OPEN


def test_it_goes_where_the_member_chooses_and_nobody_else_sees_it(
    client: Client, visitor: Client, ann: User, company: Any
) -> None:
    mine = make_collection(ann, "Spring deals")
    assert "Spring deals" in shown(client.get(f"/?into={mine.pk}"))

    response = client.post("/", {**company, "into": mine.pk})

    assert stored().collection == mine
    page = shown(client.get(response["Location"]))
    assert f'in <a href="/collections/{mine.pk}/"><bdi>Spring deals</bdi></a>' in page
    assert visitor.get(response["Location"]).status_code == 404


def test_an_editor_may_put_companies_there_and_a_reader_may_not(
    client: Client, ann: User, company: Any
) -> None:
    shared = make_collection(member("bob"))
    share = CollectionShare.objects.create(collection=shared, account=ann, role="reader")

    assert client.post("/", {**company, "into": shared.pk}).status_code == 422
    CollectionShare.objects.filter(pk=share.pk).update(role="editor")
    client.post("/", {**company, "into": shared.pk})

    assert stored().collection == shared


@pytest.mark.parametrize("into", ["1", "0", "x", "999999999"])
def test_what_is_no_choice_is_refused_and_not_put_where_everybody_reads_it(
    client: Client, company: Any, into: str
) -> None:
    assert client.post("/", {**company, "into": into}).status_code == 422
    assert not Submission.objects.filter(title="Rubber Duck Works").exists()


def test_who_was_signed_out_meanwhile_does_not_send_it_to_everybody(
    client: Client, ann: User, company: Any
) -> None:
    mine = make_collection(ann)
    client.logout()

    response = client.post("/", {**company, "into": mine.pk})

    assert response.status_code == 422
    assert "you are signed out" in shown(response)
    assert not Submission.objects.filter(title="Rubber Duck Works").exists()


def test_a_deleted_collection_takes_nothing_in(client: Client, ann: User, company: Any) -> None:
    mine = make_collection(ann)
    client.post(f"/collections/{mine.pk}/settings/", {"do": "delete"})

    assert client.post("/", {**company, "into": mine.pk}).status_code == 422


def test_the_same_company_may_stand_in_two_collections(
    client: Client, ann: User, company: Any
) -> None:
    mine = make_collection(ann)
    for into in ("", mine.pk):
        client.post("/", {**company, "into": into, "request_key": "one form"})

    assert Submission.objects.filter(title="Rubber Duck Works").count() == 2


def test_a_member_may_send_what_files_may_have(client: Client, visitor: Client) -> None:
    long = {"title": "D" * 200, "text": "We make rubber ducks. " * 200}

    assert visitor.post("/", long).status_code == 422
    assert client.post("/", long).status_code == 302
