"""Beside each sector and kind of business stands how many companies it would leave."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from scoring.companies import facets, lists, submissions
from scoring.companies.facets import Counts
from scoring.companies.lists import CompanyList
from scoring.models import Assignment, ModelVersion, ShownClusters, Submission
from scoring.models.collections import OF_THE_SITE
from scoring.review.kinds import correct_kind
from tests.companies.kinds import BAKER, BANK
from tests.models.recount import assert_right
from tests.search import companies

BANKS = "Regional and community banks"
CHOICES = {
    "sector": ["Financials", "Consumer Staples", "Energy", "none"],
    "segment": [BANKS, "Pawnbrokers", "Bakeries", "none"],
}
ASKED = [
    {"sector": "Financials"},
    {"sector": "none"},
    {"segment": "Bakeries"},
    {"segment": "none"},
    {"segment": "Unicorn breeders"},
    {"sector": "Consumer Staples", "segment": "Bakeries"},
    {"sector": "Financials", "segment": "Bakeries", "cluster": "2"},
    {"cluster": "2"},
    {"cluster": "none"},
    {"cluster": "2", "sector": "Financials", "answer": "none"},
    {"sector": "Financials", "category": "Financials"},
    {"sector": "Financials", "q": "bank"},
    {"segment": "Bakeries", "q": "bank"},
    {"segment": BANKS, "sent_from": "2026-11-01", "status": "scored"},
]


def listed(version: ModelVersion, **asked: str) -> CompanyList:
    query = QueryDict(urlencode(asked))
    return lists.list_page(
        query, version, ShownClusters.of_version(version), OF_THE_SITE, list(CHOICES)
    )


def counts(version: ModelVersion, name: str, **asked: str) -> Counts:
    return listed(version, **asked).counted.counts[name]


def segments(version: ModelVersion) -> dict[str, int]:
    """Of all sectors, by the kept counts."""
    return dict(counts(version, "segment", segment="none").totals)


@pytest.mark.parametrize("asked", ASKED, ids=urlencode)
def test_a_count_is_what_the_choice_leaves(placed: ModelVersion, asked: dict[str, str]) -> None:
    for name, choices in CHOICES.items():
        shown = counts(placed, name, **asked)
        for choice in choices:
            left = listed(placed, **{**asked, name: choice}).wanted.qs.count()
            assert shown.words(choice) == str(left), (name, choice)


def test_the_total_is_what_all_filters_leave(placed: ModelVersion) -> None:
    for asked in ASKED:
        found = listed(placed, **asked)
        assert found.counted.words == str(found.wanted.qs.count()), asked


def test_of_all_companies_kinds_of_business_are_not_offered(placed: ModelVersion) -> None:
    titles = [facet.title for facet in listed(placed).filters.shown]

    assert titles == ["Sector"]
    assert counts(placed, "segment").totals == {}


def test_links_are_offered_the_largest_first_and_by_names_that_people_say(
    placed: ModelVersion,
) -> None:
    [sectors] = listed(placed).filters.shown
    by_sector = [(choice.label, choice.companies) for choice in sectors.choices]
    [_, kinds] = listed(placed, sector="Financials").filters.shown
    by_kind = [(choice.label, choice.companies, choice.address) for choice in kinds.choices]

    assert by_sector == [("Financials", "3"), ("Food and household", "2"), ("No sector", "2")]
    assert by_kind == [
        ("No kind of business", "1", "?sector=Financials&segment=none"),
        ("Pawnbrokers", "1", "?sector=Financials&segment=Pawnbrokers"),
        (BANKS, "1", "?sector=Financials&segment=Regional+and+community+banks"),
    ]


def test_a_sector_has_exact_counts_however_many_there_are(
    placed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 5)
    companies.store(placed, *({"title": f"Bank {n}", "kind": BANK} for n in range(40)))

    assert counts(placed, "sector").words("Financials") == "43"
    assert counts(placed, "segment", sector="Financials").words(BANKS) == "41"
    assert listed(placed, sector="Financials").counted.words == "43"


def test_among_many_companies_words_give_least_numbers(
    client: Client, placed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "MOST", 50)
    many = [{"title": f"Bank {n}", "kind": kind} for n in range(30) for kind in (BANK, BAKER)]
    companies.store(placed, *many)

    of_sectors = counts(placed, "sector", q="bank")
    of_kinds = counts(placed, "segment", q="bank", segment="Bakeries")
    page = client.get("/submissions/", {"q": "bank", "segment": BANKS})

    for shown, choice in ((of_sectors, "Financials"), (of_kinds, "Bakeries")):
        assert shown.words(choice).endswith("+")
        assert 0 < int(shown.words(choice).rstrip("+")) <= 33
    assert of_sectors.words("Energy") == of_kinds.words("Unicorn breeders") == ""
    assert page.status_code == 200


def test_a_deleted_company_is_counted_no_more(placed: ModelVersion) -> None:
    submissions.delete(Submission.objects.filter(title="Cake Works"))

    assert counts(placed, "sector").words("Consumer Staples") == "1"
    assert segments(placed)["Bakeries"] == 1
    assert_right()


def test_a_correction_moves_the_counts_there_and_back(placed: ModelVersion, staff: User) -> None:
    company = Submission.objects.get(title="Ark Bank")
    before = segments(placed)

    said = correct_kind(
        company, sector="Consumer Staples", segment="Bakeries", last=0, reviewer=staff
    )

    assert segments(placed) == {"Bakeries": 3, "Pawnbrokers": 1, "none": 3}
    assert counts(placed, "sector").words("Financials") == "2"
    assert_right()
    correct_kind(company, sector="", segment="", last=said.pk, reviewer=staff)
    assert segments(placed) == before
    assert_right()


def test_rows_that_wait_for_a_new_score_stay_where_they_are(placed: ModelVersion) -> None:
    before = segments(placed)

    submissions.rescore(Assignment.objects.all())

    assert segments(placed) == before
    assert_right()
