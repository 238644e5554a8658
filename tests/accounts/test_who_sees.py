"""The second table of docs/accounts.md: who sees a company of somebody's own collection."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from scoring.models import ModelVersion, Submission
from scoring.similar.pairs import feedback
from scoring.tags.changing import set_note, set_tags
from tests.accounts.doc_tables import said_of
from tests.accounts.shared_collection import browser_of, shared_collection
from tests.collections.private import MARKS, put_into

pytestmark = pytest.mark.django_db
SAID = said_of("where")


def test_the_page_names_where_it_is_looked_for_here_and_nothing_else() -> None:
    assert list(SAID) == list(PLACES)


@pytest.fixture
def companies(model: ModelVersion) -> tuple[Submission, Submission]:
    """One of the catalogue, and one like it in a collection that is shared in every way."""
    public = Submission.objects.earliest("pk")
    collection = shared_collection()
    [private] = put_into(collection, public.text)
    set_tags(private, ["tagged"])
    set_note(private, "noted", "owner")
    feedback.mark_pair(public, private, "similar", "owner")
    return public, private


def says(client: Client, address: str, *marks: str) -> bool:
    """Whether one of the words that stand in the private company alone is on a page."""
    cache.clear()
    page = client.get(address, follow=True).getvalue().decode()
    return any(mark in page for mark in marks or MARKS)


Look = Callable[[Client, Submission, Submission], bool]
PLACES: dict[str, Look] = {
    "its own page": lambda who, public, private: says(who, f"/submissions/{private.pk}/"),
    "its tags and its note": lambda who, public, private: (
        says(who, f"/submissions/{private.pk}/", "tagged", "noted")
        or says(who, "/submissions/", ">tagged<")
        or says(who, "/submissions/?format=csv", "noted")
    ),
    "its picture for other sites": lambda who, public, private: (
        who.get(f"/submissions/{private.pk}/card.png").status_code == 200
    ),
    "lists": lambda who, public, private: says(who, "/submissions/"),
    "words that are searched": lambda who, public, private: says(
        who, f"/submissions/?q={MARKS[2]}", private.title
    ),
    "counts beside filters": lambda who, public, private: says(
        who, "/submissions/?sort=title", f">{private.category}<", f'"{private.category}"'
    ),
    "a list as a file, and as JSON": lambda who, public, private: (
        says(who, "/submissions/?format=csv") or says(who, "/submissions/?format=json")
    ),
    "similar companies of another": lambda who, public, private: (
        says(who, f"/submissions/{public.pk}/?show=50")
        or says(who, f"/submissions/{public.pk}/?format=json")
        or says(who, f"/similar/?like={public.pk}&like={public.pk + 1}&format=csv")
    ),
    "beside another": lambda who, public, private: says(
        who, f"/submissions/{public.pk}/with/{private.pk}/"
    ),
    "the map and its cards": lambda who, public, private: (
        says(who, "/map/") or says(who, f"/map/{private.pk}/card/")
    ),
    "clusters and the heat map": lambda who, public, private: says(who, "/clusters/"),
    "words on pairs as a file": lambda who, public, private: says(who, "/similar/feedback.csv"),
    "the admin": lambda who, public, private: (
        says(who, "/admin/scoring/submission/")
        or says(who, f"/admin/scoring/submission/{private.pk}/change/")
    ),
}


@pytest.mark.parametrize("where", SAID)
def test_a_company_shows_to_those_of_whom_the_page_says_so(
    where: str, companies: tuple[Submission, Submission]
) -> None:
    sees = {who: PLACES[where](browser_of(who), *companies) for who in SAID[where]}

    assert sees == SAID[where]
