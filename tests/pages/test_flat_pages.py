"""A page among many companies asks no more of the database than the same among few."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import Assignment, ModelVersion, Submission
from tests.company_map.sheets import store_many

pytestmark = pytest.mark.django_db
# Nearest companies of a result are looked for in an index of their own (scoring/similar)
PAGES = [
    "/submissions/",
    "/submissions/?after={middle}",
    "/submissions/?before={middle}",
    "/submissions/?sort=title",
    "/submissions/?sort=cluster&after={middle}",
    "/submissions/?sort=unsure",
    "/submissions/?cluster=1",
    "/submissions/?category=none&cluster=1",
    "/submissions/?answer=guessed",
    "/submissions/?status=failed",
    "/submissions/?review=wrong",
    "/submissions/?q=Company+7",
    "/submissions/?q=bakeries",
    "/submissions/?in=catalogue",
    "/submissions/?in=catalogue&sort=title",
    "/submissions/?category=none&cluster=1&answer=none",
    "/clusters/",
    "/clusters/1/",
    "/clusters/1/?answer=none&sort=title",
    "/sectors/financials/",
    "/segments/bakeries/",
    "/search/?q=Company+7",
    "/search/suggest/?q=Comp",
    "/map/",
    "/map/?z=1&x=0&y=0",
    "/map/?q=Company+7",
    "/map/?q=Company+7&z=1&x=0&y=0",
    "/models/",
    "/about/",
]
FEW, MANY = 1_500, 4_000
# A step of SQLite's machine, of which a row takes some ten
STEPS = 50
# So few say nothing of how they grow
FEWEST_STEPS = 1_000


def steps_of(ask: Callable[[], Any]) -> int:
    """What SQLite does until the page is there, in STEPS."""
    done = 0

    def count() -> int:
        nonlocal done
        done += 1
        return 0

    connection.connection.set_progress_handler(count, STEPS)
    try:
        assert ask().status_code == 200
    finally:
        connection.connection.set_progress_handler(None, 0)
    return done


def whole_tables_of(ask: Callable[[], Any]) -> list[str]:
    """The tables of companies that PostgreSQL reads from beginning to end for a page."""
    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    read = []
    with connection.cursor() as cursor:
        # As among a million companies
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            steps = "\n".join(step for [step] in cursor.fetchall())
            read += re.findall(r"Seq Scan on (scoring_(?:submission|assignment))\b", steps)
        cursor.execute("SET LOCAL enable_seqscan = on")
    return read


def store(version: ModelVersion, total: int) -> None:
    """Companies in one part of the map, each as sure as no other."""
    store_many(version, total, side=0.03)
    Assignment.objects.update(sure=F("pk") * 0.0001)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_pages_among_many_companies_read_no_more_than_among_few(
    client: Client, model: ModelVersion
) -> None:
    store(model, FEW)
    if connection.vendor == "postgresql":
        read = {page: whole_tables_of(asking(client, page)) for page in PAGES}
        assert not any(read.values()), read
        return
    costs = {page: steps_of(asking(client, page)) for page in PAGES}
    store(model, MANY)
    grown = {}
    for page, among_few in costs.items():
        among_many = steps_of(asking(client, page))
        if among_many > max(1.5 * among_few, FEWEST_STEPS):
            grown[page] = (among_few, among_many)
    assert grown == {}


def asking(client: Client, page: str) -> Callable[[], Any]:
    """The page as it is drawn anew, with a company in the middle of all."""
    keys = Submission.objects.order_by("pk").values_list("pk", flat=True)
    address = page.format(middle=keys[len(keys) // 2])

    def ask() -> Any:
        cache.clear()
        return client.get(address)

    return ask
