"""What a page of similar companies needs is read once, however often the page needs it."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import ModelVersion
from tests.similar.companies import att, nearest, store

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["alone", "beside a remote service"])
def site(request: pytest.FixtureRequest, model: ModelVersion) -> None:
    if request.param != "alone":
        request.getfixturevalue("remote")


def asked_twice(ask: Callable[[], object]) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    counted = Counter(query["sql"] for query in queries)
    return [sql for sql, times in counted.items() if times > 1]


def test_no_page_asks_the_same_twice(reviewer: Client, site: None) -> None:
    one = att()
    other = nearest(one)
    store("Its copy", one.text)
    page, pair = one.get_absolute_url(), f"/submissions/{one.pk}/with/{other.pk}/"
    get, post = reviewer.get, reviewer.post
    word = {"verdict": "similar"}
    htmx = {"HX-Request": "true"}
    asked = {
        "a company": lambda: get(page),
        "filtered": lambda: get(f"{page}?cluster=1&category=Energy"),
        "a file": lambda: get(f"{page}?format=csv"),
        "the form": lambda: get("/similar/"),
        "pasted": lambda: post("/similar/", {"text": one.text, "cluster": "1"}),
        "more like these": lambda: get(f"/similar/?like={one.pk}&like={other.pk}&cluster=0"),
        "compared": lambda: get(pair),
        "with itself": lambda: get(f"/submissions/{one.pk}/with/{one.pk}/"),
        "marked": lambda: post(f"{pair}say", word, headers=htmx),
        "the map": lambda: get(f"/map/?q=bank&company={one.pk}"),
        "the desk": lambda: get("/review/"),
    }

    repeated = {name: asked_twice(ask) for name, ask in asked.items()}

    assert not any(repeated.values()), repeated
