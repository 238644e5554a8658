"""Who may put companies into a collection changes what they say; earlier texts are kept."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.collection_pages import editing_views
from scoring.models import CollectionShare, CompanyTag, EarlierText, ModelVersion, Submission
from tests.collections.private import make_collection, member, put_into
from tests.models.recount import assert_right
from tests.shown import shown

pytestmark = pytest.mark.django_db
BAKERY = "We bake bread and cakes every night, and sell them to shops and cafes."


@pytest.fixture
def ann(db: None) -> User:
    return member("ann")


@pytest.fixture
def mine(model: ModelVersion, ann: User) -> Submission:
    """A bank in a collection of Ann."""
    collection = make_collection(ann)
    [bank] = put_into(collection, "A bank that takes deposits and lends money to farmers.")
    return bank


def browser(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def change(client: Client, company: Submission, **said: str) -> Any:
    sent = {name: getattr(company, name) for name in ("title", "category", "industry", "text")}
    return client.post(f"/submissions/{company.pk}/edit/", sent | said)


def test_a_changed_text_is_scored_anew_and_the_earlier_one_is_kept(
    ann: User, mine: Submission
) -> None:
    before = mine.assignments.get().shown_cluster
    client = browser(ann)
    assert f"/submissions/{mine.pk}/edit/" in shown(client.get(mine.get_absolute_url()))

    response = change(client, mine, title="Night Bakery", category="", text=BAKERY)

    assert response["Location"] == mine.get_absolute_url()
    old_text = mine.text
    mine.refresh_from_db()
    assert (mine.title, mine.category, mine.text) == ("Night Bakery", "", BAKERY)
    row = mine.assignments.get()
    assert (row.status, row.category) == ("scored", "")
    assert row.shown_cluster != before
    [earlier] = EarlierText.objects.all()
    assert (earlier.text, earlier.by_name) == (old_text, "ann")
    assert old_text in shown(client.get(f"/submissions/{mine.pk}/edit/"))
    assert_right()


def test_an_industry_alone_is_no_reason_to_score(ann: User, mine: Submission) -> None:
    scored_at = mine.assignments.get().scored_at

    change(browser(ann), mine, industry="Banks")

    mine.refresh_from_db()
    assert mine.industry == "Banks"
    assert mine.assignments.get().scored_at == scored_at


def test_the_same_again_keeps_nothing(ann: User, mine: Submission) -> None:
    assert change(browser(ann), mine).status_code == 302
    assert not EarlierText.objects.exists()


@pytest.mark.parametrize("said", [{"title": "x"}, {"text": " "}, {"industry": "x" * 201}])
def test_what_cannot_be_stored_comes_back(ann: User, mine: Submission, said: Any) -> None:
    assert change(browser(ann), mine, **said).status_code == 422
    mine.refresh_from_db()
    assert mine.title.startswith("Zyzzquark")
    assert not EarlierText.objects.exists()


def test_it_becomes_no_second_one_of_its_collection(ann: User, mine: Submission) -> None:
    [other] = put_into(mine.collection, BAKERY)
    said = {"title": other.title, "category": other.category, "text": other.text}

    response = change(browser(ann), mine, **said)

    assert response.status_code == 422
    assert "is in this collection already" in shown(response)


def test_an_editor_may_and_a_reader_may_not(mine: Submission) -> None:
    bob = member("bob")
    share = CollectionShare.objects.create(collection=mine.collection, account=bob, role="reader")
    assert change(browser(bob), mine, text=BAKERY).status_code == 403
    assert "/edit/" not in shown(browser(bob).get(mine.get_absolute_url()))

    CollectionShare.objects.filter(pk=share.pk).update(role="editor")
    assert change(browser(bob), mine, text=BAKERY).status_code == 302


def test_whoever_loses_the_right_while_he_types_changes_nothing(
    mine: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = member("bob")
    CollectionShare.objects.create(collection=mine.collection, account=bob, role="editor")
    look = editing_views.changeable

    def look_once(*asked: Any) -> Any:
        found = look(*asked)
        CollectionShare.objects.update(role="reader")
        return found

    monkeypatch.setattr(editing_views, "changeable", look_once)

    assert change(browser(bob), mine, text=BAKERY, tags="new", note="New.").status_code == 403
    mine.refresh_from_db()
    assert mine.text != BAKERY
    assert not EarlierText.objects.exists()
    assert not CompanyTag.objects.exists()


def test_strangers_do_not_find_it_and_nobody_changes_the_catalogue(
    reviewer: Client, visitor: Client, mine: Submission
) -> None:
    public = Submission.objects.earliest("pk")

    assert change(reviewer, mine, text=BAKERY).status_code == 404
    assert change(reviewer, public, text=BAKERY).status_code == 403
    assert change(visitor, mine, text=BAKERY)["Location"].startswith("/accounts/login/")
    assert not EarlierText.objects.exists()
