"""The import command puts a file into somebody's collection, as its page would."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError

from scoring.models import Collection, Import, ImportRow, Job, OwnColumn, Submission
from scoring.models.collections import OPEN_ID
from tests.batches.import_command import BANK, load, load_text

pytestmark = pytest.mark.django_db
TABLE = f'Firma,Was,Mehr,Staff\nAcme,"{BANK}",And more.,7\nX,"{BANK}",,\n'


def test_a_collection_is_made_for_the_local_owner_and_keeps_all_columns(file: Path) -> None:
    answer = load_text(file, TABLE, collection="Spring list")

    collection = Collection.objects.get(name="Spring list")
    assert collection.owner
    assert (collection.owner.username, collection.visibility) == ("Local owner", "private")
    assert answer.counts == "1 stored, 0 known already, 1 with errors\n"
    assert answer.errors == ["line 3: Firma: The title needs at least 2 characters."]
    assert ImportRow.objects.get(outcome="stored").cells[3] == "7"


def test_without_a_collection_it_says_which_columns_are_not_kept(file: Path) -> None:
    answer = load_text(file, f'Name,About,Staff,City\nAcme,"{BANK}",7,Bonn\n')

    said = "Not kept: Staff, City. With --collection NAME all columns are kept."
    assert answer.counts == f"1 stored, 0 known already, 0 with errors\n{said}\n"
    assert not OwnColumn.objects.exists()


def test_of_very_many_columns_that_are_not_kept_some_are_named(file: Path) -> None:
    names = [f"Own{number}" for number in range(30)]
    cells = ",".join(["7"] * 30)

    answer = load_text(file, f'Name,About,{",".join(names)}\nAcme,"{BANK}",{cells}\n')

    assert f"Not kept: {', '.join(names[:20])} and 10 more. With" in answer.counts


def test_the_same_collection_is_filled_again(file: Path) -> None:
    User.objects.create_user("ann")
    for _ in range(2):
        answer = load_text(file, TABLE, collection="Mine", owner="ann")

    assert answer.counts == "0 stored, 1 known already, 1 with errors\n"
    assert Collection.objects.filter(name="Mine").count() == 1
    # The worker finds nothing left to do
    assert set(Import.objects.values_list("state", flat=True)) == {"done"}


def test_columns_and_encoding_are_said(file: Path) -> None:
    file.write_bytes("A;B;C\nAcmé;We lend money.;To farmers.\n".encode("cp850"))

    columns = ["title=A", "text=B", "text=C"]
    load(file, collection="Mine", map=columns, encoding="cp850")

    company = Submission.objects.get()
    assert (company.title, company.text) == ("Acmé", "We lend money.\nTo farmers.")


def test_columns_are_said_for_the_open_collection_too(file: Path) -> None:
    load_text(file, "A,B\nAcme,We lend.\n", map=["title=A", "text=B"])

    assert Submission.objects.get().collection_id == OPEN_ID


def test_a_dry_run_into_a_collection_stores_nothing(file: Path) -> None:
    answer = load_text(file, TABLE, collection="Mine", dry_run=True)

    assert answer.counts == "1 would be stored, 0 known already, 1 with errors\n"
    assert not Submission.objects.exists()
    assert not Import.objects.exists()
    assert not Job.objects.exists()
    assert not Collection.objects.filter(name="Mine").exists()


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nobody of that name": ({"collection": "Mine", "owner": "ben"}, "There is no account ben."),
    "an owner of nothing": ({"owner": "ann"}, "add --collection NAME"),
    "a field that is none": ({"map": ["name=A"]}, "--map takes FIELD=COLUMN"),
    "a column that is none": ({"map": ["title=Nowhere"]}, "The file has no column Nowhere"),
    "no encoding": ({"encoding": "klingon"}, "There is no encoding klingon."),
    "a file of nothing": ({"collection": "Mine", "map": ["text=Nowhere"]}, "no column Nowhere"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_done_says_why_and_stores_nothing(file: Path, kind: str) -> None:
    options, said = REFUSED[kind]

    file.write_text(TABLE)

    with pytest.raises(CommandError, match=said):
        load(file, **options)

    assert not Submission.objects.exists()
    assert not Import.objects.exists()
    assert not Collection.objects.filter(name="Mine").exists()


def test_on_a_site_of_many_the_owner_must_be_named(file: Path, settings: Any) -> None:
    settings.HAS_LOCAL_OWNER = False

    with pytest.raises(CommandError, match="add --owner ACCOUNT"):
        load_text(file, TABLE, collection="Mine")
