"""Beside each choice of a filter stands how many companies it would leave."""

from itertools import product

import pytest
from django.http import QueryDict
from django.test import Client

from scoring.companies import facets, lists
from scoring.models import ModelVersion, ShownClusters, Submission
from tests.search import companies

CHOICES = {
    "category": ["Financials", "IT", "none"],
    "cluster": ["0", "1", "2", "none"],
    "status": ["scored", "unplaced", "pending", "failed"],
    "source": ["form", "import", "catalogue"],
    "review": ["unreviewed", "confirmed", "wrong"],
}
QUERIES = [
    "",
    "category=Financials",
    "cluster=none",
    "status=scored&source=form",
    "review=wrong&category=IT&cluster=1",
]
LOOKED_AT = [
    "q=bank",
    "q=bank&category=Financials",
    "sent_from=2026-11-21",
    "sent_until=2026-11-21&source=form&q=bank",
]


def listed(version: ModelVersion, query: QueryDict) -> lists.CompanyList:
    return lists.list_page(query, version, ShownClusters.of_version(version))


def labels(version: ModelVersion, query: str) -> dict[str, dict[str, str]]:
    """What a visitor reads: filter -> choice -> label."""
    form = listed(version, QueryDict(query)).wanted.form
    return {name: dict(form.fields[name].choices) for name in CHOICES}


def left(version: ModelVersion, query: str, name: str, choice: str) -> int:
    asked = QueryDict(query, mutable=True)
    asked[name] = choice
    return listed(version, asked).wanted.qs.count()


@pytest.mark.parametrize("query", [*QUERIES, *LOOKED_AT])
def test_a_count_is_what_the_choice_leaves(mixed: ModelVersion, query: str) -> None:
    shown = labels(mixed, query)

    for name, choice in ((name, each) for name, choices in CHOICES.items() for each in choices):
        assert shown[name][choice].endswith(f" ({left(mixed, query, name, choice)})"), (
            query,
            name,
            choice,
        )


def test_the_total_is_what_all_filters_leave(mixed: ModelVersion) -> None:
    for query in (*QUERIES, *LOOKED_AT):
        found = listed(mixed, QueryDict(query))
        assert found.total == str(found.wanted.qs.count()), query


def test_among_many_companies_words_give_least_numbers(
    client: Client, mixed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 50)
    pairs = product(range(30), ("Financials", "IT"))
    companies.store(mixed, *({"title": f"Bank {n}", "category": name} for n, name in pairs))

    shown = labels(mixed, "q=bank")
    page = client.get("/submissions/?q=bank").content.decode()

    assert shown["category"]["Financials"].endswith("+)")
    assert 0 < int(shown["category"]["Financials"].split("(")[1].rstrip("+)")) <= 33
    assert shown["category"]["none"] == "No category"
    assert "50+ found" in page


def test_kept_counts_are_exact_however_many_there_are(
    mixed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 5)
    companies.store(mixed, *({"title": f"Bank {n}", "category": "Financials"} for n in range(40)))

    assert labels(mixed, "")["category"]["Financials"] == "Financials (43)"
    assert listed(mixed, QueryDict("")).total == str(Submission.objects.count())
