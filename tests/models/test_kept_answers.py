"""Counts from before answers were counted are made anew of the rows."""

from importlib import import_module

import pytest
from django.apps import apps

from scoring.models import Assignment, ModelVersion, Tally
from tests.models.recount import kept, recount
from tests.search import companies

migration = import_module("scoring.migrations.0014_answers_and_titles")


@pytest.mark.django_db
def test_old_counts_become_counts_by_answer() -> None:
    version: ModelVersion = companies.version()
    companies.store(version, *companies.MIXED)
    Assignment.objects.filter(submission__title="Alpha Bank").update(sure=0.1)
    Assignment.objects.filter(submission__title="Beta Bank").update(sure=0.44)
    Assignment.objects.filter(submission__title="Gamma Soft").update(sure=0.45)
    Tally.objects.filter(verdict="unreviewed").update(total=99)

    migration.recount(apps, None)

    assert kept() == recount()
    # Alpha and Delta were reviewed; Epsilon and Eta say nothing
    assert Tally.objects.filter(version=version).totals("answer") == {
        "": 2,
        "sure": 3,
        "unplaced": 1,
        "unsure": 1,
    }
