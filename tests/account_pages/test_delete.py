"""Whoever deletes his account takes along what is his, and leaves his reviews."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from scoring.account_pages.deleting import delete_account
from scoring.accounts import local_owner
from scoring.models import (
    Collection,
    CollectionShare,
    Import,
    ImportRow,
    ModelVersion,
    Review,
    Submission,
)
from tests.collections.private import make_collection, put_into
from tests.models.recount import assert_right, review, shown_row
from tests.security.visits import PASSWORD, sign_in
from tests.shown import shown

pytestmark = pytest.mark.django_db
PAGE = "/account/delete/"
MEANT = {"is_meant": "on", "password": PASSWORD}


@pytest.fixture
def member(client: Client) -> Client:
    User.objects.create_user("member", password=PASSWORD)
    sign_in(client, PASSWORD, "member")
    return client


def test_an_account_is_gone_and_its_reviews_stay_under_its_name(
    member: Client, model: ModelVersion
) -> None:
    company = Submission.objects.order_by("pk")[0]
    review(shown_row(company), "wrong", 1, User.objects.get(username="member"))

    response = member.post(PAGE, MEANT)

    assert response["Location"] == "/"
    assert not User.objects.exists()
    assert "Your account has been deleted" in shown(member.get("/"))
    assert member.get("/account/").status_code == 302
    assert sign_in(member, PASSWORD, "member").status_code == 200
    kept = Review.objects.get()
    assert (kept.reviewer, kept.reviewer_name) == (None, "member")
    assert shown_row(company).shown_cluster == 1
    assert_right()


def test_with_an_account_go_its_companies_and_the_counts_of_them(
    member: Client, model: ModelVersion
) -> None:
    public = Submission.objects.count()
    account = User.objects.get(username="member")
    shared_with = User.objects.create_user("colleague")
    collection = make_collection(account, "Targets 2027")
    CollectionShare.objects.create(collection=collection, account=shared_with)
    put_into(collection, "We bake bread.", "We brew beer.")
    put_into(make_collection(account, "Deleted before", deleted_at=timezone.now()), "We mill.")
    of_another = put_into(make_collection(shared_with), "We fish.")
    page = shown(member.get(PAGE))
    assert "3 companies in" in page
    assert "<bdi>Targets 2027</bdi>" in page

    member.post(PAGE, MEANT)

    assert list(User.objects.all()) == [shared_with]
    assert Submission.objects.count() == public + 1
    assert Submission.objects.filter(pk=of_another[0].pk).exists()
    assert not Collection.objects.filter(name="Targets 2027").exists()
    assert_right()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({**MEANT, "password": "wrong"}, "That is not your password."),
        ({"password": PASSWORD}, "Tick the box"),
        ({}, "Tick the box"),
    ],
)
def test_anything_less_deletes_nothing(member: Client, form: dict[str, str], said: str) -> None:
    response = member.post(PAGE, form)

    assert response.status_code == 422
    assert said in shown(response)
    assert User.objects.count() == 1


def test_the_only_admin_stays(client: Client, staff: User) -> None:
    sign_in(client, PASSWORD)

    assert "You are the only admin" in shown(client.post(PAGE, MEANT))
    assert User.objects.count() == 1

    User.objects.create_superuser("second")
    assert client.post(PAGE, MEANT).status_code == 302
    assert User.objects.get().username == "second"


def test_the_local_owner_deletes_his_without_a_password(client: Client) -> None:
    client.force_login(local_owner.account(), local_owner.BACKEND)

    assert client.post(PAGE, {"is_meant": "on"}).status_code == 302

    assert not User.objects.exists()


def test_a_visitor_has_nothing_to_delete(visitor: Client) -> None:
    assert visitor.post(PAGE, MEANT)["Location"] == f"/accounts/login/?next={PAGE}"


@pytest.mark.django_db(transaction=True)
def test_what_an_import_stores_at_that_moment_goes_along(model: ModelVersion) -> None:
    account = User.objects.create_user("member")
    collection = make_collection(account)
    put_into(collection, "We bake bread.")
    made = Import.objects.create(collection=collection, made_by=account, name="table.csv")

    def delete() -> None:
        delete_account(account)
        connection.close()

    with ThreadPoolExecutor() as pool:
        # As a step of the worker does, which takes a while
        with transaction.atomic():
            Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
            Import.objects.select_for_update().get(pk=made.pk)
            deleting = pool.submit(delete)
            time.sleep(0.5)
            [company] = put_into(collection, "We brew beer.")
            ImportRow.objects.create(
                file=made, number=1, line=2, outcome=ImportRow.Outcome.STORED, submission=company
            )
        deleting.result(timeout=20)

    assert not User.objects.filter(pk=account.pk).exists()
    assert not Submission.objects.filter(collection=collection.pk).exists()
    assert_right()
