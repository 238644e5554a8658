"""Own columns are kept with their companies: stored, corrected, moved, deleted, had back."""

import csv
import io
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from scoring.batches.answers import table_of
from scoring.batches.page import draft_of
from scoring.collection_pages import moving
from scoring.companies import submissions
from scoring.models import Collection, ModelVersion, OwnColumn, OwnValue, Submission
from scoring.own_columns.columns import OwnColumns
from scoring.own_columns.keeping import MOST_COLUMNS
from scoring.tables import writing
from tests.batches.imports import BANK, imported, own_collection, read, sent
from tests.own_columns.tables import ROWS, filled_collection, kept, table

pytestmark = pytest.mark.django_db


def test_each_value_is_a_row_that_tells_a_number_or_a_day() -> None:
    filled_collection()

    values = OwnValue.objects.filter(submission__title="Acme Bank").order_by("column")
    assert list(values.values_list("column__name", "text", "beginning", "number", "day")) == [
        ("City", "Bonn", "bonn", None, None),
        ("Staff", "1,200", "1,200", 1200, None),
        ("Founded", "2001-05-31", "2001-05-31", None, date(2001, 5, 31)),
        ("Site", "https://acme.example/", "https://acme.example/", None, None),
    ]
    assert kept("Last Bank") == {"Staff": "90.5", "Founded": "2001-06-01"}


def test_a_column_holds_what_most_of_its_values_are() -> None:
    collection, _ = filled_collection()

    own = OwnColumns.of_scope(collection.alone)

    assert {name: column.kind.value for name, column in own.items()} == {
        "City": "words",
        "Staff": "numbers",
        "Founded": "days",
        "Site": "words",
    }


def test_the_same_table_again_changes_nothing() -> None:
    collection, _ = filled_collection()
    before = list(OwnValue.objects.order_by("pk").values())

    again = imported(table(), collection)

    assert (again.known, again.corrected, again.stored) == (4, 0, 0)
    assert list(OwnValue.objects.order_by("pk").values()) == before


def test_a_later_table_corrects_what_it_says_and_unsays_nothing() -> None:
    collection, _ = filled_collection()
    text, *_ = ROWS["Acme Bank"]

    again = imported(table({"Acme Bank": (text, "Berlin", "", "1.2.2003", "")}), collection)

    assert (again.known, again.corrected) == (0, 1)
    assert kept("Acme Bank") == {
        "City": "Berlin",
        "Staff": "1,200",
        "Founded": "1.2.2003",
        "Site": "https://acme.example/",
    }
    changed = OwnValue.objects.get(column__name="Founded", submission__title="Acme Bank")
    assert (changed.beginning, changed.day) == ("1.2.2003", date(2003, 2, 1))


def test_what_a_person_wants_left_is_left() -> None:
    collection, _ = filled_collection()
    text, *_ = ROWS["Acme Bank"]
    made = sent(table({"Acme Bank": (text, "Berlin", "1", "", "")}), collection)
    made.again = "leave"
    made.save()

    assert read(made).known == 1
    assert kept("Acme Bank")["City"] == "Bonn"


def test_values_go_with_a_company_to_another_collection() -> None:
    collection, _ = filled_collection()
    assert collection.owner
    elsewhere = Collection.objects.create(name="Elsewhere", owner=collection.owner)
    bank = Submission.objects.get(title="Acme Bank")
    before = kept("Acme Bank")

    moving.move([bank.pk], collection, elsewhere, collection.owner)

    assert kept("Acme Bank") == before
    there = OwnColumns.of_scope(elsewhere.alone)
    assert {column.kind.value for column in there.values()} == {"words", "numbers", "days"}
    assert there.values_of([bank.pk], there.values())[bank.pk]["City"].text == "Bonn"
    left = OwnValue.objects.filter(column__collection=collection)
    assert not left.filter(submission=bank).exists()


def test_names_without_a_value_are_no_columns() -> None:
    collection, _ = filled_collection()

    submissions.delete(Submission.objects.filter(title__in=["Acme Bank", "Oil Works"]))

    assert list(OwnColumns.of_scope(collection.alone)) == ["City", "Staff", "Founded"]


def test_with_a_collection_its_columns_go() -> None:
    collection, _ = filled_collection()

    moving.delete_for_good(collection)

    assert (OwnColumn.objects.count(), OwnValue.objects.count()) == (0, 0)


def test_fifty_columns_are_kept_and_the_table_comes_back_with_all() -> None:
    names = [f"Figure {number}" for number in range(MOST_COLUMNS + 1)]
    cells = [str(number) for number in range(MOST_COLUMNS + 1)]
    content = f"Name,About,{','.join(names)}\nAcme,{BANK},{','.join(cells)}\n"
    collection = own_collection()

    draft = sent(content, collection)
    assert draft_of(draft).left_out == names[MOST_COLUMNS:]
    made = read(draft)

    assert list(kept("Acme")) == names[:MOST_COLUMNS]
    assert made.rows.get().cells[2:] == cells


def test_odd_values_are_kept_as_they_are() -> None:
    long, formula = "very long " * 3_000, "'=1+1"
    content = f"Name,About,Note,Note,Note\nAcme,{BANK},{long},=1+1,{formula}\n"

    imported(content, own_collection())

    assert kept("Acme") == {"Note": long.strip(), "Note (2)": "=1+1", "Note (3)": "=1+1"}
    longest = OwnValue.objects.get(column__name="Note")
    assert len(longest.beginning) == 100


def test_answers_of_ours_in_a_table_are_nobodys_own_columns(model: ModelVersion) -> None:
    collection, made = filled_collection()
    before = list(OwnValue.objects.order_by("pk").values())
    answered = "".join(writing.csv_lines(table_of(made, collection.alone)))
    assert "Nearest 1 company" in next(csv.reader(io.StringIO(answered)))

    again = imported(answered, collection)

    assert (again.known, again.corrected, again.stored) == (4, 0, 0)
    assert list(OwnValue.objects.order_by("pk").values()) == before


def test_what_imports_had_kept_becomes_the_same_rows() -> None:
    collection, _ = filled_collection()
    text, *_ = ROWS["Acme Bank"]
    imported(table({"Acme Bank": (text, "Berlin", "7", "1.2.2003", "new")}), collection)
    titles = list(ROWS)
    before = [kept(title) for title in titles]
    fields = ("submission", "column__name", "text", "beginning", "number", "day")
    values = list(OwnValue.objects.order_by(*fields).values(*fields))
    OwnColumn.objects.all().delete()

    import_module("scoring.migrations.0031_values_of_imports").fill(apps, None)

    assert [kept(title) for title in titles] == before
    assert list(OwnValue.objects.order_by(*fields).values(*fields)) == values
    kinds = {each.kind.value for each in OwnColumns.of_scope(collection.alone).values()}
    assert kinds == {"words", "numbers", "days"}
