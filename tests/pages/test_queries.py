"""No page asks the database the same thing twice."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import ModelVersion, Submission

ADDRESSES = [
    "/",
    "/?example=1",
    "/submissions/",
    "/submissions/?q=bank",
    "/submissions/?category=none&cluster={cluster}&status=scored&source=catalogue&review=wrong",
    "/submissions/?format=csv",
    "/submissions/{company}/seen/",
    "/similar/",
    "/similar/feedback.csv",
    "/clusters/",
    "/clusters/?format=csv",
    "/clusters/{cluster}/",
    "/clusters/{cluster}/?q=bank",
    "/clusters/{cluster}/?format=csv",
    "/map/",
    "/map/?q=bank&company={company}",
    "/models/",
    "/models/?format=csv",
    "/models/{version}/",
    "/models/{version}/vocabulary.tsv",
    "/models/{version}/clusters/{cluster}/",
    "/about/",
    "/contact/",
    "/readyz",
]
WITH_MORE_FOR_REVIEWERS = ["/clusters/", "/clusters/{cluster}/"]


def asked_twice(browser: Client, address: str, version: ModelVersion) -> list[str]:
    """The questions that a page has more than once."""
    company, other = Submission.objects.order_by("pk")[:2]
    cluster = company.assignments.get(version=version).shown_cluster
    parts = {"company": company.pk, "other": other.pk, "cluster": cluster, "version": version.pk}
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(address.format(**parts))
        if response.streaming:
            list(response)
    assert response.status_code == 200
    times = Counter(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    return [question for question, number in times.items() if number > 1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_s_page_reads_nothing_twice(
    client: Client, model: ModelVersion, address: str
) -> None:
    assert asked_twice(client, address, model) == []


@pytest.mark.parametrize("address", WITH_MORE_FOR_REVIEWERS)
def test_a_reviewer_s_page_reads_nothing_twice(
    reviewer: Client, model: ModelVersion, address: str
) -> None:
    assert asked_twice(reviewer, address, model) == []
