"""Rows are stored one by one; what is wrong with one is said, and nothing is stored twice."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from scoring.batches.importing import CATALOGUE
from scoring.models import Assignment, ModelVersion, Submission, model_versions
from scoring.tables.cuts import CUT_TEXT, in_a_cell
from scoring.versions.training_rows import training_rows
from tests.batches.import_command import BANK, GOOD, HEADER, load, load_text, stored, written
from tests.catalogue import whole_catalogue
from tests.conftest import work
from tests.servers import ScoringServer

pytestmark = pytest.mark.django_db


# Rows that are wrong


BAD_ROWS = {
    "no title": (("", "", "", BANK), "Title: Enter a title."),
    "a title of one letter": (("A", "", "", BANK), "Title: The title needs at least 2 characters."),
    "a title of blanks": ((" \t ", "", "", BANK), "Title: Enter a title."),
    "a title of control characters": (("\x07\u200b", "", "", BANK), "Title: Enter a title."),
    "a title of 201": (
        ("x" * 201, "", "", BANK),
        "Title: Use 200 characters or fewer; this has 201.",
    ),
    "a category of 201": (
        ("Acme", "x" * 201, "", BANK),
        "Category: Use 200 characters or fewer; this has 201.",
    ),
    "an industry of 201": (
        ("Acme", "", "x" * 201, BANK),
        "Industry: Use 200 characters or fewer; this has 201.",
    ),
    "no text": (("Acme", "", "", ""), "Description: Describe the company in a sentence or more."),
    "a text that a workbook cut": (("Acme", "", "", in_a_cell("x" * 40_000)), CUT_TEXT),
    "too few cells": (("Acme",), "Description: Describe the company in a sentence or more."),
}


def test_bad_rows_are_named_with_their_line_and_the_others_are_stored(file: Path) -> None:
    rows = [
        ("First Good", "", "", BANK),
        *[row for row, _ in BAD_ROWS.values()],
        ("Last Good", "", "", BANK),
    ]

    answer = load_text(file, written(*rows))

    expected = [
        f"line {number}: {reason}" for number, (_, reason) in enumerate(BAD_ROWS.values(), start=3)
    ]
    assert answer.errors == expected
    assert answer.counts == f"2 stored, 0 known already, {len(BAD_ROWS)} with errors\n"
    assert [title for title, *_ in stored()] == ["First Good", "Last Good"]


def test_two_mistakes_of_one_row_are_both_named(file: Path) -> None:
    answer = load_text(file, written(("", "", "", ""), ("A", "x", "", "")))

    assert answer.errors == [
        "line 3: Title: The title needs at least 2 characters. Description: "
        "Describe the company in a sentence or more."
    ]


def test_the_line_of_a_mistake_counts_the_lines_of_texts_before_it(file: Path) -> None:
    answer = load_text(file, written(("Good", "", "", "one\ntwo\nthree"), ("", "", "", BANK)))

    assert answer.errors == ["line 5: Title: Enter a title."]
    assert stored() == [("Good", "", "", "one\ntwo\nthree")]


def test_a_row_with_more_cells_than_the_header_is_an_error(file: Path) -> None:
    """A comma in a text that is not quoted must not cut the text without a word said."""
    answer = load_text(
        file, f"Title,Text\nAcme,We bake bread, rolls and cakes.\nGood,{BANK.split(',')[0]}\n"
    )

    assert answer.errors == [
        "line 2: 3 cells under 2 columns; name each column, and put a text with commas in quotes."
    ]
    assert [title for title, *_ in stored()] == ["Good"]


def test_empty_cells_after_the_last_column_are_nothing(file: Path) -> None:
    answer = load_text(file, f'Title,Text,,\nAcme,"{BANK}",,\nOther,"{BANK}",,,,\n')

    assert answer.errors == []
    assert [row[3] for row in stored()] == [BANK, BANK]


def test_blank_lines_are_skipped(file: Path) -> None:
    answer = load_text(file, f'{HEADER}\n,,,\n  , ,\t,\nAcme,,,"{BANK}"\n\n\n')

    assert answer == ("1 stored, 0 known already, 0 with errors\n", [])


def test_a_title_of_200_characters_is_stored_whole(file: Path) -> None:
    title = "漢" * 200

    load_text(file, written((title, title, title, BANK)))

    assert stored() == [(title, title, title, BANK)]


def test_a_text_may_be_just_as_long_as_the_setting(file: Path, settings: Any) -> None:
    settings.IMPORT_TEXT_MAX_LENGTH = 3000

    answer = load_text(
        file, written(("Fits", "", "", "x" * 3000), ("Does not", "", "", "x" * 3001))
    )

    assert answer.errors == ["line 3: Description: Use 3,000 characters or fewer; this has 3,001."]
    assert stored() == [("Fits", "", "", "x" * 3000)]


def test_a_text_far_beyond_the_csv_module_s_own_limit_is_stored(file: Path) -> None:
    settings_limit = django_settings.IMPORT_TEXT_MAX_LENGTH

    load_text(file, written(("Long", "", "", "ä" * settings_limit)))

    assert [len(row[3]) for row in stored()] == [settings_limit]


def test_the_limits_of_the_form_do_not_hold_for_files(file: Path, settings: Any) -> None:
    settings.TITLE_MAX_LENGTH = settings.CATEGORY_MAX_LENGTH = settings.TEXT_MAX_LENGTH = 5

    answer = load_text(file, GOOD)

    assert answer.counts == "1 stored, 0 known already, 0 with errors\n"


def test_hostile_words_are_stored_as_they_are(file: Path) -> None:
    rows = [
        (
            "=cmd|' /C calc'!A0",
            "<script>alert(1)</script>",
            "'; drop table x; --",
            '{% now "Y" %} {{ x }} %s %00',
        )
    ]

    load_text(file, written(*rows))

    assert stored() == rows


# Nothing twice


def test_the_same_file_twice_stores_nothing_twice(file: Path) -> None:
    load_text(file, GOOD)

    answer = load(file)

    assert answer == ("0 stored, 1 known already, 0 with errors\n", [])
    assert len(stored()) == 1


def test_what_stands_twice_in_a_file_is_stored_once(file: Path) -> None:
    rows = [
        ("Acme", "", "", BANK),
        ("Other", "", "", BANK),
        ("Acme", "", "", BANK),
        (" Acme ", "", "", BANK + "\n"),
    ]

    answer = load_text(file, written(*rows))

    assert answer.counts == "2 stored, 2 known already, 0 with errors\n"
    assert [title for title, *_ in stored()] == ["Acme", "Other"]


def test_what_differs_in_one_cell_is_another_company(file: Path) -> None:
    load_text(file, written(("Acme", "", "", BANK)))

    answer = load_text(
        file,
        written(("Acme", "Financials", "", BANK), ("ACME", "", "", BANK), ("Acme", "", "", "X")),
    )

    assert answer.counts == "3 stored, 0 known already, 0 with errors\n"
    assert len(stored()) == 4


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_large_file_is_counted_right_over_its_chunks(file: Path, dry_run: bool) -> None:
    rows = [(f"Company {number % 700}", "", "", BANK) for number in range(1200)]

    answer = load_text(file, written(*rows), dry_run=dry_run)

    verb = "would be stored" if dry_run else "stored"
    assert answer.counts == f"700 {verb}, 500 known already, 0 with errors\n"
    assert len(stored()) == (0 if dry_run else 700)


def test_a_dry_run_says_what_would_be_and_stores_nothing(file: Path, model: ModelVersion) -> None:
    before = Submission.objects.count()

    answer = load_text(file, GOOD + ",,,No title here\n", dry_run=True)

    assert answer == (
        "1 would be stored, 0 known already, 1 with errors\n",
        ["line 3: Title: Enter a title."],
    )
    assert Submission.objects.count() == Assignment.objects.count() == before


# Sources, versions and the catalogue


def test_the_source_can_be_named(file: Path) -> None:
    load_text(file, GOOD, source="catalogue")

    assert Submission.objects.get().source == "catalogue"


def test_the_file_that_ships_is_the_catalogue_under_any_spelling_of_its_path(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CATALOGUE.parent)

    call_command("import_companies", CATALOGUE.name, stdout=io.StringIO())

    assert set(Submission.objects.values_list("source", flat=True)) == {"catalogue"}


def test_another_source_is_refused(file: Path) -> None:
    file.write_text(GOOD)
    with pytest.raises(CommandError, match="invalid choice: 'form'"):
        call_command("import_companies", str(file), "--source", "form")
    assert not Submission.objects.exists()


def test_the_catalogue_is_loaded_once(db: None) -> None:
    answers = []
    for _ in range(2):
        out = io.StringIO()
        call_command("load_catalogue", stdout=out)
        answers.append(out.getvalue())

    count = len(whole_catalogue())
    assert answers == [
        f"{count} stored, 0 known already, 0 with errors\n",
        f"0 stored, {count} known already, 0 with errors\n",
    ]
    of_file = [
        (row["Title"], row["Category"], row["Industry"], row["Text"]) for row in whole_catalogue()
    ]
    assert sorted(stored()) == sorted(of_file)
    # The newest of each sector, while training reads the companies as the file has them
    newest = Submission.objects.order_by("-pk")[:22].values_list("category", flat=True)
    assert len(set(newest)) == 11
    assert training_rows("catalogue").rows.titles == [title for title, *_ in of_file]
    assert set(Submission.objects.values_list("source", flat=True)) == {"catalogue"}


def test_without_a_model_companies_wait_for_one(file: Path) -> None:
    load_text(file, GOOD)

    assert Submission.objects.count() == 1
    assert not Assignment.objects.exists()


def test_an_imported_company_waits_for_the_worker_who_places_it(
    file: Path, model: ModelVersion
) -> None:
    load_text(file, GOOD)

    row = Assignment.objects.get(submission__title="Acme Bank")
    assert (row.version, row.status, row.lease, row.cluster) == (model, "pending", None, None)
    assert (row.category, row.source) == ("Financials", "import")
    work()
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("scored", 1)
    assert row.cluster == row.shown_cluster is not None


def test_an_imported_company_gets_a_row_under_every_version_in_use(
    file: Path, model: ModelVersion, remote: ScoringServer
) -> None:
    load_text(file, GOOD)

    rows = Assignment.objects.filter(submission__title="Acme Bank")
    assert {row.version for row in rows} == {model, model_versions.active()}
    assert {row.status for row in rows} == {"pending"}
    assert remote.requests == []
    work()
    assert sorted(rows.values_list("version__kind", "status")) == [
        ("embedded", "scored"),
        ("remote", "scored"),
    ]
    assert ["Acme Bank", "Financials", BANK.lower()] in remote.rows
