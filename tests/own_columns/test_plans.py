"""Lists by own columns are read by indexes: no table of companies or values from end to end."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.companies.shown import pages
from scoring.models import Collection, ModelVersion, Submission
from scoring.own_columns import keeping
from tests.batches.imports import own_collection
from tests.search import companies

pytestmark = pytest.mark.django_db
# What each database says of reading a table as a whole
WHOLE = {"sqlite": "SCAN ", "postgresql": "Seq Scan on "}
TABLES = {
    "sqlite": ("scoring_submission", "scoring_assignment", "scoring_ownvalue", "U0", "U1", "own_"),
    "postgresql": ("scoring_submission", "scoring_assignment", "scoring_ownvalue"),
}
SORTING = {"sqlite": "USE TEMP B-TREE FOR ORDER BY", "postgresql": "Sort"}
INDEXES_OF_WORDS = ("SCAN scoring_submission_words", "SCAN scoring_ownvalue_words")
STORED = 400
BY_KEYS = re.compile(r'"scoring_submission"."id" IN \(\d')
ONE, SEVERAL = "/collections/{collection}/?", "/submissions/?in=mine&"
WAYS = {
    "few are sorted": (ONE, 10_000),
    "many are read in order": (ONE, -1),
    "few of several collections": (SEVERAL, 10_000),
}


@pytest.fixture
def collection(client: Client) -> Collection:
    """One of two of somebody who is signed in, with the same columns."""
    version: ModelVersion = companies.version()
    companies.store(version, *({"title": f"Shop {number:04}"} for number in range(STORED)))
    collection = own_collection()
    other = Collection.objects.create(name="Other", owner=collection.owner)
    keys = list(Submission.objects.values_list("pk", flat=True))
    for place, each in enumerate((collection, other)):
        texts = {
            keys[number]: {
                "City": f"Town {number % 7}",
                "Staff": str(number),
                "Founded": f"2001-01-{number % 28 + 1:02}",
                "Note": f"word{number} common",
            }
            for number in range(place, STORED, 2)
        }
        Submission.objects.filter(pk__in=texts).update(collection=each)
        version.assignments.filter(submission__in=texts).update(collection=each.pk)
        keeping.keep(each.pk, texts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # As among a million companies
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert collection.owner
    client.force_login(collection.owner)
    return collection


def plan_of(sql: str) -> list[str]:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def plans(client: Client, address: str) -> list[tuple[str, str]]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    asked = [
        query["sql"]
        for query in queries
        if query["sql"].lstrip().startswith(("SELECT", "WITH")) and "_ownvalue" in query["sql"]
    ]
    assert asked
    return [(sql, step) for sql in asked for step in plan_of(sql)]


ADDRESSES = {
    "no filter": "",
    "a value": "is.City=town 3",
    "words": "has.Note=word17",
    "common words": "has.Note=common",
    "a range of numbers": "from.Staff=10&until.Staff=20",
    "a range of days": "from.Founded=2001-01-28",
    "words anywhere": "q=word17",
    "two words anywhere": "q=word17+common",
    "words that call a kind of business": "q=bakeries",
    "up by numbers": "sort=up.Staff",
    "down by numbers": "sort=down.Staff",
    "up by words": "sort=up.City",
    "down by days": "sort=down.Founded",
    "up by numbers behind a company": "sort=up.Staff&after={company}",
    "by numbers with a filter": "sort=up.Staff&status=scored",
    "by numbers of a range": "sort=down.Staff&from.Staff=10&until.Staff=300",
}


@pytest.mark.parametrize("way", WAYS)
def test_no_list_reads_all_companies_or_values(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    listed, few = WAYS[way]
    monkeypatch.setattr(pages, "FEW", few)
    company = Submission.objects.order_by("pk")[100].pk

    for case, said in ADDRESSES.items():
        # What was counted for another list is counted again
        cache.clear()
        address = listed.format(collection=collection.pk) + said.format(company=company)
        steps = plans(client, address)
        whole = [
            (sql, step)
            for sql, step in steps
            if WHOLE[connection.vendor] in step
            and any(name in step for name in TABLES[connection.vendor])
            and not step.startswith(INDEXES_OF_WORDS)
            and "INDEX" not in step
        ]
        assert whole == [], case
        # A second join is one of all values with all values
        assert max(sql.count('JOIN "scoring_ownvalue"') for sql, _ in steps) <= 1, case


@pytest.mark.parametrize("listed", [ONE, SEVERAL], ids=["of one collection", "of several"])
def test_the_order_of_a_column_is_that_of_its_index(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    monkeypatch.setattr(pages, "FEW", -1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As among a million companies, too
            cursor.execute("SET LOCAL enable_sort = off")

    for order in ("up.Staff", "down.Staff", "up.City", "down.Founded", "up.Staff&from.Staff=5"):
        steps = plans(client, f"{listed.format(collection=collection.pk)}sort={order}")

        sorted_here = [
            (sql, step)
            for sql, step in steps
            # The first ones of several collections, found by their keys, are sorted
            if SORTING[connection.vendor] in step and "LIMIT 51" in sql and not BY_KEYS.search(sql)
        ]
        assert sorted_here == [], order
