"""A page of a list says which of its companies it has, without counting them."""

import re

import pytest
from django.test import Client

from scoring.companies import facets
from scoring.companies.shown import pages
from scoring.models import ModelVersion, Submission
from tests.search import companies
from tests.shown import shown


@pytest.fixture
def many(db: None) -> ModelVersion:
    version = companies.version()
    rows = [{"title": f"Shop {place:03}", "cluster": place % 2} for place in range(120)]
    companies.store(version, *rows)
    return version


def place(client: Client, query: str) -> str:
    return client.get(f"/submissions/?{query}").context["listed"].place


def button(client: Client, query: str, label: str) -> str:
    """What the address says once a button of a page is pressed."""
    page = shown(client.get(f"/submissions/?{query}"))
    found = re.search(rf'<button name="(\w+)" value="([^"]*)">{label}</button>', page)
    assert found, label
    return f"{query}&{found[1]}={found[2]}"


@pytest.mark.parametrize("few", [-1, 5_000])
@pytest.mark.parametrize(
    "query", ["", "sort=title", "cluster=0&cluster=&sort=title", "sort=unsure"]
)
def test_each_page_says_which_companies_it_has(
    client: Client, many: ModelVersion, monkeypatch: pytest.MonkeyPatch, few: int, query: str
) -> None:
    monkeypatch.setattr(pages, "FEW", few)

    second = button(client, query, "Next")
    third = button(client, second, "Next")
    back = button(client, third, "Previous")

    seen = [place(client, asked) for asked in (query, second, third, back)]
    assert seen == ["1–50 of 120", "51–100 of 120", "101–120 of 120", "51–100 of 120"]
    assert place(client, button(client, back, "Previous")) == "1–50 of 120"
    assert place(client, button(client, third, "First page")) == "1–50 of 120"


def test_a_filter_has_its_own_total(client: Client, many: ModelVersion) -> None:
    assert place(client, "cluster=0") == "1–50 of 60"
    assert place(client, button(client, "cluster=0", "Next")) == "51–60 of 60"


def test_where_only_some_are_counted_no_total_is_told(
    client: Client, many: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 70)

    assert place(client, "q=shop") == "1–50"
    assert place(client, button(client, "q=shop", "Next")) == "51–100"


@pytest.mark.parametrize("typed", ["-1", "-49", "-70", "-0", "-999999999", "-x", "", "--50", "-٥"])
def test_a_place_that_cannot_be_is_not_told(client: Client, many: ModelVersion, typed: str) -> None:
    last = Submission.objects.order_by("-pk")[109].pk

    listed = client.get(f"/submissions/?after={last}{typed}").context["listed"]

    assert (len(listed.page.companies), listed.place) == (10, "")


def test_when_companies_came_meanwhile_no_wrong_place_is_told(
    client: Client, many: ModelVersion
) -> None:
    second = button(client, "", "Next")
    third = button(client, second, "Next")
    companies.store(many, *({"title": f"New {place}"} for place in range(5)))

    assert place(client, third) == ""
