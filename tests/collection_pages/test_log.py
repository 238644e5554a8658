"""What editors change is told in the log of the collection, and fills it with nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scoring.collections import changing
from scoring.models import Collection, CollectionEvent, ModelVersion, Submission
from tests.collections.private import make_collection, member, put_into

pytestmark = pytest.mark.django_db
TEXT = "We bake bread for shops."


@pytest.fixture
def shared(model: ModelVersion) -> Collection:
    """A collection of Ann with one company, which Edda may change."""
    ann = member("ann")
    collection = make_collection(ann, "Spring deals")
    put_into(collection, TEXT)
    changing.share(collection, member("edda").username, "editor", ann)
    collection.events.all().delete()
    return collection


@pytest.fixture
def client(shared: Collection) -> Client:
    """Edda's browser."""
    browser = Client()
    browser.force_login(shared.shares.get().account)
    return browser


def told(collection: Collection) -> list[tuple[str, str]]:
    return list(collection.events.order_by("pk").values_list("told", "by_name"))


def change(client: Client, company: Submission) -> None:
    client.post(f"/submissions/{company.pk}/edit/", {"title": "Ovens", "text": TEXT, "note": "x"})
    client.post(f"/submissions/{company.pk}/tags", {"add": "bread"})
    client.post("/submissions/tags/", {"like": company.pk, "remove": "bread"})


def test_changes_of_an_editor_are_told_once_an_hour(client: Client, shared: Collection) -> None:
    company = shared.submissions.get()

    change(client, company)

    assert told(shared) == [(changing.EDITED, "edda")]
    CollectionEvent.objects.update(made_at=timezone.now() - timedelta(hours=2))
    change(client, company)
    assert told(shared) == [(changing.EDITED, "edda")] * 2


def test_what_changes_nothing_is_not_told(client: Client, shared: Collection) -> None:
    company = shared.submissions.get()
    client.post(f"/submissions/{company.pk}/edit/", {"title": "", "text": TEXT})
    client.post(f"/submissions/{company.pk}/tags", {"add": "x" * 100})
    stranger = Client()
    stranger.force_login(member("bob"))
    change(stranger, company)

    assert told(shared) == []


def test_companies_that_come_are_told(client: Client, shared: Collection) -> None:
    client.post("/", {"title": "Duck Hut", "text": "Rubber ducks.", "into": shared.pk})
    pasted = {"pasted": "Title\tText\nOven Works\tWe build ovens for bakers."}
    address = client.post(f"/collections/{shared.pk}/import/", pasted)["Location"]
    client.post(address, {"do": "start", "title": "Title", "text": "Text"})

    assert told(shared) == [(changing.ADDED, "edda"), ("“Pasted table” imported", "edda")]


def test_nothing_is_told_of_the_open_collection(model: ModelVersion, visitor: Client) -> None:
    visitor.post("/", {"title": "Duck Hut", "text": "Rubber ducks."})
    change(visitor, Submission.objects.get(title="Duck Hut"))

    assert not CollectionEvent.objects.exists()
