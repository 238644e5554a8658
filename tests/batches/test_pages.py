"""A member sends a table, looks at its columns, watches it, has it back; nobody else sees it."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.companies import submissions
from scoring.models import Collection, CollectionShare, Import, Submission
from scoring.tables.cuts import in_a_cell
from tests.batches.imports import BANK, DAIRY, TABLE, imported, own_collection, read, sent
from tests.shown import shown

pytestmark = pytest.mark.django_db
WORKBOOK = Path(__file__).parents[1] / "tables" / "files" / "sheets.xlsx"


def file(content: str | bytes = TABLE, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_a_file_becomes_a_draft_whose_columns_are_guessed_and_stores_nothing(
    member: Client, collection: Collection
) -> None:
    page = member.post(f"/collections/{collection.pk}/import/", {"file": file()}, follow=True)

    said = shown(page)
    assert page.status_code == 200
    assert "Left out. Name: The title needs at least 2 characters." in said
    assert "Cells with “nan” count as empty." in said
    assert "Kept with each company, to filter and sort by: <bdi>Staff</bdi>." in said
    made = Import.objects.get()
    assert (made.state, made.mapping["title"], made.mapping["text"]) == ("draft", "Name", ["About"])
    assert not Submission.objects.exists()


def test_a_draft_says_which_texts_a_workbook_cut(member: Client, collection: Collection) -> None:
    cut = in_a_cell("bolts " * 6_000)
    table = f'Name,About\nAcme,{BANK}\nBolt,"{cut}"\n'
    address = f"/collections/{collection.pk}/import/"

    page = member.post(address, {"file": file(table)}, follow=True)

    assert "for the text of 1 of these rows (line 3)" in shown(page)


def test_what_is_wrong_with_a_row_is_a_sentence_in_the_preview_and_behind_it(
    member: Client, collection: Collection
) -> None:
    table = f'Name,About\nAcme,{BANK}\n"Bolt" Ltd,{BANK}\n'
    address = f"/collections/{collection.pk}/import/"

    preview = shown(member.post(address, {"file": file(table)}, follow=True))
    made = read(Import.objects.get())

    assert "Left out. No valid CSV: " in preview
    assert "No valid CSV: " in shown(member.get(made.get_absolute_url()))


DAMAGE = {
    "It is damaged.": b"<sheetData><row r=",
    "error in place of a value": b'<sheetData><row r="9"><c r="A9" t="e"><v>#SPILL!</v></c></row>',
}


@pytest.mark.parametrize("problem", DAMAGE)
def test_a_sheet_that_cannot_be_read_is_named_and_the_others_are_offered(
    member: Client, collection: Collection, problem: str
) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(WORKBOOK) as was, zipfile.ZipFile(changed, "w") as book:
        for name in was.namelist():
            content = was.read(name)
            if name == "xl/worksheets/sheet5.xml":
                content = content.replace(b"<sheetData>", DAMAGE[problem])
            book.writestr(name, content)
    sheet = file(changed.getvalue(), "firms.xlsx")

    page = member.post(f"/collections/{collection.pk}/import/", {"file": sheet}, follow=True)

    said = shown(page)
    assert "The sheet “Zwei” of the workbook cannot be read." in said
    assert problem in said
    assert "3 sheets of the workbook have rows" in said
    assert [name for _, name, *_ in Import.objects.get().sheets][-1] == "Zwei"


def test_a_pasted_table_is_read_like_a_file(member: Client, collection: Collection) -> None:
    pasted = f"Firma\tBeschreibung\nAcme\t{BANK}\n"

    page = member.post(f"/collections/{collection.pk}/import/", {"pasted": pasted}, follow=True)

    assert "Acme" in shown(page)
    assert Import.objects.get().mapping["title"] == "Firma"


def test_columns_are_chosen_looked_at_again_and_imported(
    member: Client, collection: Collection
) -> None:
    made = sent(TABLE, collection)
    choice = {"title": "Name", "category": "Staff", "text": ["Name", "About"], "again": "leave"}

    looked = member.post(made.get_absolute_url(), {**choice, "do": "look"}, follow=True)
    assert 'value="leave" checked' in " ".join(looked.content.decode().split())
    member.post(made.get_absolute_url(), {**choice, "do": "start"})
    page = member.get(made.get_absolute_url())

    assert "% read" in shown(page)
    made.refresh_from_db()
    assert (made.state, made.again, made.mapping["text"]) == ("running", "leave", ["Name", "About"])


def test_without_a_text_nothing_starts(member: Client, collection: Collection) -> None:
    made = sent(TABLE, collection)

    page = member.post(made.get_absolute_url(), {"title": "Name", "do": "start"}, follow=True)

    assert "Choose a column for a text" in shown(page)
    # Phones get no short way to what would be refused
    assert page.content.count(b'value="start"') == 1
    assert Import.objects.get().state == "draft"


def test_companies_that_may_be_there_twice_are_listed(
    member: Client, collection: Collection
) -> None:
    imported(TABLE, collection)

    made = imported(f"Title,Text\nACME,{DAIRY}\nBee,{BANK}\nbee,{DAIRY}\n", collection)

    twins = member.get(made.get_absolute_url()).context["twins"]
    assert [row.submission.title for row in twins] == ["ACME", "bee"]

    Submission.objects.filter(title="ACME").update(collection=own_collection("bob"))
    still_there = member.get(made.get_absolute_url()).context["twins"]
    assert [row.submission.title for row in still_there] == ["bee"]


def test_the_person_says_among_which_companies_the_nearest_are(
    member: Client, collection: Collection
) -> None:
    made = imported(TABLE, collection)

    page = shown(member.get(made.get_absolute_url()))

    form = page[page.index('<form class="scope" method="get">') :]
    assert f'<option value="{collection.pk}">This collection</option>' in form
    assert form.index('name="in"') < form.index('name="format" value="xlsx"')


def test_a_watching_page_is_told_when_it_is_over(member: Client, collection: Collection) -> None:
    made = imported(TABLE, collection)

    assert member.get(made.get_absolute_url(), headers={"HX-Request": "true"})["HX-Refresh"]


def test_an_unclear_encoding_is_chosen_from_what_would_be_read(
    member: Client, collection: Collection
) -> None:
    content = f"Title,Text\nAcm\xe9,{BANK}\nZo\xf5\xbf\xd0\xe7,{DAIRY}\n".encode("latin-1")

    page = member.post(
        f"/collections/{collection.pk}/import/", {"file": file(content)}, follow=True
    )
    assert "Choose the lines in which every letter is right" in shown(page)
    made = Import.objects.get()
    assert made.encoding == ""
    member.post(made.get_absolute_url(), {"do": "encoding", "encoding": "cp1252"})

    assert "Acmé" in shown(member.get(made.get_absolute_url()))


def test_another_sheet_of_a_workbook_is_chosen(member: Client, collection: Collection) -> None:
    sheets = Path(__file__).parents[1] / "tables" / "files" / "sheets.ods"
    address = f"/collections/{collection.pk}/import/"
    page = member.post(address, {"file": file(sheets.read_bytes(), "sheets.ods")}, follow=True)
    assert "4 sheets of the workbook have rows" in shown(page)
    assert "Nordbank" in shown(page)
    made = Import.objects.get()

    for sheet in ("4", "1", "99", "x"):
        page = member.post(made.get_absolute_url(), {"do": "sheet", "sheet": sheet}, follow=True)

    assert "Oil Works" in shown(page)
    made.refresh_from_db()
    assert (made.sheet, made.layout["columns"]) == (4, ["Name", "Text"])


def test_the_first_page_takes_a_spreadsheet_of_members_and_says_to_others_how_to_sign_in(
    member: Client, visitor: Client
) -> None:
    field = '<input id="file" type="file" name="file"'

    assert field in shown(member.get("/"))
    assert 'action="/import/" enctype="multipart/form-data"' in shown(member.get("/"))
    assert field not in shown(visitor.get("/"))
    assert "/accounts/login/?next=/import/" in shown(visitor.get("/"))


def test_from_the_first_page_on_a_new_collection_is_called_as_the_file_is(member: Client) -> None:
    page = member.post("/import/", {"file": file(name="Spring deals.csv"), "into": "new"})

    made = Import.objects.get()
    assert page.headers["Location"] == made.get_absolute_url()
    assert (made.collection.name, made.collection.visibility) == ("Spring deals", "private")


REFUSED = {
    "nothing": ({}, "Choose a file, or paste a table."),
    "an empty file": ({"file": b""}, "The file is empty."),
    "a picture": ({"file": b"\x89PNG\r\n\0\0"}, "is no text file"),
    "a damaged workbook": ({"file": b"PK\x03\x04 and more"}, "no workbook that can be read"),
    "too many bytes": ({"file": b"x" * 1_100_000}, "The file has more than 1 MB."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(
    member: Client, settings: Any, kind: str
) -> None:
    settings.IMPORT_MOST_MB = 1
    collections = Collection.objects.count()
    form, said = REFUSED[kind]

    page = member.post("/import/", {name: file(content) for name, content in form.items()})

    assert page.status_code == 422
    assert said in shown(page)
    assert (Import.objects.count(), Collection.objects.count()) == (0, collections)


def test_a_file_that_the_server_does_not_even_take_is_refused_with_why(
    member: Client, settings: Any
) -> None:
    settings.IMPORT_MOST_MB = 1

    page = member.post("/import/", {"file": file(b"x" * 1_700_000)}, follow=True)

    assert "The file has more than 1 MB." in shown(page)


def test_two_files_at_once_are_refused(member: Client, collection: Collection) -> None:
    address = f"/collections/{collection.pk}/import/"

    assert member.post(address, {"file": file(), "other": file()}).status_code == 400
    assert not Import.objects.exists()


def test_a_form_without_its_token_is_refused(collection: Collection) -> None:
    client = Client(enforce_csrf_checks=True)
    assert collection.owner
    client.force_login(collection.owner)

    assert client.post(f"/collections/{collection.pk}/import/", {"file": file()}).status_code == 403
    assert not Import.objects.exists()


def test_a_visitor_is_told_to_sign_in_and_sends_nothing(visitor: Client, db: None) -> None:
    assert "Sign in" in shown(visitor.get("/import/"))
    for form in ({"file": file()}, {"pasted": TABLE}):
        refused = visitor.post("/import/", form)
        assert refused.status_code == 403
        assert "Sign in" in refused.content.decode()
    assert not Import.objects.exists()


def test_an_import_is_not_there_for_others(collection: Collection) -> None:
    made = imported(TABLE, collection)
    reader = User.objects.create_user("reader")
    CollectionShare.objects.create(collection=collection, account=reader, role="reader")
    admin = User.objects.create_superuser("admin")
    addresses = [made.get_absolute_url(), f"/collections/{collection.pk}/import/"]

    for person in (None, User.objects.create_user("other"), reader, admin):
        client = Client()
        if person:
            client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code == 404, (person, address)
            assert client.post(address, {"do": "delete"}).status_code == 404
            assert client.post(address, {"file": file()}).status_code in (400, 404)


def test_an_editor_may_import(collection: Collection) -> None:
    editor = User.objects.create_user("editor")
    CollectionShare.objects.create(collection=collection, account=editor, role="editor")
    client = Client()
    client.force_login(editor)

    client.post(f"/collections/{collection.pk}/import/", {"file": file()})

    assert Import.objects.get().made_by == editor


def test_an_import_is_deleted_and_its_companies_stay(
    member: Client, collection: Collection
) -> None:
    made = imported(TABLE, collection)

    member.post(made.get_absolute_url(), {"do": "delete"})

    assert not Import.objects.exists()
    assert Submission.objects.filter(collection=collection).count() == 2


def test_earlier_imports_are_found_again_where_one_imports(
    member: Client, collection: Collection
) -> None:
    made = imported(TABLE, collection)
    imported(TABLE, own_collection("ben"))

    for address in ("/import/", f"/collections/{collection.pk}/import/"):
        assert list(member.get(address).context["earlier"]) == [made]
    assert made.get_absolute_url() in shown(member.get("/import/"))


def test_with_a_company_goes_what_its_row_said_of_it(
    member: Client, collection: Collection
) -> None:
    made = imported(TABLE, collection)

    submissions.delete(Submission.objects.filter(title="Acme"))

    assert [row.cells[0] for row in made.rows.order_by("number")] == ["X", "Zoo"]


def test_a_button_pressed_twice_starts_once(member: Client, collection: Collection) -> None:
    made = sent(TABLE, collection)
    for _ in range(2):
        member.post(made.get_absolute_url(), {"title": "Name", "text": "About", "do": "start"})
    made.refresh_from_db()

    assert made.state == "running"
    assert read_on(made).stored == 2


def read_on(made: Import) -> Import:
    from scoring.models import Job
    from scoring.worker import jobs

    while Job.objects.pending().exists():
        jobs.take_step()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "jsonl"])
def test_a_table_without_a_model_comes_back_too(
    member: Client, collection: Collection, wanted: str
) -> None:
    made = read(sent(TABLE, collection))

    response = member.get(made.get_absolute_url(), {"format": wanted})

    assert response.status_code == 200
    assert b"".join(response.streaming_content)  # type: ignore[attr-defined]
