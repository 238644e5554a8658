"""The map has the colours of an own column: one for each of few values, or steps of a scale."""

from typing import Any

import pytest
from django.test import Client

from scoring.maps import picture
from scoring.models import Collection, ModelVersion, Submission
from scoring.own_columns.colours import coloured
from scoring.own_columns.columns import OwnColumns
from tests.batches.imports import imported
from tests.conftest import work
from tests.own_columns.tables import BANK, filled_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(model: ModelVersion, client: Client) -> Collection:
    """Of somebody who is signed in."""
    collection, _ = filled_collection()
    work()
    assert collection.owner
    client.force_login(collection.owner)
    return collection


def page_of(client: Client, collection: Collection, by: str) -> Any:
    return client.get("/map/", {"in": collection.pk, "by": by})


def test_few_values_have_a_colour_each_and_lead_to_the_list(
    client: Client, collection: Collection
) -> None:
    page = page_of(client, collection, "own.City")

    drawing = page.context["drawing"]
    names = [each.name for each in drawing.colourings]
    assert names[-4:] == ["City", "Staff", "Founded", "Site"]
    legend = drawing.kept.legend
    address = f"/submissions/?is.City=bonn&amp;in={collection.pk}"
    assert f'href="{address}"' in legend
    assert "Bonn" in legend
    assert "Köln" in legend
    assert "Nothing" in legend
    found = client.get(address.replace("&amp;", "&")).context["listed"]
    assert found.counted.total == 2


def test_numbers_are_steps_of_a_scale_in_their_order(
    client: Client, collection: Collection
) -> None:
    lines = "".join(f"Bank {number},{BANK} {number}.,{number**2}\n" for number in range(30))
    imported(f"Name,About,Staff\n{lines}", collection)
    work()

    page = page_of(client, collection, "own.Staff")

    colours = page.context["drawing"].colours
    names = [group.name for group in colours.groups]
    assert names[0].startswith("Up to ")
    assert names[-1].startswith("Over ")
    assert len(names) == 5
    legend = page.context["drawing"].kept.legend
    assert [legend.index(name) for name in names] == sorted(legend.index(name) for name in names)
    assert "by-scale" in page.context["drawing"].kept.sheet
    companies = Submission.objects.filter(collection=collection).values_list("pk", flat=True)
    numbers = colours.numbers_of(companies)
    by_step = [list(numbers.values()).count(step) for step in range(5)]
    assert max(by_step) - min(by_step) <= 3


def test_of_very_many_companies_clusters_are_the_colours(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_POINTS", 2)

    legend = page_of(client, collection, "own.City").context["drawing"].kept.legend

    assert "Bonn" not in legend
    assert "show where each company is drawn" in legend


@pytest.mark.parametrize("by", ["own.Country", "own.", "own.\0", "own." + "x" * 500, "own.</b>"])
def test_an_unknown_column_is_no_colour(client: Client, collection: Collection, by: str) -> None:
    page = page_of(client, collection, by)

    assert page.status_code == 200
    assert page.context["drawing"].colours is None
    assert "</b>” here" not in page.content.decode()


def test_words_of_too_many_kinds_are_no_colour(collection: Collection) -> None:
    lines = "".join(f"Bank {number},{BANK} {number}.,word{number}\n" for number in range(30))
    imported(f"Name,About,Note\n{lines}", collection)

    assert coloured("Note", OwnColumns.of_scope(collection.alone)) is None


def test_columns_that_somebody_may_not_see_are_not_offered(collection: Collection) -> None:
    drawing = Client().get("/map/?by=own.City").context["drawing"]

    names = [each.name for each in drawing.colourings]
    assert (drawing.colours, names) == (None, ["Sector", "Kind of business", "Category"])
