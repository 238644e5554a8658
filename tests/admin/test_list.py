"""The list of companies sorts, says what waits, and stays quick when it is long."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.companies import submissions
from scoring.models import ModelVersion, Submission
from tests.admin.companies_in_admin import LIST, submit

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_LIST = 8


def test_every_column_that_can_be_sorted_sorts(reviewer: Client, model: ModelVersion) -> None:
    for column in range(1, 8):
        page = reviewer.get(f"{LIST}?o={column}&all=1").content.decode()
        assert page.count('<th class="field-title">') == model.rows


def test_without_a_model_the_list_says_that_companies_wait(reviewer: Client) -> None:
    submit("Early Bird")

    page = reviewer.get(LIST).content.decode()

    assert "Early Bird" in page
    assert "waiting for a model" in page
    assert reviewer.get(f"{LIST}{Submission.objects.get().pk}/change/").status_code == 200


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    reviewer: Client, model: ModelVersion
) -> None:
    counts = {}
    reviewer.get(LIST)
    for rows in (50, 5):
        leave = Submission.objects.order_by("-pk")[:rows].values_list("pk", flat=True)
        submissions.delete(Submission.objects.exclude(pk__in=list(leave)))
        with CaptureQueriesContext(connection) as queries:
            page = reviewer.get(LIST).content.decode()
        assert page.count('<th class="field-title">') == rows
        counts[rows] = len(queries)

    assert counts == {50: QUERIES_OF_THE_LIST, 5: QUERIES_OF_THE_LIST}
