"""The worker reads an import step by step: complete, each row once, whatever happens meanwhile."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from scoring.account_pages.deleting import delete_account
from scoring.batches import pieces, steps, uploading
from scoring.batches.mapping import Mapping
from scoring.models import CollectionShare, Import, ImportPart, ImportRow, Job, Submission
from scoring.tables.encodings import FileError
from scoring.worker import jobs
from tests.batches.imports import BANK, DAIRY, imported, own_collection, read, rows_of, sent

WORKBOOK = Path(__file__).parents[1] / "tables" / "files" / "sheets.xlsx"
pytestmark = pytest.mark.django_db
TABLE = f"Name,Sector,About,Staff\nAcme,Food,{BANK},12\nX,,{DAIRY},\nZoo,Food,{DAIRY},3\n"


def test_rows_become_companies_of_the_collection_and_keep_their_own_columns(db: None) -> None:
    collection = own_collection()

    made = imported(TABLE, collection)

    assert (made.state, made.stored, made.bad) == ("done", 2, 1)
    companies = Submission.objects.filter(collection=collection).order_by("pk")
    assert [(each.title, each.category, each.text, each.source) for each in companies] == [
        ("Acme", "Food", BANK, "import"),
        ("Zoo", "Food", DAIRY, "import"),
    ]
    first, wrong, _ = ImportRow.objects.filter(file=made).order_by("number")
    assert (first.submission, first.cells) == (companies[0], ["Acme", "Food", BANK, "12"])
    assert (wrong.line, wrong.column, wrong.submission) == (3, "Name", None)
    assert wrong.problem == "The title needs at least 2 characters."
    assert not ImportPart.objects.exists()


def test_rows_without_end_and_broken_ones_stop_no_good_row(db: None) -> None:
    content = f'Title,Text\nAcme,"A \\"bad\\" row, here"\nZoo,"{DAIRY}"\n"Never ends,{BANK}\n'

    made = imported(content, own_collection())

    assert made.stored == 1
    assert [(line, outcome) for line, outcome, *_ in rows_of(made)] == [
        (2, "bad"),
        (3, "stored"),
        (4, "bad"),
    ]


KILLED: dict[str, tuple[Any, str]] = {
    "before anything": (steps, "store"),
    "after companies": (steps, "insert"),
    "after rows": (steps.Piece, "count_in"),
}


@pytest.mark.parametrize("moment", KILLED)
def test_a_step_that_dies_is_stored_not_at_all_and_taken_again(
    db: None, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(pieces, "ROWS_A_STEP", 2)
    rows = "".join(f"Firm {number},{BANK} {number}\n" for number in range(5))
    made = sent(f"Title,Text\n{rows}", own_collection())
    steps.start(made)
    jobs.take_step()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    where, name = KILLED[moment]
    with monkeypatch.context() as dying:
        dying.setattr(where, name, die)
        with pytest.raises(KeyboardInterrupt):
            jobs.take_step()
    assert Submission.objects.count() == ImportRow.objects.count() == 2
    Job.objects.update(lease=None, leased_until=None, leased_at=None)
    while Job.objects.pending().exists():
        jobs.take_step()

    made.refresh_from_db()
    assert (made.state, made.stored, made.known) == ("done", 5, 0)
    assert [row.number for row in ImportRow.objects.order_by("number")] == [1, 2, 3, 4, 5]


def test_a_cancelled_import_reads_no_more_and_keeps_what_it_stored(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS_A_STEP", 1)
    made = sent(TABLE, own_collection())
    steps.start(made)
    jobs.take_step()

    assert steps.cancel(made)
    jobs.take_step()

    made.refresh_from_db()
    assert (made.state, made.stored, Job.objects.get().status) == ("cancelled", 1, "done")
    assert not made.parts.exists()
    assert not steps.cancel(made)


def test_an_import_ends_where_whoever_began_it_lost_that_right(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "ROWS_A_STEP", 1)
    collection = own_collection()
    editor = User.objects.create_user("editor")
    share = CollectionShare.objects.create(collection=collection, account=editor, role="editor")
    made = sent(TABLE, collection)
    Import.objects.update(made_by=editor)
    steps.start(made)
    jobs.take_step()
    CollectionShare.objects.filter(pk=share.pk).update(role="reader")

    while Job.objects.pending().exists():
        jobs.take_step()

    made.refresh_from_db()
    assert (made.state, made.stopped, made.stored) == ("failed", steps.NO_EDITOR, 1)
    assert Submission.objects.count() == ImportRow.objects.count() == 1


@pytest.mark.parametrize("end", [{"is_active": False}, None])
def test_an_import_ends_with_the_account_that_began_it(
    db: None, end: dict[str, bool] | None
) -> None:
    collection = own_collection()
    editor = User.objects.create_user("editor")
    CollectionShare.objects.create(collection=collection, account=editor, role="editor")
    made = sent(TABLE, collection)
    Import.objects.update(made_by=editor)
    if end:
        User.objects.filter(pk=editor.pk).update(**end)
    else:
        delete_account(editor)

    assert (read(made).state, Submission.objects.count()) == ("failed", 0)


def test_a_collection_that_was_deleted_is_filled_no_further(db: None) -> None:
    collection = own_collection()
    made = sent(TABLE, collection)
    collection.deleted_at = timezone.now()
    collection.save()

    assert read(made).state == "cancelled"
    assert not Submission.objects.exists()


def test_what_fails_again_and_again_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(steps, "store", fail)
    made = sent(TABLE, own_collection())
    steps.start(made)
    for _ in range(steps.MOST_TRIES):
        Job.objects.update(next_attempt_at=timezone.now())
        jobs.take_step()

    made.refresh_from_db()
    assert (made.state, made.stopped) == ("failed", steps.INSIDE)
    assert not made.parts.exists()


def test_a_workbook_is_read_from_its_chosen_sheet_whenever_the_worker_dies(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sent(WORKBOOK.read_bytes(), own_collection(), "Firmen.xlsx")
    assert made.mapping["title"] == "Firma"
    uploading.choose_sheet(made, 4)
    steps.start(made)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(steps, "keep_parts", die)
        with pytest.raises(KeyboardInterrupt):
            jobs.take_step()
    Job.objects.update(lease=None, leased_until=None, leased_at=None)
    while Job.objects.pending().exists():
        jobs.take_step()

    made.refresh_from_db()
    assert (made.state, made.stored, made.head) == ("done", 1, "")
    assert Submission.objects.get().title == "Oil Works"


def test_a_draft_that_was_started_meanwhile_keeps_its_sheet(db: None) -> None:
    made = sent(WORKBOOK.read_bytes(), own_collection(), "Firmen.xlsx")
    steps.start(Import.objects.get(pk=made.pk))

    uploading.choose_sheet(made, 4)

    assert Import.objects.get(pk=made.pk).sheet == 2


def test_a_table_is_read_by_the_columns_with_which_it_was_started(db: None) -> None:
    made = sent(TABLE, own_collection())
    other_page = Import.objects.get(pk=made.pk)
    assert steps.start(made)

    other_page.mapping = {"title": "Sector", "text": ["About"]}
    other_page.again = Import.Again.LEAVE
    uploading.as_looked_at(other_page).update(mapping=other_page.mapping)
    assert not steps.start(other_page)

    kept = Import.objects.get(pk=made.pk)
    assert (kept.mapping, kept.again) == (made.mapping, Import.Again.CORRECT)


# Again


def test_the_same_file_again_stores_nothing_twice(db: None) -> None:
    collection = own_collection()
    imported(TABLE, collection)

    again = imported(TABLE, collection)

    assert (again.stored, again.known, again.corrected, again.bad) == (0, 2, 0, 1)
    assert Submission.objects.count() == 2


def test_the_same_company_twice_in_a_file_is_stored_once(db: None) -> None:
    made = imported(f"Title,Text\nAcme,{BANK}\nAcme,{BANK}\n", own_collection())

    assert (made.stored, made.known) == (1, 1)
    assert len(set(made.rows.values_list("submission", flat=True))) == 1


@pytest.mark.parametrize("rows_a_step", [1, 500])
def test_two_companies_with_one_key_are_neither_merged_nor_lost_in_silence(
    db: None, monkeypatch: pytest.MonkeyPatch, rows_a_step: int
) -> None:
    monkeypatch.setattr(pieces, "ROWS_A_STEP", rows_a_step)
    made = sent(f"ID,Title,Text\n7,Acme,{BANK}\n7,Zoo,{DAIRY}\n7,Acme,{BANK}\n", own_collection())
    made.mapping["key"] = "ID"
    made.save()

    read(made)

    assert Submission.objects.get().title == "Acme"
    assert [(outcome, column) for _, outcome, column, _ in rows_of(made)] == [
        ("stored", ""),
        ("bad", "ID"),
        ("known", ""),
    ]


CORRECTED = {
    "by title and text": (f"Title,Category,Text\nAcme,Banks,{BANK}\n", ("Acme", "Banks", BANK)),
    "by its key": (f"ID,Title,Category,Text\n7,Acme AG,,{DAIRY}\n", ("Acme AG", "Food", DAIRY)),
}


@pytest.mark.parametrize("how", CORRECTED)
def test_a_known_company_is_corrected(db: None, how: str) -> None:
    collection = own_collection()
    imported(f"ID,Title,Category,Text\n7,Acme,Food,{BANK}\n", collection)
    content, expected = CORRECTED[how]

    made = imported(content, collection)

    company = Submission.objects.get()
    assert (company.title, company.category, company.text) == expected
    assert company.earlier_texts.get().by_name == "ann"
    assert (made.stored, made.corrected) == (0, 1)


def test_a_known_company_stays_where_the_person_says_so(db: None) -> None:
    collection = own_collection()
    imported(f"ID,Title,Text\n7,Acme,{BANK}\n", collection)
    made = sent(f"ID,Title,Text\n7,Acme AG,{DAIRY}\n", collection)
    made.again = Import.Again.LEAVE
    made.save()

    read(made)

    assert Submission.objects.get().title == "Acme"
    assert (made.known, made.corrected) == (1, 0)


def test_companies_of_other_collections_are_neither_known_nor_corrected(db: None) -> None:
    table = f"ID,Title,Text\n7,Acme,{BANK}\n"
    imported(table, own_collection("ben"))

    made = imported(table, own_collection("ann"))

    assert (made.stored, made.known) == (1, 0)


# How much


def test_a_person_has_an_end(db: None, settings: Any) -> None:
    collection = own_collection()
    imported(TABLE, collection)
    settings.IMPORT_ROWS_OF_A_PERSON = 3

    with pytest.raises(FileError, match="3 is the most that one person may have"):
        sent(TABLE, collection)


def test_like_headings_are_mapped_as_they_were_the_last_time(db: None) -> None:
    collection = own_collection()
    made = sent(TABLE, collection)
    made.mapping = {**made.mapping, "industry": "Sector", "category": ""}
    made.save()
    read(made)

    assert sent(TABLE, collection).mapping["industry"] == "Sector"
    in_other_letters = sent(TABLE.replace("Name,Sector,About", "name,SECTOR,about"), collection)
    assert uploading.mapping_of(in_other_letters) == Mapping("name", ("about",), "", "SECTOR")
    assert sent(TABLE, own_collection("ben")).mapping["category"] == "Sector"


def test_a_file_that_nobody_imported_is_kept_for_a_week(db: None) -> None:
    collection = own_collection()
    draft, done = sent(TABLE, collection), imported(TABLE, collection)
    long_ago = timezone.now() - timedelta(days=8)
    Import.objects.filter(pk__in=[draft.pk, done.pk]).update(made_at=long_ago)
    young = sent(TABLE, collection)

    uploading.forget_old_drafts()

    assert set(Import.objects.all()) == {done, young}


def test_a_name_leads_nowhere(db: None) -> None:
    made = sent(TABLE, own_collection(), "../../etc/<b>passwd\x00.csv")

    assert made.name == "<b>passwd.csv"
