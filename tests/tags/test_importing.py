"""A file of a list that is imported again brings the tags and the note of each company."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from scoring.batches.answers import table_of
from scoring.batches.mending import bad_row, mend
from scoring.models import (
    Collection,
    CompanyNote,
    CompanyTag,
    Import,
    ModelVersion,
    OwnColumn,
    Submission,
)
from scoring.tables.writing import csv_lines
from tests.batches.imports import BANK, imported, own_collection, read, sent
from tests.own_columns.tables import filled_collection
from tests.shown import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(model: ModelVersion, client: Client) -> Collection:
    """Four companies with own columns, of which one has tags and a note."""
    collection, _ = filled_collection()
    assert collection.owner
    client.force_login(collection.owner)
    noted = Submission.objects.get(title="Acme Bank")
    for name in ("to call", "größe"):
        CompanyTag.objects.create(submission=noted, collection=collection, name=name)
    CompanyNote.objects.create(submission=noted, text="=Noted\n\nAsk, “again”.", by_name="bob")
    return collection


def listed(client: Client, collection: Collection, file_format: str) -> bytes:
    return client.get(f"/collections/{collection.pk}/?format={file_format}").getvalue()


def with_cells(content: bytes, title: str, **cells: str) -> str:
    """The CSV of a list with other cells in one row."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    for row in rows:
        if row["Title"] == title:
            row.update(cells)
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def kept(collection: Collection) -> dict[str, tuple[list[str], str]]:
    """Title -> tags and note of the companies that have any."""
    found = {}
    for company in Submission.objects.filter(collection=collection):
        tags = CompanyTag.objects.filter(submission=company, collection=collection)
        names = sorted(tags.values_list("name", flat=True))
        note = CompanyNote.objects.filter(submission=company).first()
        if names or note:
            found[company.title] = (names, note.text if note else "")
    return found


def counts(made: Import) -> tuple[int, ...]:
    return made.stored, made.corrected, made.known, made.bad


NOTED = {"Acme Bank": (["größe", "to call"], "=Noted\n\nAsk, “again”.")}


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_ones_own_list_again_changes_nothing(
    client: Client, collection: Collection, file_format: str
) -> None:
    content = listed(client, collection, file_format)
    columns = list(OwnColumn.objects.order_by("pk").values())

    again = read(sent(content, collection, f"list.{file_format}"))

    assert counts(again) == (0, 0, 4, 0)
    assert kept(collection) == NOTED
    assert CompanyNote.objects.get().by_name == "bob"
    assert list(OwnColumn.objects.order_by("pk").values()) == columns


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_a_list_whose_own_columns_are_called_as_those_of_lists_are_is_known_again(
    client: Client, file_format: str
) -> None:
    collection = own_collection()
    assert collection.owner
    client.force_login(collection.owner)
    imported(f"Name,About,ID,ID (2),Text (2),Score\nAcme,{BANK},1,2,3,4\n", collection)
    columns = list(OwnColumn.objects.order_by("pk").values_list("name", flat=True))
    assert columns == ["ID", "ID (2)", "Text (2)", "Score"]

    for _ in range(2):
        content = listed(client, collection, file_format)
        again = read(sent(content, collection, f"list.{file_format}"))

        assert counts(again) == (0, 0, 1, 0)
        assert list(OwnColumn.objects.order_by("pk").values_list("name", flat=True)) == columns


def test_numbers_of_this_site_in_a_list_are_nobodys_own_keys(
    client: Client, collection: Collection
) -> None:
    company = Submission.objects.get(title="Acme Bank")
    other = imported(f"Name,About,ID\nOther,{BANK} Others.,{company.pk}\n", collection)
    assert other.mapping["key"] == "ID"
    content = listed(client, collection, "csv")

    imported(with_cells(content, "Acme Bank", Text=f"{BANK} Corrected."), collection)

    assert Submission.objects.filter(title="Other", text=f"{BANK} Others.").exists()


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_in_another_collection_new_companies_get_them(
    client: Client, collection: Collection, file_format: str
) -> None:
    other = own_collection("ann")

    made = read(sent(listed(client, collection, file_format), other, f"list.{file_format}"))

    assert counts(made) == (4, 0, 0, 0)
    assert kept(other) == NOTED
    own = set(OwnColumn.objects.filter(collection=other).values_list("name", flat=True))
    assert {name.lower() for name in own} == {"city", "staff", "founded", "site"}


def test_a_list_with_answers_keeps_them_too(client: Client, collection: Collection) -> None:
    made = imported(listed(client, collection, "csv").decode("utf-8-sig"), collection)
    CompanyTag.objects.all().delete()

    again = imported("".join(csv_lines(table_of(made, collection.alone))), collection)

    assert counts(again) == (0, 1, 3, 0)
    assert kept(collection) == NOTED
    assert OwnColumn.objects.count() == 4


@pytest.mark.parametrize(
    ("cells", "after"),
    [
        ({"Tags": "To  Call, new"}, (["new", "to call"], NOTED["Acme Bank"][1])),
        ({"Tags": "", "Note": ""}, NOTED["Acme Bank"]),
        ({"Note": "Another."}, (["größe", "to call"], "Another.")),
    ],
)
def test_other_cells_correct_and_empty_ones_unsay_nothing(
    client: Client, collection: Collection, cells: dict[str, str], after: Any
) -> None:
    content = with_cells(listed(client, collection, "csv"), "Acme Bank", **cells)

    again = imported(content, collection)

    assert kept(collection) == {"Acme Bank": after}
    assert again.corrected == (after != NOTED["Acme Bank"])


def test_a_company_that_is_to_be_left_keeps_its_own(client: Client, collection: Collection) -> None:
    content = with_cells(listed(client, collection, "csv"), "Acme Bank", Tags="x", Note="y")
    made = sent(content, collection)
    made.again = Import.Again.LEAVE
    made.save()

    assert counts(read(made)) == (0, 0, 4, 0)
    assert kept(collection) == NOTED


def test_a_tag_that_is_too_long_is_named_and_can_be_mended(
    client: Client, collection: Collection
) -> None:
    content = with_cells(listed(client, collection, "csv"), "Zoo Dairy", Tags="x" * 41)

    again = imported(content, collection)

    row = again.rows.get(outcome="bad")
    assert (row.column, row.problem[:35]) == ("Tags", "A tag has 40 characters or fewer; “")
    assert kept(collection) == NOTED
    place = again.layout["columns"].index("Tags")
    held = bad_row(again, str(row.number))
    assert held
    assert mend(again, held, {f"cell-{place}": "short"})
    assert kept(collection) == {**NOTED, "Zoo Dairy": (["short"], "")}


def test_before_a_list_is_imported_it_is_said_that_tags_and_notes_come_along(
    client: Client, collection: Collection
) -> None:
    saying = "Tags and notes of this list become those of its companies."
    own_table = f'Name,About,Tags,Note\nAcme,"{BANK}","a, b",Ask.\n'
    pages = {
        content: shown(client.get(sent(content, collection).get_absolute_url()))
        for content in (listed(client, collection, "csv").decode(), own_table)
    }

    assert [saying in page for page in pages.values()] == [True, False]


def test_such_columns_of_somebodys_own_table_are_his_own(db: None) -> None:
    made = imported(f'Name,About,Tags,Note\nAcme,"{BANK}","a, b",Ask.\n', own_collection())

    assert made.stored == 1
    assert set(OwnColumn.objects.values_list("name", flat=True)) == {"Tags", "Note"}
    assert not CompanyTag.objects.exists()
