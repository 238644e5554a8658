"""Staff take companies out as CSV that a spreadsheet reads right and does not run."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from scoring.models import Assignment, Cluster, ModelVersion, Submission
from scoring.models.submissions import fingerprint
from tests.admin.companies_in_admin import act, read_csv, store, stored_titles
from tests.conftest import work

pytestmark = pytest.mark.django_db

COLUMNS = [
    "Id",
    "Title",
    "Category",
    "Industry",
    "Text",
    "Cluster",
    "Cluster name",
    "Status",
    "Review",
    "Source",
    "Sent",
    "Tags",
    "Note",
    "Sector",
    "Sector probability",
    "Second sector",
    "Segment",
    "Segment probability",
    "Answer",
    "How sure",
]


def test_an_export_holds_every_column(reviewer: Client, placed: Assignment) -> None:
    response = act(reviewer, "export_as_csv", [placed.submission_id])

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="companies.csv"'
    header, row = read_csv(response)
    company = placed.submission
    assert header == COLUMNS
    assert row == [
        str(company.pk),
        company.title,
        company.category,
        company.industry,
        company.text,
        str(placed.cluster),
        placed.version.clusters.get(number=placed.cluster).name,
        "scored",
        "unreviewed",
        "catalogue",
        company.sent_at.isoformat(timespec="seconds"),
        *("", "", "", "", "", "", ""),
        *("sure", "Sure"),
    ]


DIFFICULT_TEXTS = {
    "quotes": 'They say "hello", then "good bye".',
    "newlines": "First line\nsecond line\n\nfourth, with a comma",
    "unicode": "Ærø 漢字 שלום 🦆 e\u0301",
    "semicolons and tabs": "a;b\tc",
    "200 characters": "x" * 200,
    "an apostrophe first": "'tis a company",
}


def test_difficult_texts_come_back_from_the_export_as_they_were(
    reviewer: Client, model: ModelVersion
) -> None:
    companies = [
        store(text.replace("\n", " ")[:200], text, category=text[:20].replace("\n", " "))
        for text in DIFFICULT_TEXTS.values()
    ]

    rows = read_csv(act(reviewer, "export_as_csv", [company.pk for company in companies]))[1:]

    found = {int(row[0]): row[1:5] for row in rows}
    for kind, company in zip(DIFFICULT_TEXTS, companies, strict=True):
        assert found[company.pk] == [company.title, company.category, "", DIFFICULT_TEXTS[kind]], (
            kind
        )


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(
    reviewer: Client, model: ModelVersion
) -> None:
    dangers = [
        f'{start}HYPERLINK("http://x","y")' for start in ("=", "+", "-", "@", "\t", "\r", "\n")
    ]
    companies = [store(danger, danger, category=danger, industry=danger) for danger in dangers]
    Cluster.objects.update(given_name=dangers[0])
    work()

    rows = read_csv(act(reviewer, "export_as_csv", [company.pk for company in companies]))[1:]

    assert sorted(row[1:5] for row in rows) == sorted([f"'{danger}"] * 4 for danger in dangers)
    assert {row[6] for row in rows} <= {f"'{dangers[0]}", ""}
    assert not [
        cell
        for row in rows
        for cell in row
        if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    ]


def test_an_export_of_all_that_is_found_goes_beyond_the_page(
    reviewer: Client, model: ModelVersion
) -> None:
    some = list(Submission.objects.values_list("pk", flat=True)[:1])

    everything = read_csv(act(reviewer, "export_as_csv", some, select_across="1"))[1:]
    one_category = read_csv(
        act(reviewer, "export_as_csv", some, "?category=Financials", select_across="1")
    )[1:]

    assert len(everything) == model.rows > 100
    assert {row[1] for row in one_category} == stored_titles(category="Financials")


def test_a_company_without_a_score_is_exported_with_empty_cells(
    reviewer: Client, model: ModelVersion
) -> None:
    _, row = read_csv(act(reviewer, "export_as_csv", [store("Waits").pk]))

    assert row[5:10] == ["", "", "pending", "unreviewed", "import"]


def test_an_export_is_known_again_whatever_its_cells_begin_with(
    reviewer: Client, model: ModelVersion, tmp_path: Path
) -> None:
    starts = ["=", "+", "-", "@", "'=", "''+", "'tis", "'", '"', "#", "é", ",", ";"]
    companies = []
    for start in starts:
        cells = (f"{start}Acme", f"{start}s", f"{start}cmd(1)\nmore")
        title, category, text = cells
        companies.append(store(title, text, category=category))
        Submission.objects.filter(pk=companies[-1].pk).update(fingerprint=fingerprint(*cells))
    export = act(reviewer, "export_as_csv", [company.pk for company in companies])
    file = tmp_path / "export.csv"
    file.write_bytes(b"".join(export.streaming_content))
    said = io.StringIO()

    call_command("import_companies", str(file), stdout=said)

    counts, not_kept = said.getvalue().splitlines()
    assert counts == f"0 stored, {len(starts)} known already, 0 with errors"
    assert not_kept.startswith("Not kept: Tags, Note. ")
