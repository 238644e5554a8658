"""Imports as tests make them: sent, mapped by the guess, and read by the worker."""

import tempfile

from django.contrib.auth.models import User

from scoring.batches import steps
from scoring.batches.uploading import upload
from scoring.models import Collection, Import, ImportRow, Job
from scoring.worker import jobs

BANK = "A bank that takes deposits and lends money to farmers and shops."
DAIRY = "We make cheese and butter for grocery shops and hotels."
TABLE = f"Name,Sector,About,Staff\nAcme,Food,{BANK},12\nX,,{DAIRY},\nZoo,nan,{DAIRY},3\n"


def own_collection(name: str = "ann") -> Collection:
    owner, _ = User.objects.get_or_create(username=name)
    return Collection.objects.create(name="Spring list", owner=owner)


def sent(content: str | bytes, collection: Collection, name: str = "list.csv") -> Import:
    """A file that the owner of a collection sent."""
    written = content.encode() if isinstance(content, str) else content
    with tempfile.TemporaryFile() as file:
        file.write(written)
        assert collection.owner
        return upload(collection, collection.owner, file, name)


def read(made: Import) -> Import:
    """Start a draft, and have the worker read all of it."""
    assert steps.start(made)
    while Job.objects.pending().exists():
        jobs.take_step()
    made.refresh_from_db()
    return made


def imported(content: str | bytes, collection: Collection) -> Import:
    return read(sent(content, collection))


def rows_of(made: Import) -> list[tuple[int, str, str, str]]:
    """Line, outcome, column and problem of each row."""
    rows = ImportRow.objects.filter(file=made).order_by("number")
    return list(rows.values_list("line", "outcome", "column", "problem"))
