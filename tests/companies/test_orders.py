"""A list can stand in six orders, and is paged by key in each of them."""

import pytest
from django.test import Client

from scoring.companies import facets
from scoring.companies.shown import pages
from scoring.models import Assignment, Cluster, ModelVersion, Submission
from scoring.pages import paging

SURE = {"Alpha Bank": 0.2, "Beta Bank": 0.9, "Gamma Soft": 0.1, "Delta Soft": 0.3}
ORDERS = {
    "newest": "Eta,Zeta,Epsilon Foods,Delta Soft,Gamma Soft,Beta Bank,Alpha Bank",
    "odd": "Eta,Zeta,Epsilon Foods,Delta Soft,Gamma Soft,Beta Bank,Alpha Bank",
    "title": "Alpha Bank,Beta Bank,Delta Soft,Epsilon Foods,Eta,Gamma Soft,Zeta",
    # Food is shown with Software
    "cluster": "Beta Bank,Alpha Bank,Delta Soft,Gamma Soft,Epsilon Foods,Eta,Zeta",
    # Alpha is confirmed and Delta corrected; the last three do not tell
    "unsure": "Gamma Soft,Beta Bank,Alpha Bank,Delta Soft,Eta,Zeta,Epsilon Foods",
    "sure": "Alpha Bank,Delta Soft,Beta Bank,Gamma Soft,Eta,Zeta,Epsilon Foods",
}


@pytest.fixture(params=["few are sorted", "many are read in order"])
def measured(
    request: pytest.FixtureRequest, mixed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> ModelVersion:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    if request.param != "few are sorted":
        monkeypatch.setattr(pages, "FEW", -1)
    for title, sure in SURE.items():
        Assignment.objects.filter(submission__title=title).update(sure=sure)
    Cluster.objects.filter(version=mixed, number=2).update(merged_into=1)
    return mixed


def walk_on(client: Client, query: str) -> list[list[str]]:
    """The titles of each page."""
    pages = []
    address = f"/submissions/?{query}"
    while address:
        listed = client.get(address).context["listed"]
        pages.append([row.name for row in listed.rows])
        key = listed.page.next
        address = f"/submissions/?{query}&after={key}" if key else ""
    return pages


def every(pages: list[list[str]]) -> list[str]:
    return [title for titles in pages for title in titles]


def walk_back(client: Client, order: str, key: int | None) -> list[str]:
    titles: list[str] = []
    while key:
        listed = client.get(f"/submissions/?sort={order}&before={key}").context["listed"]
        titles = [row.name for row in listed.rows] + titles
        key = listed.page.previous
    return titles


# With and without a filter that all pass
@pytest.mark.parametrize("filtered", ["", "&sent_from=2026-01-01"])
@pytest.mark.parametrize("order", ORDERS)
def test_pages_of_an_order_have_everybody_once(
    client: Client, measured: ModelVersion, order: str, filtered: str
) -> None:
    pages = walk_on(client, f"sort={order}{filtered}")

    assert [len(page) for page in pages] == [2, 2, 2, 1]
    assert ",".join(title for page in pages for title in page) == ORDERS[order]


@pytest.mark.parametrize("order", ORDERS)
def test_the_way_back_has_the_same_pages(
    client: Client, measured: ModelVersion, order: str
) -> None:
    last = Submission.objects.get(title=ORDERS[order].split(",")[-1]).pk

    back = walk_back(client, order, last)

    assert ",".join(back) == ",".join(ORDERS[order].split(",")[:-1])


def test_behind_a_company_that_is_gone_an_order_begins_anew(
    client: Client, measured: ModelVersion
) -> None:
    listed = client.get("/submissions/?sort=title&after=999999").context["listed"]

    assert [row.name for row in listed.rows] == ["Alpha Bank", "Beta Bank"]


def test_a_list_with_words_has_the_best_match_first_as_the_search_has(
    client: Client, measured: ModelVersion
) -> None:
    best = every(walk_on(client, "q=bank"))
    # Those with the word in their titles, then those that say it
    assert best[:2] == ["Beta Bank", "Alpha Bank"]
    assert sorted(best[2:]) == ["Eta", "Gamma Soft"]
    assert client.get("/submissions/?q=bank").context["listed"].order.label == "Best match"
    searched = client.get("/search/?q=bank").context["search"].results
    assert [each.company.title for each in searched] == best
    newest = client.get("/submissions/?q=bank").context["listed"].sortings["newest"].address
    assert newest == "?q=bank&sort=newest"


def test_without_words_there_is_no_best_match(client: Client, measured: ModelVersion) -> None:
    listed = client.get("/submissions/?sort=best").context["listed"]
    assert listed.order.label == "Newest first"
    assert "best" not in listed.sortings


def test_of_very_many_companies_with_the_words_the_best_alone_stand_there(
    client: Client, measured: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 3)
    monkeypatch.setattr(pages, "MOST_BEST", 3)
    page = client.get("/submissions/?q=bank")

    assert walk_on(client, "q=bank")[0] == ["Beta Bank", "Alpha Bank"]
    assert len(every(walk_on(client, "q=bank"))) == 3
    assert "Only the best matches stand here" in page.content.decode()
    # The best of all may be none of a category
    filtered = client.get("/submissions/?q=bank&sent_from=2026-01-01").context["listed"]
    assert filtered.order.label == "Newest first"
