"""Lists are filtered by the sector and the kind of business that are shown."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from scoring.companies import submissions
from scoring.models import ModelVersion
from tests.companies.kinds import KINDS
from tests.companies.test_filters import titles
from tests.shown import shown

EVERYBODY = [each["title"] for each in reversed(KINDS)]
BANKS = "Regional and community banks"


@pytest.mark.parametrize(
    ("asked", "passing"),
    [
        ({"sector": "Financials"}, ["Gold Pawn", "Dough", "Ark Bank"]),
        ({"sector": "Consumer Staples"}, ["Cake Works", "Bread Bank"]),
        ({"sector": "Utilities"}, []),
        ({"sector": "none"}, ["Idle", "Hush"]),
        ({"segment": BANKS}, ["Ark Bank"]),
        ({"segment": "Bakeries"}, ["Cake Works", "Bread Bank"]),
        ({"segment": "none"}, ["Idle", "Hush", "Dough"]),
        ({"segment": "none", "sector": "Financials"}, ["Dough"]),
        ({"segment": "Bakeries", "sector": "Financials"}, []),
        ({"segment": BANKS, "q": "bank", "status": "scored"}, ["Ark Bank"]),
        ({"sector": "Consumer Staples", "q": "bank"}, ["Bread Bank"]),
        ({"sector": "none", "q": "bank"}, ["Idle"]),
        ({"sector": "Consumer Staples", "cluster": "2", "source": "form"}, ["Cake Works"]),
        ({"sector": "Financials", "sent_from": "2026-11-22"}, ["Gold Pawn", "Dough"]),
        ({"sector": "", "segment": ""}, EVERYBODY),
    ],
)
def test_only_companies_of_the_kind_are_listed(
    client: Client, placed: ModelVersion, asked: dict[str, str], passing: list[str]
) -> None:
    for sort in ("newest", "title"):
        found = titles(client, urlencode({**asked, "sort": sort}))
        assert found == (passing if sort == "newest" else sorted(passing))


@pytest.mark.parametrize(
    "segment", ["Unicorn breeders", "bakeries", "Baker", "<script>x</script>", "'; --", "🦆", "%"]
)
def test_a_kind_that_nobody_has_leaves_nobody_and_stays_chosen(
    client: Client, placed: ModelVersion, segment: str
) -> None:
    response = client.get("/submissions/", {"segment": segment})

    assert response.status_code == 200
    assert response.context["listed"].rows == []
    [chosen] = [
        each
        for facet in response.context["listed"].filters.shown
        for each in facet.choices
        if each.is_set
    ]
    assert (chosen.label, chosen.companies, chosen.address) == (segment, "0", "?")
    assert "<script>x" not in shown(response)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sector", "Shops, cars and leisure"),
        ("sector", "financials"),
        ("sector", "Conglomerates"),
        ("sector", "0"),
        ("sector", "a\x00b"),
        ("sector", "x" * 5000),
        ("segment", "a\x00b"),
        ("segment", "\x00"),
        ("segment", "x" * 61),
        ("segment", "🦆" * 5000),
    ],
)
@pytest.mark.parametrize("beside", [{}, {"q": "bank"}, {"cluster": "2"}])
def test_a_kind_that_cannot_be_is_named_and_leaves_nobody_out(
    client: Client, placed: ModelVersion, name: str, value: str, beside: dict[str, str]
) -> None:
    without = titles(client, urlencode(beside))

    response = client.get("/submissions/", {name: value, **beside})

    assert response.status_code == 200
    assert [row.name for row in response.context["listed"].rows] == without
    assert shown(response).count("errorlist") == 1
    facets = response.context["listed"].filters.shown
    kinds = [facet for facet in facets if facet.title in ("Sector", "Kind of business")]
    assert not any(each.is_set for facet in kinds for each in facet.choices)


@pytest.mark.parametrize("name", ["sector", "segment"])
@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
def test_a_file_of_a_kind_that_cannot_be_leaves_nobody_out(
    client: Client, placed: ModelVersion, name: str, wanted: str
) -> None:
    response = client.get("/submissions/", {name: "a\x00b", "format": wanted})

    assert response.status_code == 200
    assert b"".join(response.streaming_content)


def test_a_filter_that_is_set_has_a_readable_name_and_is_taken_back(
    client: Client, placed: ModelVersion
) -> None:
    asked = {"sector": "Consumer Staples", "segment": "none"}
    applied = client.get("/submissions/", asked).context["listed"].applied

    assert [tuple(each) for each in applied] == [
        ("Food and household", "?segment=none"),
        ("No kind of business", "?sector=Consumer+Staples"),
    ]


@pytest.mark.parametrize("asked", [{"sector": "Financials"}, {"segment": "Bakeries"}])
def test_without_a_model_no_company_is_of_any_kind(
    client: Client, db: None, asked: dict[str, str]
) -> None:
    submissions.submit(title="Early", category="", text="A bank before any model.")

    assert titles(client, urlencode(asked)) == []
    assert titles(client, urlencode(dict.fromkeys(asked, "none"))) == ["Early"]


def test_a_kind_of_business_that_is_none_is_named_with_a_way_out(
    client: Client, placed: ModelVersion
) -> None:
    page = shown(client.get("/submissions/?segment=bakerys&category=Financials"))

    assert "There is no kind of business called “<bdi>bakerys</bdi>”" in page
    assert '<a href="?category=Financials&amp;segment=Bakeries">Bakeries</a>' in page
    assert '<a href="?category=Financials">any kind of business</a>' in page


@pytest.mark.parametrize("segment", ["Bakeries", "none"])
def test_a_kind_that_nobody_is_of_is_no_mistake(
    client: Client, placed: ModelVersion, segment: str
) -> None:
    page = shown(client.get(f"/submissions/?segment={segment}&category=Nothing"))

    assert "No company fits these filters" in page
    assert "no kind of business called" not in page
