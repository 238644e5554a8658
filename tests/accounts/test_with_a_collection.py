"""The third table of docs/accounts.md: who may do what with somebody's own collection."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scoring.models import Collection
from tests.accounts.doc_tables import is_let_in, said_of
from tests.accounts.shared_collection import browser_of, shared_collection
from tests.collections.private import put_into as put_into_it

pytestmark = pytest.mark.django_db
SAID = said_of("with a collection")
Act = Callable[[Client, Collection], bool]


def get(address: str) -> Act:
    return lambda who, collection: is_let_in(who.get(f"/collections/{collection.pk}/{address}"))


def do(what: str, **sent: str) -> Act:
    """Press one of the buttons of its settings."""
    return lambda who, collection: is_let_in(
        who.post(f"/collections/{collection.pk}/settings/", {"do": what, **sent})
    )


def put_into(who: Client, collection: Collection) -> bool:
    before = collection.submissions.count()
    company = {"title": "Duck Works", "category": "", "text": f"We make {before} ducks."}
    who.post("/", {**company, "into": str(collection.pk)})
    return collection.submissions.count() > before


def edit(who: Client, collection: Collection, **said: str) -> bool:
    company = collection.submissions.earliest("pk")
    stored = {"title": "Duck Works", "category": "", "industry": "", "text": "We swim."}
    return is_let_in(who.post(f"/submissions/{company.pk}/edit/", stored | said))


def tag_one(who: Client, collection: Collection) -> bool:
    company = collection.submissions.earliest("pk")
    return is_let_in(who.post(f"/submissions/{company.pk}/tags", {"add": who.session.session_key}))


def delete_and_bring_back(who: Client, collection: Collection) -> bool:
    who.post(f"/collections/{collection.pk}/settings/", {"do": "delete"})
    was_deleted = not Collection.objects.kept().filter(pk=collection.pk).exists()
    is_back = is_let_in(who.post(f"/collections/{collection.pk}/back"))
    return was_deleted and is_back


ACTS: dict[str, Act] = {
    "open it": get(""),
    "take it along as a file": get("?format=csv"),
    "put companies into it": put_into,
    "change what its companies say": lambda who, collection: edit(who, collection, text="We fly."),
    "tag its companies, and note something": lambda who, collection: (
        edit(who, collection, tags="ducks") and tag_one(who, collection)
    ),
    "move companies out of it": get("move/"),
    "rename and describe it": do("describe", name="Another name", description=""),
    "share it with people": do("share", account="another member", role="reader"),
    "make a secret link, and end it": do("link"),
    "make it public, or private again": do("private"),
    "read what was done with it": get("settings/"),
    "delete it, and bring it back": delete_and_bring_back,
}


def test_the_page_names_what_is_tried_here_and_nothing_else() -> None:
    assert list(SAID) == list(ACTS)


@pytest.mark.parametrize("what", SAID)
def test_those_may_of_whom_the_page_says_so(what: str) -> None:
    collection = shared_collection()
    put_into_it(collection, "We are a bank.")
    User.objects.create_user("another member")

    # The owner last: what he does would change what others see
    people = sorted(SAID[what], key=lambda who: who == "owner")
    may = {who: ACTS[what](browser_of(who), collection) for who in people}

    assert may == SAID[what]
