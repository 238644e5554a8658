"""The list on a company's page: ten, more on request, and the filters."""

from typing import Any

import numpy as np
import pytest
from django.test import Client

from clustering.closeness import NOTHING, Asked, places
from scoring.models import Assignment, Cluster, ModelVersion, Submission
from scoring.similar import ranking
from scoring.similar.ranking import Filters
from tests.similar.companies import att, nearest_to, store, titles

pytestmark = pytest.mark.django_db


def listed(client: Client, query: str = "", company: Submission | None = None) -> Any:
    response = client.get(f"{(company or att()).get_absolute_url()}{query}")
    assert response.status_code == 200
    return response.context["similar"]


@pytest.mark.parametrize(
    ("query", "count", "then"),
    [
        ("", 10, 20),
        ("?show=20", 20, 50),
        ("?show=50", 50, None),
        ("?show=7", 10, 20),
        ("?show=x", 10, 20),
    ],
)
def test_ten_are_shown_and_more_on_request(
    client: Client, model: ModelVersion, query: str, count: int, then: int | None
) -> None:
    found = listed(client, query)

    assert len(found.rows) == count
    assert found.show_next == then


def test_more_is_not_offered_where_there_is_no_more(client: Client, model: ModelVersion) -> None:
    page = client.get(f"{att().get_absolute_url()}?category=Energy&show=10")

    assert len(page.context["similar"].rows) == 10
    assert page.context["similar"].show_next is None
    assert "Show 20" not in page.content.decode()


def test_a_longer_list_begins_with_the_shorter_one(model: ModelVersion) -> None:
    company = att()

    assert titles(nearest_to(company, 20))[:10] == titles(nearest_to(company, 10))


def test_a_category_leaves_only_its_companies(client: Client, model: ModelVersion) -> None:
    found = listed(client, "?category=Energy")

    assert {each.company.category for each in found.rows} == {"Energy"}
    assert found.query.is_filtered


def test_a_source_leaves_only_its_companies(client: Client, model: ModelVersion) -> None:
    made = store(
        "Line Works", "We sell broadband, mobile telephone lines and television to households."
    )

    assert [each.company for each in listed(client, "?source=import").rows] == [made]


def test_the_least_score_is_included(client: Client, model: ModelVersion) -> None:
    scores = [each.score for each in listed(client, "?show=50").rows]
    least = scores[4]

    assert [each.score for each in listed(client, f"?show=50&score={least}").rows] == [
        score for score in scores if score >= least
    ]


def test_cluster_0_is_a_filter_too(client: Client, model: ModelVersion) -> None:
    found = listed(client, "?cluster=0")

    assert found.rows
    assert {each.cluster.number for each in found.rows} == {0}


def test_a_cluster_has_the_companies_that_a_reviewer_put_there(
    client: Client, model: ModelVersion
) -> None:
    moved = nearest_to(att(), 1).rows[0].company
    was = moved.assignments.get().shown_cluster
    other = next(number for number in range(10) if number != was)
    Assignment.objects.filter(submission=moved).update(shown_cluster=other)

    assert moved in [each.company for each in listed(client, f"?cluster={other}").rows]
    assert moved not in [each.company for each in listed(client, f"?cluster={was}&show=50").rows]


def test_a_merged_cluster_has_the_companies_of_both(client: Client, model: ModelVersion) -> None:
    Cluster.objects.filter(version=model, number=0).update(merged_into=1)

    found = listed(client, "?cluster=1&show=50")

    own = model.assignments.filter(submission__in=[each.company for each in found.rows])
    assert set(own.values_list("shown_cluster", flat=True)) == {0, 1}
    assert {each.cluster.number for each in found.rows} == {1}


def test_filters_join(model: ModelVersion) -> None:
    found = nearest_to(att(), 50, Filters(category="Energy", source="catalogue", score=100))

    assert found.rows == []


def test_an_empty_list_says_so_and_how_to_widen_it(client: Client, model: ModelVersion) -> None:
    company = att()

    page = client.get(f"{company.get_absolute_url()}?category=Energy&score=100").content.decode()

    assert "No company passes these filters" in page
    assert 'href="?#similar-heading">take all filters off</a>' in page
    assert '<details class="fold" open>' in page


def test_an_unknown_category_is_empty_and_stays_in_the_form(
    client: Client, model: ModelVersion
) -> None:
    page = client.get(f"{att().get_absolute_url()}?category=%3Cscript%3E").content.decode()

    assert "No company passes these filters" in page
    assert '<option value="&lt;script&gt;" selected>&lt;script&gt;</option>' in page


@pytest.mark.parametrize(
    ("query", "trouble"),
    [
        ("?cluster=999", "There is no such cluster"),
        ("?cluster=x", "There is no such cluster"),
        ("?score=101", "less than or equal to 100"),
        ("?score=-1", "greater than or equal to 0"),
        ("?score=many", "Enter a whole number"),
        ("?source=telegram", "There is no such source"),
        (f"?category={'W' * 201}", "at most 200 characters"),
        (f"?score={'9' * 5000}", "whole number"),
    ],
)
def test_a_filter_that_cannot_be_is_named_and_leaves_nobody_out(
    client: Client, model: ModelVersion, query: str, trouble: str
) -> None:
    response = client.get(f"{att().get_absolute_url()}{query}")

    assert trouble in response.content.decode()
    assert len(response.context["similar"].rows) == 10


def test_control_characters_in_a_filter_do_no_harm(client: Client, model: ModelVersion) -> None:
    assert listed(client, "?category=Ener%00gy").query.filters.category == "Energy"


def test_more_keeps_the_filters(client: Client, model: ModelVersion) -> None:
    page = client.get(
        f"{att().get_absolute_url()}?source=catalogue&category=&tries=0"
    ).content.decode()

    assert 'href="?source=catalogue&amp;show=20#similar-heading"' in page


def test_the_meaning_of_the_score_is_on_every_page_with_one(
    client: Client, model: ModelVersion
) -> None:
    one, two = Submission.objects.order_by("pk")[:2]
    pages = [
        client.get(one.get_absolute_url()),
        client.get(f"/similar/?like={one.pk}&like={two.pk}"),
        client.get(f"/submissions/{one.pk}/with/{two.pk}/"),
        client.post("/similar/", {"text": one.text}),
    ]
    for page in pages:
        assert 'href="/about/#score"' in page.content.decode()
    assert 'id="score"' in client.get("/about/").content.decode()


def test_a_waiting_company_has_no_list_yet(client: Client, model: ModelVersion) -> None:
    company = Submission.objects.create(title="Later", text="A bank", source="form")
    Assignment.objects.create(
        submission=company,
        version=model,
        source="form",
        sent_at=company.sent_at,
        category=company.category,
    )

    page = client.get(company.get_absolute_url())

    assert page.context["similar"].rows == []
    assert "they appear with the score" in page.content.decode()


def test_without_a_model_the_page_still_shows(client: Client, db: None) -> None:
    company = Submission.objects.create(title="Early", text="A bank", source="form")

    assert client.get(f"{company.get_absolute_url()}?cluster=1").status_code == 200


@pytest.mark.parametrize("order", ["submission_id", "-submission_id"])
def test_of_companies_as_close_the_first_are_listed_in_whatever_order_rows_come(
    model: ModelVersion, order: str
) -> None:
    copies = [Submission(title=f"Copy {number}", text=att().text) for number in range(5)]
    Submission.objects.bulk_create(copies)
    vector = Assignment.objects.get(submission=att()).vector
    Assignment.objects.bulk_create(
        Assignment(submission=copy, version=model, vector=vector, sent_at=copy.sent_at)
        for copy in copies
    )
    rows = Assignment.objects.filter(submission__in=copies).order_by(order)

    asked = Asked([NOTHING], places(ranking.vector(vector)[np.newaxis], guided=0))
    ranked = ranking.rank(asked, rows, guided=0, limit=3)

    assert [each.pk for each in ranked] == [copy.pk for copy in copies[:3]]
