"""Beside each choice of a filter stands how many companies it would leave."""

from itertools import product

import pytest
from django.http import QueryDict
from django.test import Client

from scoring.companies import facets, lists
from scoring.models import ModelVersion, ShownClusters, Submission
from scoring.models.collections import OF_THE_SITE
from tests.search import companies

CHOICES = {
    "category": ["Financials", "IT", "none"],
    "cluster": ["0", "1", "2", "none"],
    "status": ["scored", "unplaced", "pending", "failed"],
    "answer": ["sure", "probable", "unsure", "unplaced", "none"],
    "source": ["form", "import", "catalogue"],
    "review": ["unreviewed", "confirmed", "wrong"],
}
QUERIES = [
    "",
    "category=Financials",
    "cluster=none",
    "status=scored&source=form",
    "review=wrong&category=IT&cluster=1",
    "answer=unsure&category=Financials",
    "answer=known&category=Financials",
    "answer=guessed",
]
LOOKED_AT = [
    "q=bank",
    "q=bank&category=Financials",
    "sent_from=2026-11-21",
    "sent_until=2026-11-21&source=form&q=bank",
]


def listed(version: ModelVersion, query: QueryDict) -> lists.CompanyList:
    return lists.list_page(
        query, version, ShownClusters.of_version(version), OF_THE_SITE, list(CHOICES)
    )


def counts(version: ModelVersion, query: str) -> dict[str, dict[str, str]]:
    """What a visitor reads: filter -> choice -> companies."""
    counted = listed(version, QueryDict(query)).counted.counts
    return {
        name: {choice: counted[name].words(choice) for choice in choices}
        for name, choices in CHOICES.items()
    }


def left(version: ModelVersion, query: str, name: str, choice: str) -> int:
    asked = QueryDict(query, mutable=True)
    asked[name] = choice
    return listed(version, asked).wanted.qs.count()


@pytest.mark.parametrize("query", [*QUERIES, *LOOKED_AT])
def test_a_count_is_what_the_choice_leaves(mixed: ModelVersion, query: str) -> None:
    shown = counts(mixed, query)

    for name, choice in ((name, each) for name, choices in CHOICES.items() for each in choices):
        assert shown[name][choice] == str(left(mixed, query, name, choice)), (query, name, choice)


def test_the_total_is_what_all_filters_leave(mixed: ModelVersion) -> None:
    for query in (*QUERIES, *LOOKED_AT):
        found = listed(mixed, QueryDict(query))
        assert found.counted.words == str(found.wanted.qs.count()), query


def test_among_many_companies_words_give_least_numbers(
    client: Client, mixed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 50)
    pairs = product(range(30), ("Financials", "IT"))
    companies.store(mixed, *({"title": f"Bank {n}", "category": name} for n, name in pairs))

    shown = counts(mixed, "q=bank")
    page = client.get("/submissions/?q=bank").content.decode()

    assert shown["category"]["Financials"].endswith("+")
    assert 0 < int(shown["category"]["Financials"].rstrip("+")) <= 33
    assert shown["category"]["none"] == ""
    assert '<b class="n" role="status">50+' in page


def test_kept_counts_are_exact_however_many_there_are(
    mixed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 5)
    companies.store(mixed, *({"title": f"Bank {n}", "category": "Financials"} for n in range(40)))

    assert counts(mixed, "")["category"]["Financials"] == "43"
    assert listed(mixed, QueryDict("")).counted.words == str(Submission.objects.count())
