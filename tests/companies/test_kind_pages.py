"""A sector and a kind of business each have a page: what it is, and the companies of it."""

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook

from scoring.models import ModelVersion
from tests.companies.kinds import said
from tests.companies.test_filters import titles
from tests.search import companies
from tests.shown import shown

STAPLES = "/sectors/consumer-staples/"
BANKS = "/segments/regional-and-community-banks/"
BAKERIES = "/segments/bakeries/"


@pytest.mark.parametrize(
    ("address", "passing"),
    [
        ("/sectors/financials/", ["Gold Pawn", "Dough", "Ark Bank"]),
        (STAPLES, ["Cake Works", "Bread Bank"]),
        ("/sectors/utilities/", []),
        (BANKS, ["Ark Bank"]),
        (BAKERIES, ["Cake Works", "Bread Bank"]),
        ("/segments/fertility-and-womens-health-clinics/", []),
    ],
)
def test_the_page_lists_the_companies_that_are_shown_as_that(
    client: Client, placed: ModelVersion, address: str, passing: list[str]
) -> None:
    assert titles(client, "", address) == passing


def test_a_sector_has_its_readable_and_its_official_name_and_its_kinds(
    client: Client, placed: ModelVersion
) -> None:
    page = shown(client.get("/sectors/consumer-discretionary/"))
    assert "<h1>Shops, cars and leisure</h1>" in page
    assert "Official name: Consumer Discretionary." in page

    companies.store(
        placed, *({"title": "X", "kind": said("Financials", "Pawnbrokers")} for _ in range(1200))
    )
    response = client.get("/sectors/financials/")
    assert response.context["segments"] == [
        ("Pawnbrokers", "/segments/pawnbrokers/", 1201),
        ("Regional and community banks", BANKS, 1),
    ]
    assert '<span class="n soft">1,201</span>' in shown(response)
    assert "Official name" not in shown(response)


def test_a_kind_of_business_says_what_it_is_and_leads_to_its_sector(
    client: Client, placed: ModelVersion
) -> None:
    page = shown(client.get("/segments/fertility-and-womens-health-clinics/"))

    assert "<h1>Fertility and women&#x27;s health clinics</h1>" in page
    assert '<a href="/sectors/health-care/">Health care</a>' in page
    assert '<p class="lead">' in page
    assert "Industry: " in page


@pytest.mark.parametrize(
    "address",
    [
        "/sectors/nowhere/",
        "/sectors/Financials/",
        "/sectors/shops-cars-and-leisure/",
        "/sectors/bakeries/",
        "/sectors/financials%00/",
        f"/sectors/{'x' * 5000}/",
        "/sectors/none/",
        "/segments/nowhere/",
        "/segments/financials/",
        "/segments/none/",
        "/segments/Bakeries/",
        "/segments/%F0%9F%A6%86/",
        "/segments/-/",
        "/segments/..%2fabout/",
    ],
)
@pytest.mark.parametrize("query", ["", "?format=csv", "?sector=Financials&segment=Bakeries"])
def test_another_address_is_not_found(
    client: Client, placed: ModelVersion, address: str, query: str
) -> None:
    assert client.get(f"{address}{query}").status_code == 404


@pytest.mark.parametrize("address", [STAPLES, BAKERIES])
def test_nothing_can_be_sent_there(client: Client, placed: ModelVersion, address: str) -> None:
    for send in (client.post, client.put, client.delete, client.patch):
        assert send(address).status_code == 405
    assert client.head(address).status_code == 200


@pytest.mark.parametrize(
    ("asked", "passing"),
    [
        ({"q": "bank"}, ["Bread Bank"]),
        ({"source": "form"}, ["Cake Works"]),
        ({"cluster": "2", "status": "scored"}, ["Cake Works", "Bread Bank"]),
        ({"q": "zebra"}, []),
        ({"cluster": "99"}, ["Cake Works", "Bread Bank"]),
        ({"sort": "title"}, ["Bread Bank", "Cake Works"]),
    ],
)
def test_other_filters_leave_some_of_them(
    client: Client, placed: ModelVersion, asked: dict[str, str], passing: list[str]
) -> None:
    for address in (STAPLES, BAKERIES):
        assert titles(client, urlencode(asked), address) == passing


@pytest.mark.parametrize("value", ["", "none", "Financials", "Pawnbrokers", "a\x00b", "x" * 5000])
def test_the_address_cannot_change_what_the_page_is_of(
    client: Client, placed: ModelVersion, value: str
) -> None:
    asked = urlencode({"sector": [value, value]}, doseq=True)
    assert titles(client, asked, STAPLES) == ["Cake Works", "Bread Bank"]

    asked = urlencode({"segment": [value, value]}, doseq=True)
    assert titles(client, asked, BAKERIES) == ["Cake Works", "Bread Bank"]


def test_what_the_page_is_of_is_no_filter_that_could_be_taken_back(
    client: Client, placed: ModelVersion
) -> None:
    for address, own, other in (
        (STAPLES, "Sector", {"segment": "Bakeries"}),
        (BAKERIES, "Kind of business", {"sector": "Consumer Staples"}),
    ):
        listed = client.get(address, other).context["listed"]
        assert own not in [facet.title for facet in listed.filters.shown]
        assert len(listed.applied) == 1


def test_a_company_of_the_kind_by_another_name_of_its_sector_is_asked_for_beside(
    client: Client, placed: ModelVersion
) -> None:
    assert titles(client, "sector=Financials", BAKERIES) == []
    assert titles(client, "segment=Pawnbrokers", "/sectors/financials/") == ["Gold Pawn"]
    assert titles(client, "segment=none", "/sectors/financials/") == ["Dough"]


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(
    ("address", "in_file"),
    [
        (f"{STAPLES}?", ["Cake Works", "Bread Bank"]),
        (f"{BAKERIES}?q=bank&segment=Pawnbrokers&", ["Bread Bank"]),
        ("/sectors/utilities/?", []),
    ],
)
def test_the_list_comes_as_a_file_with_its_filters(
    client: Client, placed: ModelVersion, address: str, in_file: list[str], wanted: str
) -> None:
    response = client.get(f"{address}format={wanted}")

    assert f'.{wanted}"' in response["Content-Disposition"]
    assert titles_in(b"".join(response.streaming_content), wanted) == in_file


def titles_in(data: bytes, form: str) -> list[Any]:
    if form == "json":
        return [each["title"] for each in json.loads(data)]
    if form == "csv":
        return [row["Title"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    sheet = load_workbook(io.BytesIO(data)).active
    return [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_ticked_companies_are_led_on_from_there(client: Client, placed: ModelVersion) -> None:
    [first, second] = [row.number for row in client.get(STAPLES).context["listed"].rows]

    response = client.get(f"{STAPLES}?like={first}&like={second}&do=compare")

    assert response["Location"] == f"/submissions/{first}/with/{second}/"


@pytest.mark.parametrize("address", ["/sectors/energy/", BAKERIES])
def test_an_empty_site_shows_an_empty_page(client: Client, db: None, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert response.context["listed"].rows == []
    assert client.get(f"{address}?format=json").status_code == 200


def test_names_are_shown_as_text(client: Client, placed: ModelVersion) -> None:
    odd = said("Financials", "<b>Bold</b> & 'bankers'")
    companies.store(placed, {"title": "<i>Sly</i>", "kind": odd})

    page = shown(client.get("/sectors/financials/"))

    assert "&lt;i&gt;Sly" in page
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &#x27;bankers&#x27;" in page
    assert "<b>Bold" not in page
    assert "<i>Sly" not in page


@pytest.mark.parametrize("address", ["/sectors/", "/segments/"])
def test_all_kinds_are_found_on_the_page_of_clusters(client: Client, address: str) -> None:
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, "/clusters/")
