"""Tags are counted as they change, and found among however many there are."""

from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.collection_pages import moving
from scoring.companies.shown import pages
from scoring.models import Collection, CompanyTag, ModelVersion, Submission
from scoring.models.database.tag_tally import kept_totals
from scoring.pages import paging
from scoring.tags import reading
from scoring.tags.changing import add_tags, remove_tags, set_tags
from scoring.tags.reading import tags_of_each
from tests.collections.private import make_collection, member, put_into

pytestmark = pytest.mark.django_db
BANK = "A bank that takes deposits and lends money to farmers."


@pytest.fixture
def ann(db: None) -> User:
    return member("ann")


@pytest.fixture
def collection(ann: User) -> Collection:
    return make_collection(ann)


@pytest.fixture
def banks(model: ModelVersion, collection: Collection) -> list[Submission]:
    """Three companies, of which all are to be called and two are rural."""
    companies = put_into(collection, BANK, BANK + " Also in towns.", BANK + " Also abroad.")
    add_tags(companies, ["to call"])
    add_tags(companies[:2], ["rural"])
    return companies


def counted(*collections: Collection) -> dict[str, int]:
    held = CompanyTag.objects.filter(collection__in=collections)
    return dict(Counter(held.values_list("name", flat=True)))


def test_tags_that_come_and_go_are_counted(collection: Collection, banks: list[Submission]) -> None:
    assert kept_totals([collection.pk]) == {"to call": 3, "rural": 2}

    remove_tags(banks[1:], ["rural", "nobody has it"])
    set_tags(banks[2], ["abroad"])

    assert kept_totals([collection.pk]) == {"to call": 2, "abroad": 1, "rural": 1}
    assert kept_totals([collection.pk]) == counted(collection)


def test_a_tag_that_nobody_has_any_more_is_not_told(
    collection: Collection, banks: list[Submission]
) -> None:
    CompanyTag.objects.filter(name="rural").delete()

    assert kept_totals([collection.pk]) == {"to call": 3}


def test_the_most_frequent_come_first_and_of_several_collections_sums_are_told(
    ann: User, collection: Collection, banks: list[Submission]
) -> None:
    other = make_collection(ann)
    add_tags(put_into(other, BANK + " Elsewhere.", BANK + " Overseas."), ["rural"])

    assert list(kept_totals([collection.pk, other.pk]).items()) == [("rural", 4), ("to call", 3)]


def test_a_company_takes_its_tags_along(
    ann: User, collection: Collection, banks: list[Submission]
) -> None:
    other = make_collection(ann)

    moving.move([banks[0].pk], collection, other, ann)

    assert kept_totals([collection.pk]) == {"to call": 2, "rural": 1}
    assert kept_totals([other.pk]) == {"rural": 1, "to call": 1}


def test_a_company_that_is_deleted_counts_no_more(
    collection: Collection, banks: list[Submission]
) -> None:
    Submission.objects.filter(pk=banks[0].pk).delete()

    assert kept_totals([collection.pk]) == {"to call": 2, "rural": 1}


def test_what_is_undone_was_not_counted(collection: Collection, banks: list[Submission]) -> None:
    with transaction.atomic():
        add_tags(banks, ["undone"])
        transaction.set_rollback(True)

    assert kept_totals([collection.pk]) == {"to call": 3, "rural": 2}


def test_the_tags_of_a_company_are_found_by_the_company(
    collection: Collection, banks: list[Submission]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        tags = tags_of_each([banks[0].pk], collection.alone)

    assert tags == {banks[0].pk: ["rural", "to call"]}
    if connection.vendor == "sqlite":
        # PostgreSQL goes by how many there are; half a million of a collection may have tags
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[-1]['sql']}")
            assert "tag_of_a_collection" not in str(cursor.fetchall())


def test_of_many_with_a_tag_the_first_are_met_in_the_order_of_titles(
    ann: User, client: Client, banks: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FEW", 0)
    monkeypatch.setattr(reading, "FEW", 0)
    add_tags(banks, ["rural"])
    client.force_login(ann)

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/submissions/?tag=rural&sort=title").status_code == 200

    if connection.vendor == "sqlite":
        # PostgreSQL goes by how many there are
        [first] = [query["sql"] for query in queries if "LIMIT 51" in query["sql"]]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {first}")
            assert "submission_by_title" in str(cursor.fetchall())


def test_of_very_many_with_a_tag_each_page_has_those_next_in_order(
    ann: User,
    client: Client,
    collection: Collection,
    banks: list[Submission],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "FEW", 0)
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    for company, title in zip(banks, ("Bay", "ash", "Cod"), strict=True):
        Submission.objects.filter(pk=company.pk).update(title=title)
    client.force_login(ann)
    here = f"/collections/{collection.pk}/?tag=to+call&sort=title"

    first = client.get(here).context["listed"]
    second = client.get(f"{here}&after={first.page.next}").context["listed"]

    assert [row.title for row in first.page.companies] == ["ash", "Bay"]
    assert [row.title for row in second.page.companies] == ["Cod"]
    back = client.get(f"{here}&before={second.page.previous}").context["listed"]
    assert [row.title for row in back.page.companies] == ["ash", "Bay"]
