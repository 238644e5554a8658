"""Every list can be had as CSV, XLSX and JSON, with the filters of its address."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from scoring.models import Cluster, ModelVersion, PairFeedback, Submission
from scoring.tables import sheets
from tests.search import companies

FORMATS = ("csv", "xlsx", "json")
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "＝1",
    "#REF!",
    "'quoted",
]


@pytest.fixture
def mixed(db: None) -> ModelVersion:
    version = companies.version()
    companies.store(version, *companies.MIXED)
    return version


def content(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def rows(client: Client, address: str, wanted: str) -> list[list[Any]]:
    """The rows of a file under its header, cells as text."""
    response = client.get(f"{address}{'&' if '?' in address else '?'}format={wanted}")
    data = content(response)
    assert f'.{wanted}"' in response["Content-Disposition"]
    if wanted == "json":
        return [list(each.values()) for each in json.loads(data)]
    if wanted == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
    sheet = load_workbook(io.BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("/submissions/", [each["title"] for each in reversed(companies.MIXED)]),
        ("/submissions/?q=bank&category=Financials", ["Eta", "Beta Bank", "Alpha Bank"]),
        ("/submissions/?source=form&cluster=99", ["Delta Soft", "Beta Bank"]),
        ("/clusters/1/", ["Delta Soft", "Gamma Soft"]),
        ("/clusters/1/?q=bank", ["Gamma Soft"]),
        ("/submissions/?q=zebra", []),
    ],
)
def test_a_file_has_all_that_passes_the_filters(
    client: Client, mixed: ModelVersion, address: str, titles: list[str], wanted: str
) -> None:
    assert [row[1] for row in rows(client, address, wanted)] == titles


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_file_says_all_that_is_stored_of_a_company(
    client: Client, mixed: ModelVersion, wanted: str
) -> None:
    [row] = rows(client, "/submissions/?q=gamma", wanted)

    company = Submission.objects.get(title="Gamma Soft")
    assert [str(cell or "") for cell in row] == [
        *(str(company.pk), "Gamma Soft", "IT", "", "Software for a bank or a shop."),
        *("1", "Software", "scored", "unreviewed", "import", "2026-11-22T12:00:00+00:00"),
        # Without tags and a note, and of no kind of business
        *("",) * 9,
    ]


@pytest.mark.parametrize("wanted", FORMATS)
def test_a_page_key_does_not_shorten_a_file(
    client: Client, mixed: ModelVersion, wanted: str
) -> None:
    last = Submission.objects.latest("pk").pk

    assert len(rows(client, f"/submissions/?after={last - 3}", wanted)) == 7


def test_a_merged_cluster_is_named_as_it_is_shown(client: Client, mixed: ModelVersion) -> None:
    Cluster.objects.filter(version=mixed, number=2).update(merged_into=1)

    [row] = rows(client, "/submissions/?q=epsilon", "csv")

    assert row[5:7] == ["1", "Software"]


@pytest.mark.parametrize("wanted", ["", "pdf", "CSV", "csv%00", "../csv"])
def test_another_format_is_the_page(client: Client, mixed: ModelVersion, wanted: str) -> None:
    assert "<h1>Companies</h1>" in client.get(f"/submissions/?format={wanted}").content.decode()


@pytest.mark.parametrize("title", FORMULAS)
def test_a_spreadsheet_runs_nothing_of_what_was_typed(
    client: Client, mixed: ModelVersion, title: str
) -> None:
    companies.store(mixed, {"title": title, "text": "formula zebra"})

    data = content(client.get("/submissions/?q=zebra&format=xlsx"))
    cell = load_workbook(io.BytesIO(data)).active["B2"]
    [row] = rows(client, "/submissions/?q=zebra", "csv")

    assert (cell.data_type, cell.value) == ("s", title)
    assert row[1] == (title if title[0] in "#'" else f"'{title}")


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(client: Client, mixed: ModelVersion) -> None:
    companies.store(mixed, {"title": "Long", "text": "zebra " + "x" * 40_000})

    [row] = rows(client, "/submissions/?q=zebra", "xlsx")
    [whole] = rows(client, "/submissions/?q=zebra", "csv")

    assert len(row[4]) == 32_767
    assert row[4].endswith(
        "[Cut here: a cell holds 32,767 of these 40,006 characters. Use CSV or JSON for all.]"
    )
    assert len(whole[4]) == 40_006


def test_a_list_too_long_for_a_sheet_is_cut_and_says_so(
    client: Client, mixed: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)

    found = rows(client, "/submissions/", "xlsx")

    assert [row[1] for row in found[:3]] == ["Eta", "Zeta", "Epsilon Foods"]
    assert found[3][0] == "Cut here: a sheet holds 3 of these rows. Use CSV or JSON for all."


def test_what_no_sheet_may_hold_is_left_out_of_it(client: Client, mixed: ModelVersion) -> None:
    companies.store(
        mixed,
        {"title": "Bell", "text": "zebra\x07 🐎 שלום"},
    )

    assert rows(client, "/submissions/?q=zebra", "xlsx")[0][4] == "zebra 🐎 שלום"
    assert (
        json.loads(content(client.get("/submissions/?q=zebra&format=json")))[0]["text"]
        == "zebra\x07 🐎 שלום"
    )


def test_a_file_is_streamed_with_a_few_queries_for_each_thousand_companies(
    client: Client, mixed: ModelVersion, django_assert_max_num_queries: Any
) -> None:
    companies.store(mixed, *({"title": f"Bank {n}"} for n in range(1500)))

    for wanted in FORMATS:
        with django_assert_max_num_queries(12):
            assert len(rows(client, "/submissions/", wanted)) == 1507


@pytest.mark.parametrize("wanted", FORMATS)
def test_clusters_versions_and_words_on_pairs_are_lists_too(
    client: Client, mixed: ModelVersion, wanted: str
) -> None:
    first, second = Submission.objects.order_by("pk")[:2]
    PairFeedback.objects.create(first=first, second=second, verdict="similar", speaker="all")

    assert [str(row[0]) for row in rows(client, "/models/", wanted)] == [str(mixed.pk)]
    assert [row[1:3] for row in rows(client, "/clusters/", "json")] == [
        [name, 2] for name in companies.NAMES[:2]
    ] + [["Food", 1]]
    assert [row[1] for row in rows(client, "/similar/feedback.csv", wanted)] == ["Alpha Bank"]


def test_an_empty_site_gives_empty_files(client: Client, db: None) -> None:
    for wanted in FORMATS:
        assert rows(client, "/submissions/", wanted) == []
        assert rows(client, "/models/", wanted) == []


def test_a_file_of_a_cluster_that_does_not_exist_is_404(
    client: Client, mixed: ModelVersion
) -> None:
    assert client.get("/clusters/99/?format=csv").status_code == 404


def test_files_on_their_way_leave_most_threads_to_pages(
    client: Client, mixed: ModelVersion, settings: Any
) -> None:
    settings.WEB_THREADS = 8
    fetched = [client.get("/submissions/?format=csv") for _ in range(2)]

    refused = client.get("/submissions/?format=xlsx")
    page = client.get("/submissions/")
    assert len(content(fetched[0])) > 0
    again = client.get("/submissions/?format=json")

    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert "Too many files are being fetched at this moment." in refused.content.decode()
    assert (page.status_code, again.status_code) == (200, 200)
