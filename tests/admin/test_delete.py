"""Staff delete companies, one or many, and the counts follow."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from scoring.models import Assignment, ModelVersion, Review, Submission, Tally
from tests.admin.companies_in_admin import LIST, act, give_verdict, kept_total, size_on_page

pytestmark = pytest.mark.django_db


def test_a_deleted_company_is_gone_with_all_that_was_said_of_it(
    visitor: Client, reviewer: Client, placed: Assignment
) -> None:
    company, cluster = placed.submission, placed.cluster
    give_verdict(reviewer, placed, "confirmed")
    before = kept_total(placed.version, cluster)

    asked = reviewer.get(f"{LIST}{company.pk}/delete/")
    assert asked.status_code == 200
    assert Submission.objects.filter(pk=company.pk).exists()
    response = reviewer.post(f"{LIST}{company.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert not Submission.objects.filter(pk=company.pk).exists()
    assert not Assignment.objects.filter(pk=placed.pk).exists()
    assert not Review.objects.exists()
    assert kept_total(placed.version, cluster) == size_on_page(visitor, cluster) == before - 1
    assert visitor.get(company.get_absolute_url()).status_code == 404
    entry = LogEntry.objects.first()
    assert (entry.object_repr, entry.is_deletion()) == (company.title, True)


def test_many_companies_are_deleted_at_once_after_a_question(
    visitor: Client, reviewer: Client, model: ModelVersion
) -> None:
    some = list(Submission.objects.order_by("pk").values_list("pk", flat=True)[:60])

    question = act(reviewer, "delete_selected", some)
    assert question.status_code == 200
    assert Submission.objects.count() == model.rows
    act(reviewer, "delete_selected", some, post="yes")

    assert not Submission.objects.filter(pk__in=some).exists()
    left = model.rows - 60
    assert Submission.objects.count() == Assignment.objects.count() == left
    assert sum(Tally.objects.values_list("total", flat=True)) == left
    assert sum(size_on_page(visitor, number) for number in range(model.k)) == left
