"""How much a person may import."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Sum

from scoring.models import Import
from scoring.tables.encodings import FileError
from scoring.tables.limits import MEGABYTE, Limits


def file_limits() -> Limits:
    """Those of one file."""
    return Limits(
        bytes=settings.IMPORT_MOST_MB * MEGABYTE,
        unpacked=settings.IMPORT_MOST_UNPACKED_MB * MEGABYTE,
        rows=settings.IMPORT_MOST_ROWS,
        columns=settings.IMPORT_MOST_COLUMNS,
        cells=settings.IMPORT_MOST_CELLS,
    )


def check_person(person: User) -> None:
    """Refuse another file of somebody who has sent as much as one person may.

    Raises:
        FileError: so it is.
    """
    files = Import.objects.filter(made_by=person)
    most_files = settings.IMPORT_FILES_OF_A_PERSON
    most_rows = settings.IMPORT_ROWS_OF_A_PERSON
    if files.count() >= most_files:
        raise FileError(
            f"You have {most_files:,} imports, the most that one person may have. Delete one that "
            "you no longer need."
        )
    counted = F("stored") + F("known") + F("corrected") + F("bad")
    rows = files.aggregate(rows=Sum(counted))["rows"] or 0
    if rows >= most_rows:
        raise FileError(
            f"You have imported {rows:,} rows; {most_rows:,} is the most that one person may have. "
            "Delete an import that you no longer need."
        )
