"""Rows from before answers were stored get them, and are counted anew by them."""

from importlib import import_module

import pytest
from django.apps import apps

from scoring.models import Assignment, KindCorrection, ModelVersion, Tally
from tests.companies.kinds import BANK
from tests.models.recount import assert_right
from tests.search import companies

migration = import_module("scoring.migrations.0021_answers")


@pytest.mark.django_db
def test_old_rows_get_answers_and_are_counted_by_them() -> None:
    version: ModelVersion = companies.version()
    companies.store(version, *companies.MIXED)
    Assignment.objects.filter(submission__title="Alpha Bank").update(sure=0.1)
    Assignment.objects.filter(submission__title="Beta Bank").update(sure=0.44)
    Assignment.objects.filter(submission__title="Gamma Soft").update(sure=0.45)
    Tally.objects.filter(verdict="unreviewed").update(total=99)

    Assignment.objects.update(answer="", model_answer="")

    migration.settle_answers(apps, None)

    assert_right()
    # Alpha and Delta were reviewed; Epsilon and Eta say nothing
    assert Tally.objects.filter(version=version).totals("answer") == {
        "": 2,
        "sure": 3,
        "unplaced": 1,
        "unsure": 1,
    }


@pytest.mark.django_db
def test_the_old_answer_of_a_text_is_at_most_probable_where_its_cluster_is_of_another_sector() -> (
    None
):
    version = companies.version()
    ModelVersion.objects.update(composition={"Financials": [3, 1, 0], "Utilities": [0, 2, 1]})
    sure = {**BANK, "sector_probability": 0.95}
    rows = [{"title": f"Bank {number}", "cluster": number, "kind": sure} for number in range(3)]
    doubt = {**BANK, "sector_probability": 0.4}
    corrected = companies.store(version, *rows, {"title": "Unsure", "kind": doubt})[1]
    KindCorrection.objects.create(submission=corrected, sector="Financials", reviewer_name="B")

    migration.name_sectors(apps, None)
    migration.settle_answers(apps, None)

    assert [each.sector for each in version.clusters.all()] == [
        "Financials",
        "Utilities",
        "Utilities",
    ]
    assert list(version.assignments.order_by("pk").values_list("model_answer", "answer")) == [
        ("sure", "sure"),
        ("probable", "sure"),
        ("probable", "probable"),
        ("unsure", "unsure"),
    ]
    assert_right()
