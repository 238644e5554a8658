"""Of filters that say nearly the same a list shows one; the others are folded."""

from typing import Any

import pytest
from django.test import Client

from scoring.models import ModelVersion
from tests.companies.kinds import said
from tests.search import companies
from tests.shown import shown

SECTORS = ("Financials", "Information Technology", "Consumer Staples")
ALIKE = ("Cluster", "Sector", "Category")


@pytest.fixture
def version(db: None) -> ModelVersion:
    return companies.version()


def store(version: ModelVersion, number: int, sector: str, cluster: int, category: str) -> None:
    rows: list[dict[str, Any]] = []
    for place in range(number):
        title = f"{sector} {cluster} {category} {place}"
        kind = said(sector, "Bakeries")
        rows.append({"title": title, "kind": kind, "cluster": cluster, "category": category})
    companies.store(version, *rows)


def filters(client: Client, query: str = "") -> tuple[list[str], list[str]]:
    """Those of the three that are in sight, and those that are folded."""
    drawn = client.get(f"/submissions/?{query}").context["listed"].filters
    shown_ones = [facet.title for facet in drawn.shown if facet.title in ALIKE]
    return sorted(shown_ones), sorted(facet.title for facet in drawn.folded)


@pytest.fixture
def same(version: ModelVersion) -> ModelVersion:
    """Each cluster is a sector, and each category too, but for one company in thirty."""
    for cluster, sector in enumerate(SECTORS):
        store(version, 10, sector, cluster, sector)
    store(version, 1, "Financials", 1, "Financials")
    return version


def test_sectors_and_categories_that_repeat_clusters_are_folded(
    client: Client, same: ModelVersion
) -> None:
    assert filters(client) == (["Cluster"], ["Category", "Sector"])
    response = client.get("/submissions/")
    page = shown(response)
    assert page.index(">More filters<") < page.index(">Sector<")
    # A column would repeat them
    assert response.context["listed"].columns == ["clusters"]


@pytest.mark.parametrize("query", ["q=text", "sent_from=2026-11-01", "cluster=1", "answer=sure"])
def test_no_choice_moves_the_other_filters_about(
    client: Client, same: ModelVersion, query: str
) -> None:
    _, folded = filters(client, query)

    assert set(folded) <= {"Category", "Sector"}
    assert "Sector" not in filters(client, query)[0]


def test_a_filter_that_is_set_stays_in_sight_and_can_be_taken_away(
    client: Client, same: ModelVersion
) -> None:
    assert filters(client, "sector=Financials") == (["Cluster", "Sector"], [])
    page = shown(client.get("/submissions/?category=Financials"))
    assert page.count('aria-current="true"><bdi>Financials</bdi>') == 1


def test_categories_that_say_something_else_stay(client: Client, version: ModelVersion) -> None:
    for cluster, sector in enumerate(SECTORS):
        store(version, 6, sector, cluster, "Listed")
        store(version, 4, sector, cluster, "Private")

    assert filters(client) == (["Category", "Cluster"], ["Sector"])


def test_clusters_that_are_finer_than_sectors_stay_beside_them(
    client: Client, version: ModelVersion
) -> None:
    store(version, 5, "Financials", 0, "")
    store(version, 5, "Financials", 1, "")
    store(version, 5, "Energy", 2, "")

    assert filters(client) == (["Cluster", "Sector"], [])


def test_one_large_group_beside_a_few_others_folds_nothing(
    client: Client, version: ModelVersion
) -> None:
    """Nearly all have the same cluster and the same sector, and neither tells the other."""
    store(version, 40, "Financials", 0, "")
    store(version, 1, "Energy", 0, "")
    store(version, 1, "Financials", 1, "")

    assert filters(client) == (["Cluster", "Sector"], [])


def test_companies_that_wait_for_a_score_say_nothing_of_it(
    client: Client, same: ModelVersion
) -> None:
    waiting = [
        {"title": f"New {place}", "category": "Odd", "cluster": None, "status": "pending"}
        for place in range(40)
    ]
    companies.store(same, *waiting)

    assert filters(client) == (["Cluster"], ["Category", "Sector"])
