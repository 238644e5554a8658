"""What a page needs is read once, however often it needs it."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.endpoint import versions
from scoring.models import ModelVersion, Submission

PAGES = [
    "/",
    "/?example=1",
    "/submissions/",
    "/submissions/?q=bank",
    "/submissions/?category=none&cluster=1&status=scored&source=catalogue&review=wrong",
    "/submissions/?sector=Financials&segment=Bakeries&cluster=1",
    "/submissions/?segment=none&q=bank",
    "/submissions/?format=csv",
    "/submissions/{company}/",
    "/submissions/{company}/?category=Energy&cluster=1&score=10",
    "/submissions/{company}/?format=json",
    "/submissions/{company}/?format=csv",
    "/submissions/{company}/seen/",
    "/submissions/{company}/with/{other}/",
    "/submissions/{company}/with/{company}/",
    "/search/?q=bank",
    "/search/?q=bnak&format=json",
    "/search/?q=zebras+that+lend+money+to+households",
    "/search/suggest/?q=ban",
    "/similar/",
    "/similar/?like={company}&like={other}&cluster=0",
    "/similar/?like={company}&cluster=1&format=csv",
    "/similar/feedback.csv",
    "/sectors/financials/",
    "/sectors/financials/?segment=Pawnbrokers&format=csv",
    "/segments/bakeries/",
    "/segments/bakeries/?q=bread&cluster=1",
    "/clusters/",
    "/clusters/?format=csv",
    "/clusters/1/",
    "/clusters/1/?q=bank",
    "/clusters/1/?format=csv",
    "/map/",
    "/map/?q=bank&company={company}",
    "/review/",
    "/review/?cluster=1",
    "/collections/2/",
    "/collections/2/?q=bank",
    "/models/",
    "/models/?format=csv",
    "/models/{version}/",
    "/models/{version}/vocabulary.tsv",
    "/models/{version}/clusters/1/",
    "/about/",
    "/contact/",
    "/readyz",
]


@pytest.fixture(params=["alone", "beside a remote service"])
def embedded(request: pytest.FixtureRequest, kinds: ModelVersion) -> ModelVersion:
    """The embedded version, where it says the clusters and where a remote service does."""
    if request.param != "alone":
        request.getfixturevalue("remote")
        versions.fitting_remote(versions.start_remote(), 3)
    return kinds


def asked_twice(ask: Callable[[], HttpResponseBase]) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        response = ask()
        if response.streaming:
            list(response)
    assert response.status_code < 400
    times = Counter(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    return [question for question, number in times.items() if number > 1]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nothing_twice(reviewer: Client, embedded: ModelVersion, page: str) -> None:
    company, other = Submission.objects.order_by("pk")[:2]
    address = page.format(company=company.pk, other=other.pk, version=embedded.pk)

    assert asked_twice(lambda: reviewer.get(address)) == []


def test_an_answer_to_what_was_sent_asks_nothing_twice(
    reviewer: Client, embedded: ModelVersion
) -> None:
    company, other = Submission.objects.order_by("pk")[:2]
    pair = f"/submissions/{company.pk}/with/{other.pk}/say"
    pasted = {"text": company.text, "cluster": "1"}
    said = {"verdict": "similar"}

    assert asked_twice(lambda: reviewer.post("/similar/", pasted)) == []
    assert asked_twice(lambda: reviewer.post(pair, said, headers={"HX-Request": "true"})) == []
