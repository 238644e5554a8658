"""Rows of a table that were left out: listed with what to do, and mended on the page."""

import pytest
from django.test import Client

from scoring.models import Collection, OwnColumn, Submission
from tests.batches.imports import DAIRY, TABLE, imported
from tests.shown import shown

pytestmark = pytest.mark.django_db


def test_what_was_left_out_is_listed_with_line_column_and_what_to_do(
    member: Client, collection: Collection
) -> None:
    made = imported(TABLE, collection)

    page = member.get(made.get_absolute_url())
    csv = member.get(made.get_absolute_url(), {"rows": "bad", "format": "csv"})

    [row] = page.context["bad_rows"]
    assert (row.line, row.column) == (3, "Name")
    assert "The title needs at least 2 characters." in shown(page)
    lines = b"".join(csv.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[1] == f"X,,{DAIRY},,3,Name: The title needs at least 2 characters."


def test_the_file_of_rows_to_mend_brings_no_columns_of_ours(
    member: Client, collection: Collection
) -> None:
    made = imported(TABLE, collection)
    address = made.get_absolute_url()
    csv = member.get(address, {"rows": "bad", "format": "csv"})
    mended = b"".join(csv.streaming_content).replace(b"\nX,", b"\nYes Works,")  # type: ignore[attr-defined]

    again = imported(mended, collection)

    assert again.stored == 1
    names = OwnColumn.objects.filter(collection=collection).values_list("name", flat=True)
    assert set(names) == {"Staff"}


def test_a_row_is_mended_on_the_page_and_stored(member: Client, collection: Collection) -> None:
    made = imported(TABLE.replace("Staff", "ID"), collection)
    address = made.get_absolute_url()
    page = member.get(address, {"mend": 2})
    assert [cell.column for cell in page.context["cells"]] == ["Name", "Sector", "About", "ID"]

    still = member.post(address, {"do": "mend", "row": 2, "cell-0": "Y"}, follow=True)
    assert "The title needs at least 2 characters." in shown(still)
    for _ in range(2):
        member.post(address, {"do": "mend", "row": 2, "cell-0": "Yes Works", "cell-3": "9"})

    made.refresh_from_db()
    assert (made.stored, made.bad) == (3, 0)
    assert Submission.objects.filter(collection=collection, title="Yes Works").count() == 1
    assert made.rows.get(number=2).cells == ["Yes Works", "", DAIRY, "9"]


def test_a_row_that_is_no_csv_is_mended_from_all_that_could_be_read_of_it(
    member: Client, collection: Collection
) -> None:
    quoted = f'Quote Works,Food,"We make \\"old\\" {DAIRY}",9\n'
    comma = "Comma Works,Food,We sell butter, cheese and rolls,9\n"
    made = imported(f"Name,Sector,About us,Staff\n{quoted}{comma}", collection)
    address = made.get_absolute_url()

    of_quoted = member.get(address, {"mend": 1}).context["cells"]
    of_comma = member.get(address, {"mend": 2}).context["cells"]
    typed = {"cell-2": "We sell butter, cheese and rolls", "cell-3": "9"}
    member.post(address, {"do": "mend", "row": 2, **typed})

    assert [cell.value for cell in of_quoted[:2]] == ["Quote Works", "Food"]
    assert "old" in of_quoted[2].value
    values = [cell.value for cell in of_comma]
    assert values == ["Comma Works", "Food", "We sell butter", " cheese and rolls,9"]
    assert [cell.is_text for cell in of_comma] == [False, False, True, False]
    stored = Submission.objects.get(collection=collection)
    assert (stored.title, stored.text) == ("Comma Works", "We sell butter, cheese and rolls")
    assert [value.text for value in stored.own_values.all()] == ["9"]


def test_only_rows_that_were_left_out_are_mended(member: Client, collection: Collection) -> None:
    made = imported(TABLE, collection)

    for row in ("1", "99", "-1", "x", "9" * 30):
        member.post(made.get_absolute_url(), {"do": "mend", "row": row, "cell-0": "Changed"})

    assert not Submission.objects.filter(title="Changed").exists()
