"""One's own table comes back in its order and columns, with what is said of each company."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from scoring.batches.answers import ANSWERS, bad_table, table_of
from scoring.batches.uploading import mapping_of
from scoring.collection_pages import moving
from scoring.models import Collection, Import, ModelVersion, OwnValue, Scope, Submission
from scoring.models.collections import CATALOGUE_ID, OPEN_ID
from scoring.similar.nearest import nearest_to_companies
from scoring.similar.sources import Sources
from scoring.tables import sheets, writing
from scoring.tables.cuts import CUT_TEXT
from tests.batches.imports import imported, own_collection
from tests.conftest import work
from tests.shown import shown

BANK = "A bank that takes deposits and lends money to farmers and families and small shops."
TABLE = f"""Row,Name,About,Note
1,=Acme Bank,{BANK},first
2,X,{BANK},too short
3,Oil Works,We drill for oil and natural gas and sell crude oil and fuel to refineries.,'quoted
4,Mute,zzz qqq,says nothing
"""


@pytest.fixture
def made(model: ModelVersion) -> Import:
    made = imported(TABLE, own_collection())
    work()
    return made


def scope_of(made: Import) -> Scope:
    keys = (CATALOGUE_ID, OPEN_ID, made.collection_id)
    return Scope(keys, keys)


def records(made: Import, scope: Scope) -> list[dict[str, Any]]:
    table = table_of(made, scope)
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def test_rows_come_back_in_their_order_with_their_answers(made: Import) -> None:
    bank, short, oil, mute = records(made, scope_of(made))

    assert list(bank)[:4] == ["Row", "Name", "About", "Note"]
    assert [each["Row"] for each in (bank, short, oil, mute)] == [1, 2, 3, 4]
    assert bank["Answer cluster"]
    assert oil["Answer cluster"]
    assert short["Problem"] == "Name: The title needs at least 2 characters."
    assert [short[name] for name in ANSWERS] == ["", "", "", "", None, ""]
    assert mute["Answer in words"] == "Too little to say"
    assert mute["Problem"].startswith("The text says too little to go by: it takes two different")


def test_the_nearest_are_those_of_the_company_s_page(made: Import) -> None:
    company = Submission.objects.get(title="=Acme Bank")
    scope = scope_of(made)
    bank = records(made, scope)[0]

    page = nearest_to_companies([company], Sources.read(scope), 5)

    assert [bank[f"Nearest {rank} company"] for rank in range(1, 6)] == [
        each.company.title for each in page.rows
    ]
    assert [bank[f"Nearest {rank} score"] for rank in range(1, 6)] == [
        each.score for each in page.rows
    ]
    assert bank["Nearest 1 address"].endswith(page.rows[0].company.get_absolute_url())


def test_a_company_that_is_told_over_and_over_has_other_ones_near(model: ModelVersion) -> None:
    told_again = "".join(f"Bank {number},{BANK}\n" for number in range(30))
    made = imported(f"Name,About\n{told_again}", own_collection())
    work()
    scope = scope_of(made)
    company = Submission.objects.get(title="Bank 0")

    bank = records(made, scope)[0]
    page = nearest_to_companies([company], Sources.read(scope), 5)

    assert len(page.near_duplicates) == 29
    assert [bank[f"Nearest {rank} company"] for rank in range(1, 6)] == [
        each.company.title for each in page.rows
    ]


def test_a_company_that_several_collections_have_is_near_once(model: ModelVersion) -> None:
    oil = "We drill for oil and natural gas and sell crude oil and fuel to refineries."
    table = f"Name,About\nOil Works,{oil}\nGas Works,Natural gas and crude oil for ships.\n"
    mine, other = (imported(table, own_collection()) for _ in range(2))
    work()
    keys = (mine.collection_id, other.collection_id)

    first, _ = records(mine, Scope(keys, keys))

    assert first["Nearest 1 company"] == "Gas Works"
    assert first["Nearest 2 company"] != "Gas Works"


def test_nobody_outside_the_scope_is_near(made: Import) -> None:
    alone = Scope((made.collection_id,), (made.collection_id,))

    names = {each["Nearest 1 company"] for each in records(made, alone)}

    assert names <= {"=Acme Bank", "Oil Works", ""}


def test_of_a_company_that_was_moved_away_nothing_is_said(made: Import) -> None:
    before = scope_of(made)
    elsewhere = Collection.objects.create(name="Elsewhere", owner=made.collection.owner)
    bank = Submission.objects.get(title="=Acme Bank")
    assert made.collection.owner
    moving.move([bank.pk], made.collection, elsewhere, made.collection.owner)

    row = records(made, before)[0]

    assert row["Problem"] == "The company was moved."
    assert [row[name] for name in ANSWERS] == ["", "", "", "", None, ""]


def test_the_download_imported_again_is_known_in_every_row(made: Import) -> None:
    table = table_of(made, scope_of(made))
    written = "".join(writing.csv_lines(table)).encode()

    again = imported(written, made.collection)

    assert (again.known, again.corrected, again.stored, again.bad) == (3, 0, 0, 1)
    assert again.rows.get(number=3).cells[3] == "'quoted"


def test_a_row_whose_text_was_edited_is_known_by_its_page(made: Import) -> None:
    table = table_of(made, scope_of(made))
    written = "".join(writing.csv_lines(table))
    edited = written.replace("drill for oil", "search for oil")
    company = Submission.objects.get(title="Oil Works")

    again = imported(edited, made.collection)

    assert (again.known, again.corrected, again.stored, again.bad) == (2, 1, 0, 1)
    company.refresh_from_db()
    assert company.text.startswith("We search for oil")
    # The pages of others, which stand there too, are no websites
    assert mapping_of(again).website == ""


def test_what_its_workbook_cuts_is_known_again_or_left_out(model: ModelVersion) -> None:
    text = " ".join(f"We bake bread number {number}." for number in range(2000))
    remark = " ".join(f"Remark {number}." for number in range(4000))
    collection = own_collection()
    made = imported(f"Name,About,Remark\nLong,{text},{remark}\nAcme,{BANK},x\n", collection)
    with io.BytesIO(b"".join(sheets.xlsx_parts(table_of(made, scope_of(made))))) as file:
        workbook = file.read()

    again = imported(workbook, collection)
    elsewhere = imported(workbook, own_collection("bob"))

    assert (again.known, again.corrected, again.stored, again.bad) == (2, 0, 0, 0)
    kept = OwnValue.objects.filter(submission__title="Long", column__name="Remark")
    assert kept.get().text == remark
    assert (elsewhere.stored, elsewhere.bad) == (1, 1)
    bad = elsewhere.rows.get(outcome="bad")
    assert (bad.column, bad.problem, bad.submission) == ("About", CUT_TEXT, None)
    stored = Submission.objects.filter(title__in=["Long", "Acme"]).order_by("pk")
    assert list(stored.values_list("text", flat=True)) == [text, BANK, BANK]


def test_own_columns_stand_on_the_page_of_the_company(made: Import) -> None:
    company = Submission.objects.get(title="Oil Works")
    client = Client()
    assert made.collection.owner
    client.force_login(made.collection.owner)

    page = client.get(company.get_absolute_url())

    own = [(value.name, value.text) for value in page.context["own_columns"]]
    assert own == [("Row", "3"), ("Note", "'quoted")]
    assert "From the table that was sent" in shown(page)


def test_what_was_left_out_says_what_to_do(made: Import) -> None:
    table = bad_table(made)

    assert list(table.rows) == [
        [2, "X", BANK, "too short", 3, "Name: The title needs at least 2 characters."]
    ]


def test_a_workbook_has_a_head_that_stays_a_filter_and_links(made: Import) -> None:
    with io.BytesIO(b"".join(sheets.xlsx_parts(table_of(made, scope_of(made))))) as file:
        sheet = load_workbook(file).active
    assert sheet

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:AF5")
    assert sheet["A1"].font.bold
    assert sheet["B2"].value == "=Acme Bank"
    assert sheet["B2"].data_type == "s"
    for own_page_or_nearest in ("K2", "O2"):
        cell = sheet[own_page_or_nearest]
        assert cell.hyperlink.target == cell.value
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["A"].width


def test_numbers_come_back_as_numbers_and_what_people_write_otherwise_as_it_is(
    model: ModelVersion,
) -> None:
    shops = f"Name,About,Staff,Revenue,Zip\nAcme Bank,{BANK},12,1.234,01067\n"
    made = imported(f"{shops}Zoo Bank,{BANK},0.5,12.500,80331\n", own_collection())

    first, second = records(made, scope_of(made))

    assert [first["Staff"], first["Revenue"], first["Zip"]] == [12, "1.234", "01067"]
    assert [second["Staff"], second["Revenue"], second["Zip"]] == [0.5, "12.500", 80331]


def test_formulas_are_guarded_in_csv_and_json_lines_have_them_as_they_are(made: Import) -> None:
    scope = scope_of(made)
    rows = list(csv.reader(io.StringIO("".join(writing.csv_lines(table_of(made, scope))))))
    lines = "".join(writing.json_line_texts(table_of(made, scope))).splitlines()

    assert rows[1][1] == "'=Acme Bank"
    assert json.loads(lines[0])["Name"] == "=Acme Bank"


def test_the_page_of_an_import_says_how_many_texts_say_too_little(made: Import) -> None:
    client = Client()
    assert made.collection.owner
    client.force_login(made.collection.owner)

    page = client.get(made.get_absolute_url())
    listed = client.get(f"/collections/{made.collection_id}/?answer=unplaced")

    assert "1 company of this collection says too little for an answer" in shown(page)
    assert "Mute" in shown(listed)
    assert "Oil Works" not in shown(listed)
