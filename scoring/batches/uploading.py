"""A file or a pasted table becomes an import: kept in parts, its columns guessed."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import IO

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scoring.batches.limits import check_person, file_limits
from scoring.batches.mapping import Mapping, guess, is_known_name
from scoring.collections import changing
from scoring.models import Collection, Import, ImportPart, Scope, Submission
from scoring.tables.intake import Kept, check_size, parts_of, take_in
from scoring.tables.layouts import Content, Layout, first_rows, read_layout
from scoring.tables.reading import Row
from scoring.tables.workbooks.books import Book, book_of

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


def upload(
    collection: Collection,
    person: User,
    file: IO[bytes],
    name: str,
) -> Import:
    """Keep a file that was sent, as a draft, and its collection where that is new.

    Raises:
        FileError: it cannot be read, or is more than a person may import; nothing is kept.
        CollectionError: the person has too many collections already; nothing is kept.
    """
    check_person(person)
    kept = take_in(file, "The file", file_limits())
    # What a file calls itself, without its folders
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = visible(last)[-LONGEST_NAME:] or "A file"
    draft = Import(collection=collection, made_by=person, name=shown)
    return keep(draft, file, kept)


def visible(name: str) -> str:
    """A name without what cannot be seen."""
    letters = [letter for letter in name if letter.isprintable()]
    return "".join(letters).strip()


def paste(collection: Collection, person: User, text: str) -> Import:
    """As `upload`, of a table that was copied from a spreadsheet."""
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        return upload(collection, person, file, "Pasted table")


def keep(made: Import, file: IO[bytes], kept: Kept) -> Import:
    """Store a draft with what was taken in of a file.

    Raises:
        FileError: there are no names or rows in it; nothing is kept.
    """
    try:
        made.encoding = kept.encoding
        if kept.book:
            _note_sheets(made, kept.book)
        if made.encoding:
            # From the disk, where it is read sooner than from the database
            is_workbook = kept.book is not None
            content = made.beginning if is_workbook else partial(parts_of, kept.file)
            tell_layout(made, content)
        with transaction.atomic():
            # With its file or not at all
            if made.collection.pk is None:
                changing.store(made.collection)
                # Made in one moment, they go together: see `forget`
                made.made_at = made.collection.made_at
            made.save(force_insert=True)
            keep_parts(made, kept.file)
    finally:
        if kept.file is not file:
            kept.file.close()
    return made


def _note_sheets(made: Import, book: Book) -> None:
    read = [[sheet.place, visible(sheet.name), sheet.rows] for sheet in book.sheets]
    unread = [[sheet.place, visible(sheet.name), 0, sheet.problem] for sheet in book.unread]
    made.sheets = [*read, *unread]
    made.sheet = book.chosen.place
    made.head = book.head.decode()


def keep_parts(made: Import, file: IO[bytes]) -> None:
    """Store the bytes of a file in parts; within a transaction."""
    file.seek(0)
    ImportPart.store(made, iter(partial(file.read, PART), b""))
    made.size = file.tell()
    made.save(update_fields=["size"])


def tell_layout(made: Import, content: Content) -> None:
    """Find the names and rows of a file whose encoding is known, and guess its columns.

    Where the same person sent like headings before, that mapping is taken. Nothing is stored.

    Raises:
        FileError: there are none, or more than there may be.
    """
    limits = file_limits()
    layout = read_layout(content, made.encoding, is_known_name, limits)
    check_size(content, layout, limits)
    rows = first_rows(content, layout, GUESSED_FROM)
    made.layout = layout._asdict()
    # Of like headings the mapping is remembered
    headings = json.dumps([name.casefold() for name in layout.columns])
    made.headings = hashlib.sha256(headings.encode()).hexdigest()
    earlier = Import.objects.filter(
        made_by=made.made_by,
        headings=made.headings,
        started_at__isnull=False,
    )
    last = earlier.order_by("-pk").first()
    mapping = guess(layout.columns, [row.cells for row in rows])
    if last:
        # They may be written in other letters now
        columns = dict(zip(last.layout["columns"], layout.columns, strict=True))
        mapping = mapping_of(last).renamed(columns)
    made.mapping = mapping.as_names()


def choose_encoding(made: Import, encoding: str) -> None:
    """Read a draft in an encoding that somebody chose.

    Raises:
        FileError: there are no names or rows in it; nothing is changed.
    """
    made.encoding = encoding
    tell_layout(made, made.content)
    _save_draft(made, "encoding")


def choose_sheet(made: Import, place: int) -> None:
    """Read another sheet of a draft.

    Raises:
        FileError: there are no names or rows in it, or too many; nothing is changed.
    """
    with whole_file(made) as file:
        _note_sheets(made, book_of(file, file_limits(), place))
    tell_layout(made, made.beginning)
    _save_draft(made, "sheets", "sheet", "head")


def _save_draft(made: Import, *fields: str) -> None:
    """Store what was told of a draft anew, unless it was started meanwhile."""
    told = (*fields, "layout", "headings", "mapping")
    changed = {name: getattr(made, name) for name in told}
    draft = Import.objects.filter(pk=made.pk, state=Import.State.DRAFT)
    draft.update(**changed)


def as_looked_at(made: Import) -> QuerySet[Import]:
    """A draft as somebody saw it; none where it was started or read otherwise meanwhile."""
    return Import.objects.filter(
        pk=made.pk,
        state=Import.State.DRAFT,
        encoding=made.encoding,
        sheet=made.sheet,
    )


@contextmanager
def whole_file(made: Import) -> Iterator[IO[bytes]]:
    """The file as it was sent, on the disk."""
    with tempfile.TemporaryFile() as file:
        file.writelines(made.content())
        yield file


def forget_old_drafts() -> None:
    """Delete files at which nobody looked for a week: they were never imported."""
    long_ago = timezone.now() - DRAFTS_KEPT
    for draft in Import.objects.filter(state=Import.State.DRAFT, made_at__lt=long_ago):
        forget(draft)


@transaction.atomic
def forget(made: Import) -> bool:
    """Delete an import; whether its collection is gone too, which was made for it and is empty."""
    collection = Collection.objects.select_for_update().filter(pk=made.collection_id).first()
    # Not between what the worker stores of it
    held = Import.objects.select_for_update(of=("self",)).filter(pk=made.pk).first()
    if held is None or collection is None:
        return False
    is_unused = held.state == Import.State.DRAFT and held.made_at == collection.made_at
    held.delete()
    scope = Scope.of_all((collection.pk,))
    is_used = collection.imports.exists() or Submission.objects.visible_to(scope).exists()
    # Renamed or shared it is kept, too
    if not is_unused or is_used or collection.events.exists():
        return False
    collection.delete()
    return True


def preview_of(made: Import) -> Preview:
    """The layout of a draft, and its first rows."""
    layout = Layout(**made.layout)
    return Preview(layout, first_rows(made.beginning, layout, PREVIEWED))


def mapping_of(made: Import) -> Mapping:
    return Mapping.from_names(made.mapping)
