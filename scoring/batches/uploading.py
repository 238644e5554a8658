"""A file or a pasted table becomes an import: kept in parts, its columns guessed."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from scoring.batches.limits import check_person, file_limits
from scoring.batches.mapping import Mapping, guess, is_known_name
from scoring.models import Collection, Import, ImportPart
from scoring.tables.intake import Kept, take_in
from scoring.tables.layouts import Layout, first_rows, read_layout
from scoring.tables.reading import Row

PART = 1024 * 1024
PREVIEWED = 20
GUESSED_FROM = 100
LONGEST_NAME = 200
DRAFTS_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Preview:
    """The beginning of a table whose columns are being looked at."""

    layout: Layout
    rows: list[Row]


def upload(collection: Collection, person: User, file: IO[bytes], name: str) -> Import:
    """Keep a file that was sent, as a draft.

    Raises:
        FileError: it cannot be read, or is more than a person may import; nothing is kept.
    """
    check_person(person)
    kept = take_in(file, "The file", file_limits())
    return keep(Import(collection=collection, made_by=person, name=_shown_name(name)), file, kept)


def keep(made: Import, file: IO[bytes], kept: Kept) -> Import:
    """Store a draft with what was taken in of a file.

    Raises:
        FileError: there are no names or rows in it; nothing is kept.
    """
    try:
        with transaction.atomic():
            made.encoding = kept.encoding
            made.save(force_insert=True)
            _keep_parts(made, kept.file)
            if made.encoding:
                tell_layout(made)
    finally:
        if kept.file is not file:
            kept.file.close()
    return made


def paste(collection: Collection, person: User, text: str) -> Import:
    """As `upload`, of a table that was copied from a spreadsheet."""
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        return upload(collection, person, file, "Pasted table")


def _shown_name(claimed: str) -> str:
    """What a file calls itself, without folders and what cannot be seen."""
    last = claimed.replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if letter.isprintable())
    return visible.strip()[-LONGEST_NAME:] or "A file"


def _keep_parts(made: Import, file: IO[bytes]) -> None:
    file.seek(0)
    number = 0
    while data := file.read(PART):
        ImportPart.objects.create(file=made, number=number, size=len(data), data=data)
        number += 1
        made.size += len(data)
    made.save(update_fields=["size"])


def tell_layout(made: Import) -> None:
    """Find the names and rows of a file whose encoding is known, and guess its columns.

    Where the same person sent like headings before, that mapping is taken.

    Raises:
        FileError: there are none.
    """
    layout = read_layout(made.content, made.encoding, is_known_name, file_limits())
    rows = first_rows(made.content, layout, GUESSED_FROM)
    made.layout = layout._asdict()
    made.headings = headings_of(layout.columns)
    remembered = Import.objects.filter(
        made_by=made.made_by, headings=made.headings, started_at__isnull=False
    ).order_by("-pk")
    last = remembered.first()
    mapping = guess(layout.columns, [row.cells for row in rows])
    made.mapping = last.mapping if last else mapping.as_names()
    made.save(update_fields=["encoding", "layout", "headings", "mapping"])


def forget_old_drafts() -> None:
    """Delete files at which nobody looked for a week: they were never imported."""
    old = Import.objects.filter(state=Import.State.DRAFT, made_at__lt=timezone.now() - DRAFTS_KEPT)
    old.delete()


def headings_of(columns: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([name.casefold() for name in columns]).encode()).hexdigest()


def preview_of(made: Import) -> Preview:
    """The layout of a draft, and its first rows."""
    layout = Layout(**made.layout)
    return Preview(layout, first_rows(made.content, layout, PREVIEWED))


def mapping_of(made: Import) -> Mapping:
    return Mapping.from_names(made.mapping)
