"""The first page: a form that keeps or just looks, an example with its result, and facts."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from scoring.models import Assignment, ModelVersion, Reading, Submission
from scoring.site.examples import EXAMPLES
from tests.shown import shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    # What the page draws once a minute would be that of another test
    cache.clear()


def test_who_just_looks_sees_a_result_and_nothing_is_stored(
    client: Client, model: ModelVersion, company: Any
) -> None:
    before = Submission.objects.count()

    response = client.post("/", {"text": company["text"], "keep": "look"})

    assert response.status_code == 200
    assert response.context["similar"].rows
    assert "no-store" in response["Cache-Control"]
    assert Submission.objects.count() == before


def test_title_and_category_of_who_just_looks_may_be_anything(
    client: Client, model: ModelVersion, company: Any
) -> None:
    typed = {"title": "x" * 500, "category": "y" * 500, "text": company["text"], "keep": "look"}

    assert client.post("/", typed).status_code == 200


@pytest.mark.parametrize("keep", ["keep", "", "nonsense"])
def test_anything_but_just_looking_is_kept(
    client: Client, model: ModelVersion, company: Any, keep: str
) -> None:
    response = client.post("/", {**company, "keep": keep})

    assert response.status_code == 302
    assert Submission.objects.get(source="form").title == company["title"]


def test_what_was_typed_and_chosen_comes_back_with_an_error(
    client: Client, model: ModelVersion
) -> None:
    response = client.post("/", {"title": "Rubber Duck Works", "text": " ", "keep": "look"})

    assert response.status_code == 422
    page = shown(response)
    assert 'value="Rubber Duck Works"' in page
    assert 'value="look" checked' in page


def test_an_example_stands_with_its_real_result(client: Client, model: ModelVersion) -> None:
    page = shown(client.get("/?example=1"))

    bank = EXAMPLES[0]
    assert f"An example: {bank.title}" in page
    banks = [one.pk for one in Submission.objects.filter(category=bank.category)]
    assert sum(f'href="/submissions/{pk}/"' in page for pk in banks) >= 4
    assert "<mark>" in page


def test_without_a_model_there_is_a_form_and_nothing_made_up(client: Client) -> None:
    page = shown(client.get("/"))

    assert "Find similar companies" in page
    assert "An example:" not in page
    assert "in 100" not in page


def test_how_good_it_is_is_what_the_version_measured(client: Client, model: ModelVersion) -> None:
    assert "land where they belong" not in shown(client.get("/"))
    cache.clear()
    ModelVersion.objects.update(rows_unseen=110)
    row = Assignment.objects.filter(cluster=3).earliest("pk")
    Reading.objects.create(version=model, submission=row.submission, cluster=5)

    page = shown(client.get("/"))

    assert "99 in 100 land where they belong" in page
    assert "measured on 110 companies" in page
