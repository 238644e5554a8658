"""A search is answered by indexes: no table of companies is read from its beginning to its end."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import ModelVersion, Submission
from scoring.search import conditions
from tests.search import companies

pytestmark = pytest.mark.django_db
# What each database says of reading a table of companies as a whole
WHOLE = {"sqlite": "SCAN scoring_submission", "postgresql": "Seq Scan on scoring_submission"}
SQLITE_INDEXES = tuple(f"SCAN scoring_submission_{index}" for index in ("words", "titles", "part"))


@pytest.fixture
def shops(db: None) -> None:
    version: ModelVersion = companies.version()
    companies.store(version, *({"title": f"Shop {number:04}"} for number in range(300)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # As among a million companies
            cursor.execute("SET LOCAL enable_seqscan = off")


def plan_of(sql: str) -> list[str]:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def found(client: Client, asked: str) -> list[str]:
    reply = client.get("/search/", {"q": asked, "format": "json"}).json()
    return [result["title"] for result in reply["results"]]


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=shop+0001",
        "/search/?q=text",
        "/search/?q=Shpo+9999",
        "/search/?q=会社",
        "/search/?q=株式会社",
        "/search/suggest/?q=sho",
    ],
)
def test_no_search_reads_all_companies(client: Client, shops: None, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200

    asked = [
        query["sql"]
        for query in queries
        if query["sql"].startswith("SELECT") and Submission._meta.db_table in query["sql"]
    ]
    steps = [step for sql in asked for step in plan_of(sql)]
    whole = [
        step
        for step in steps
        if WHOLE[connection.vendor] in step and not step.startswith(SQLITE_INDEXES)
    ]
    assert asked
    assert whole == []


@pytest.mark.postgresql
def test_what_very_many_titles_have_is_looked_for_in_the_newest(
    client: Client, shops: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "MOST_TITLES", 100)
    monkeypatch.setattr(conditions, "MOST_LOOKED_THROUGH", 2)
    Submission.objects.filter(title="Shop 0007").update(title="Mole Shop 7")
    Submission.objects.filter(title="Shop 0298").update(title="Oak Shop 298")

    # Their texts are looked through next, in which all are alike
    assert found(client, "shops")[:4] == ["Shop 0297", "Shop 0299", "Oak Shop 298", "Shop 0000"]
    assert found(client, "shop oak") == ["Oak Shop 298"]
    assert found(client, "shop mole") == ["Mole Shop 7"]


@pytest.mark.postgresql
def test_a_phrase_is_looked_for_in_the_newest_that_have_its_words(
    client: Client, shops: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "MOST_RANKED", 2)
    Submission.objects.filter(title="Shop 0007").update(text="Text of a zoo.")
    Submission.objects.filter(title="Shop 0298").update(text="Of zoo, text a.")

    assert found(client, '"of a zoo"') == ["Shop 0007"]
    Submission.objects.filter(title__gte="Shop 0200").update(text="A zoo of.")
    assert found(client, '"of a zoo"') == []


@pytest.mark.postgresql
def test_words_of_many_are_looked_for_in_the_latest_and_others_in_all(
    client: Client, shops: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "LATEST", 10)
    monkeypatch.setattr(conditions, "ENOUGH_OF_LATEST", 3)
    Submission.objects.exclude(title="Shop 0007").update(text="A bakery.")
    Submission.objects.filter(title="Shop 0007").update(text="A zoo.")

    assert found(client, "bakery")[:2] == ["Shop 0290", "Shop 0291"]
    assert found(client, "zoo") == ["Shop 0007"]


def test_words_that_every_fifth_company_has_are_not_weighed(
    client: Client, shops: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "MOST_RANKED", 100)

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/search/?q=text").status_code == 200

    if connection.vendor == "sqlite":
        assert not [query for query in queries if "bm25" in query["sql"]]
