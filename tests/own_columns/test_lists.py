"""Lists are filtered, put in order and counted by own columns, and show those that one chooses."""

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from openpyxl import load_workbook

from scoring.companies.shown import pages
from scoring.models import Collection, ModelVersion, OwnValue
from scoring.own_columns import orders
from scoring.pages import paging
from tests.batches.imports import imported
from tests.conftest import work
from tests.own_columns.tables import BANK, ROWS, filled_collection
from tests.shown import shown

pytestmark = pytest.mark.django_db
COLUMN = "City"


@pytest.fixture
def collection(model: ModelVersion, client: Client) -> Collection:
    """Of somebody who is signed in."""
    collection, _ = filled_collection()
    work()
    assert collection.owner
    client.force_login(collection.owner)
    return collection


def listed(client: Client, collection: Collection, **said: Any) -> Any:
    address = f"/collections/{collection.pk}/?{urlencode(said, doseq=True)}"
    return client.get(address).context["listed"]


def titles(page: Any) -> list[str]:
    return [row.name for row in page.rows]


FILTERS: dict[str, tuple[dict[str, str], set[str]]] = {
    "a value, whatever its case": ({"is.City": "BONN"}, {"Acme Bank", "Oil Works"}),
    "without accents": ({"is.City": "koln"}, {"Zoo Dairy"}),
    "no value": ({"is.City": "none"}, {"Last Bank"}),
    "words": ({"has.Site": "example"}, {"Acme Bank", "Oil Works"}),
    "the beginning of a word": ({"has.Site": "ac*"}, {"Acme Bank"}),
    "from a number": ({"from.Staff": "90,5"}, {"Acme Bank", "Last Bank"}),
    "until a number": ({"until.Staff": "12"}, {"Zoo Dairy"}),
    "from nothing": ({"from.Staff": "0", "until.Staff": "1200"}, set(ROWS) - {"Oil Works"}),
    "between days": (
        {"from.Founded": "1999-12-31", "until.Founded": "31.5.2001"},
        {"Acme Bank", "Zoo Dairy"},
    ),
    "columns and others together": ({"is.City": "bonn", "q": "bank"}, {"Acme Bank"}),
    "a word in a column": ({"q": "köln"}, {"Zoo Dairy"}),
    "a word of a text and one in a column": ({"q": "bonn oil"}, {"Oil Works"}),
    "nobody": ({"from.Staff": "5000"}, set()),
}


@pytest.mark.parametrize("few", [10_000, -1], ids=["few are sorted", "many are read in order"])
def test_a_filter_leaves_those_who_have_it(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(pages, "FEW", few)

    for case, (said, expected) in FILTERS.items():
        page = listed(client, collection, **said)
        assert set(titles(page)) == expected, case
        assert page.counted.total == len(expected), case
        assert page.mistakes == {}, case


MISTAKES = {
    "no number": ({"from.Staff": "many"}, "Enter a number, such as 1200 or 12.5."),
    "a number without end": ({"until.Staff": "9" * 400}, "Enter a number, such as 1200 or 12.5."),
    "no day": ({"from.Founded": "2001-02-31"}, "Enter a day, such as 2026-05-31."),
    "a range of words": ({"from.City": "5"}, "There are words in this column"),
    "an unknown column": ({"is.Country": "x"}, "There is no such column"),
    "a column with odd letters": ({'has."><b>': "x"}, "There is no such column"),
    "nothing but zeros": ({"has.City": "\0"}, "Null characters are not allowed."),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_and_leaves_nobody_out(
    client: Client, collection: Collection, case: str
) -> None:
    said, message = MISTAKES[case]

    response = client.get(f"/collections/{collection.pk}/?{urlencode(said)}")

    page = response.context["listed"]
    assert set(titles(page)) == set(ROWS)
    [messages] = page.mistakes.values()
    assert message in str(messages)
    assert "<b>" not in response.content.decode().split("errorlist")[1].split("</p>")[0]


def test_more_than_ten_filters_are_refused(client: Client, collection: Collection) -> None:
    said = {f"has.Column {number}": "x" for number in range(10)} | {"is.City": "bonn"}

    page = listed(client, collection, **said)

    assert "Use 10 filters at once at most." in str(page.mistakes["City"])


ORDERS = {
    "up.City": "Acme Bank,Oil Works,Zoo Dairy,Last Bank",
    "down.City": "Zoo Dairy,Oil Works,Acme Bank,Last Bank",
    "up.Staff": "Zoo Dairy,Last Bank,Acme Bank,Oil Works",
    "down.Staff": "Acme Bank,Last Bank,Zoo Dairy,Oil Works",
    "up.Founded": "Zoo Dairy,Acme Bank,Last Bank,Oil Works",
    "down.Founded": "Last Bank,Acme Bank,Zoo Dairy,Oil Works",
    "up.Country": "Last Bank,Oil Works,Zoo Dairy,Acme Bank",
    "sideways.City": "Last Bank,Oil Works,Zoo Dairy,Acme Bank",
}
WAYS = {
    "all": ({}, 10_000),
    "few are sorted": ({"sent_from": "2020-01-01"}, 10_000),
    "many are read in order": ({"sent_from": "2020-01-01"}, -1),
}


@pytest.mark.parametrize("way", WAYS)
def test_pages_of_an_order_have_everybody_once_and_those_without_a_value_last(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    filters, few = WAYS[way]
    monkeypatch.setattr(pages, "FEW", few)
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)

    for order, expected in ORDERS.items():
        first = listed(client, collection, sort=order, **filters)
        second = listed(client, collection, sort=order, after=first.page.next, **filters)
        back = listed(client, collection, sort=order, before=second.page.previous, **filters)
        assert titles(first) + titles(second) == expected.split(","), order
        assert second.page.next is None, order
        assert titles(back) == titles(first), order


def test_columns_of_one_name_in_two_collections_are_one(
    client: Client, collection: Collection
) -> None:
    other = Collection.objects.create(name="Other", owner=collection.owner)
    imported(f"Name,About,Staff,City\nNew Bank,{BANK} New.,100,Bonn\n", other)
    work()

    page = client.get("/submissions/?sort=up.Staff&in=mine&is.City=bonn").context["listed"]

    assert titles(page) == ["New Bank", "Acme Bank", "Oil Works"]
    assert "up.Staff" in page.address.changed()
    assert [column.name for column in page.own.shown] == ["City", "Staff"]


ROWS_OF_OTHER = """Name,About,Staff,City,Founded
New Bank,{text} New.,100,Bonn,2001-05-31
Old Bank,{text} Old.,12,Köln,
Odd Bank,{text} Odd.,,Bern,1999-12-31
"""


@pytest.mark.parametrize("order", [each for each in ORDERS if each.endswith(("y", "f", "d"))])
def test_several_collections_are_one_list_in_the_order_of_a_column(
    client: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    other = Collection.objects.create(name="Other", owner=collection.owner)
    assert imported(ROWS_OF_OTHER.format(text=BANK), other).stored == 3
    work()
    address = f"/submissions/?in=mine&sort={order}"
    with monkeypatch.context() as sorted_together:
        sorted_together.setattr(orders, "MOST_PARTS", 0)
        everybody = titles(client.get(address).context["listed"])
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)

    pages_on = [client.get(address).context["listed"]]
    while after := pages_on[-1].page.next:
        pages_on.append(client.get(f"{address}&after={after}").context["listed"])
    pages_back = [pages_on[-1]]
    while before := pages_back[0].page.previous:
        pages_back.insert(0, client.get(f"{address}&before={before}").context["listed"])

    assert len(everybody) == 7
    assert [title for page in pages_on for title in titles(page)] == everybody
    assert [title for page in pages_back for title in titles(page)] == everybody


def test_columns_with_few_values_have_links_with_counts(
    client: Client, collection: Collection
) -> None:
    [city] = [facet for facet in listed(client, collection).filters.shown if facet.title == COLUMN]
    assert [(each.label, each.companies) for each in city.choices] == [
        ("Bonn", "2"),
        ("Köln", "1"),
        ("Nothing", "1"),
    ]

    page = client.get(f"/collections/{collection.pk}/{city.choices[1].address}").context["listed"]

    assert titles(page) == ["Zoo Dairy"]
    assert [applied.label for applied in page.applied] == ["City: Köln"]
    [city] = [facet for facet in page.filters.shown if facet.title == COLUMN]
    # As many as there would be in place of the one that is set
    assert {each.label: each.companies for each in city.choices} == {
        "Köln": "1",
        "Bonn": "2",
        "Nothing": "1",
    }


def test_a_list_shows_the_columns_that_one_chooses_and_keeps_the_choice(
    client: Client, collection: Collection
) -> None:
    assert [column.name for column in listed(client, collection).own.shown] == ["City", "Staff"]

    page = listed(client, collection, show=["word", "own.Site", "own.Country"], sort="up.Founded")

    assert page.columns == ["word"]
    assert [column.name for column in page.own.shown] == ["Site", "Founded"]
    for address in (page.address.unfiltered, page.sortings["title"].address):
        assert "show=word&show=own.Site&show=own.Country" in address
    none = listed(client, collection, show="title")
    assert (none.columns, none.own.shown) == ([], [])


def test_cells_show_what_was_sent_and_run_nothing(client: Client, collection: Collection) -> None:
    acme = OwnValue.objects.get(column__name="City", submission__title="Acme Bank")
    acme.text = "<script>x</script>" + "long " * 50
    acme.save()

    page = shown(client.get(f"/collections/{collection.pk}/?show=own.City&show=own.Site"))

    assert "&lt;script&gt;x&lt;/script&gt;long long" in page
    assert "<script>x" not in page
    assert 'href="https://acme.example/" rel="noopener noreferrer nofollow"' in page
    # Blanks are in no address
    assert 'href="http://oil.example' not in page


def test_files_have_the_own_columns_that_are_chosen_else_all(
    client: Client, collection: Collection
) -> None:
    address = f"/collections/{collection.pk}/?is.City=bonn&sort=up.City"

    text = client.get(f"{address}&format=csv").getvalue().decode("utf-8-sig")
    records = list(csv.DictReader(io.StringIO(text)))
    [acme] = [record for record in records if record["Title"] == "Acme Bank"]
    assert len(records) == 2
    assert list(acme)[-4:] == ["City", "Staff", "Founded", "Site"]
    assert [acme[name] for name in ("City", "Staff", "Founded")] == ["Bonn", "1,200", "2001-05-31"]
    found = json.loads(client.get(f"{address}&format=json&show=own.Staff").getvalue())
    assert [each["staff"] for each in found] == ["", "1,200"]
    assert "city" not in found[0]
    sheet = load_workbook(
        io.BytesIO(client.get(f"/collections/{collection.pk}/?format=xlsx").getvalue())
    ).active
    assert sheet
    assert [cell.value for cell in sheet[1]][-4:] == ["City", "Staff", "Founded", "Site"]
    by_title = {row[1].value: row[-3].value for row in sheet.iter_rows(min_row=2)}
    assert by_title["Zoo Dairy"] == 12
    assert by_title["Acme Bank"] == "1,200"


def test_ticked_companies_take_their_own_columns_along(
    client: Client, collection: Collection
) -> None:
    acme = OwnValue.objects.filter(text="Bonn").earliest("pk").submission_id

    text = client.get(f"/collections/{collection.pk}/?like={acme}&do=csv").getvalue().decode()

    assert "City,Staff,Founded,Site" in text
    assert "Bonn" in text


def test_a_file_of_a_list_imported_again_keeps_what_it_says(
    client: Client, collection: Collection
) -> None:
    OwnValue.objects.filter(column__name="Site").delete()
    column = OwnValue.objects.filter(column__name="City")[0].column
    column.name = "Status"
    column.save()
    before = list(OwnValue.objects.order_by("pk").values())
    text = client.get(f"/collections/{collection.pk}/?format=csv").getvalue()
    assert b"Status (2)" in text

    again = imported(text, collection)

    assert (again.known, again.corrected, again.stored, again.bad) == (4, 0, 0, 0)
    assert list(OwnValue.objects.order_by("pk").values()) == before


def test_a_search_finds_words_of_own_columns_and_says_where(
    client: Client, collection: Collection
) -> None:
    found = client.get("/search/?q=köln+cheese").context["search"].results

    assert [result.company.title for result in found] == ["Zoo Dairy"]
    found = client.get("/search/?q=koln").context["search"].results
    assert [piece.text for piece in found[0].line] == ["City: ", "Köln"]
    assert found[0].line[1].is_marked


def test_data_and_files_of_a_company_have_its_own_columns(
    client: Client, collection: Collection
) -> None:
    company = OwnValue.objects.get(text="Köln").submission

    told = client.get(f"{company.get_absolute_url()}?format=json").json()
    near = client.get(f"/similar/?like={company.pk}&in=mine&format=csv").getvalue().decode()

    assert told["own_columns"] == {"City": "Köln", "Staff": "12", "Founded": "31.12.1999"}
    assert "City,Staff,Founded,Site" in near
    assert 'Bonn,"1,200",2001-05-31' in near


def test_whoever_may_see_one_of_two_collections_sees_the_columns_of_that_one(
    client: Client, collection: Collection
) -> None:
    other = Collection.objects.create(name="Other", visibility="public", owner=collection.owner)
    imported(f"Name,About,Staff,City\nNew Bank,{BANK} New.,100,Bern\nX2,{BANK},1,Basel\n", other)
    work()
    visitor = Client()

    page = visitor.get("/submissions/?show=own.City&show=own.Site&sort=up.City").context["listed"]

    assert list(page.own.own) == ["Staff", "City"]
    [city] = [facet for facet in page.filters.shown if facet.title == COLUMN]
    assert {each.label for each in city.choices} == {"Bern", "Basel", "Nothing"}
    assert titles(page)[:2] == ["X2", "New Bank"]
    refused = visitor.get("/submissions/?is.Site=x").context["listed"]
    assert "There is no such column" in str(refused.mistakes)
