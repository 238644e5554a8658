"""What the worker does for an import: some rows a step, stored together with the place behind them.

A worker may be killed at any moment: a step is stored as a whole or not at all.
"""

import logging
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from scoring.batches.limits import file_limits
from scoring.batches.pieces import Piece, Place
from scoring.batches.storing import new_rows, store
from scoring.batches.uploading import as_looked_at, keep_parts, whole_file
from scoring.collections.changing import note_edit
from scoring.collections.rights import edits
from scoring.models import Collection, Import, ImportPart, Job
from scoring.models.database.inserting import insert
from scoring.pages import storage
from scoring.queue.ahead import begin_ahead, expect, score_ahead
from scoring.tables.encodings import FileError
from scoring.tables.intake import sheet_as_lines
from scoring.tables.layouts import Layout
from wire import Row

logger = logging.getLogger(__name__)

State = Import.State
MOST_TRIES = 3
INSIDE = (
    "Reading failed. It is this site's fault, not your file's, and it has been noted. "
    "What was read before is stored."
)

NO_EDITOR = (
    "Whoever began this may not put companies into this collection any more, so it ended here. "
    "What was read before is stored."
)


# What a worker has read of a file before its turn, by the import and where that began: one at most
_early: dict[tuple[int, datetime | None, Place], tuple[Piece, list[Row]]] = {}


def start(made: Import) -> bool:
    """Have the worker read a draft by its columns as they are here.

    False where it was started, deleted or read otherwise meanwhile.
    """
    with transaction.atomic():
        layout = Layout(**made.layout)
        begun = as_looked_at(made).update(
            state=State.RUNNING,
            mapping=made.mapping,
            again=made.again,
            position=layout.start,
            line=layout.line,
            started_at=timezone.now(),
        )
        if begun:
            Job.objects.create(kind=Job.Kind.IMPORT, options={"import": made.pk})
            note_edit([made.collection_id], f"“{made.name}” imported", made.made_by)
    return bool(begun)


def cancel(made: Import) -> bool:
    """Read no more rows; those that were stored stay."""
    running = _running(made.pk)
    cancelled = running.update(state=State.CANCELLED, ended_at=timezone.now())
    return bool(cancelled)


def carry_out(job: Job) -> None:
    """Take one step of the import that a job is for."""
    running = _running(job.options["import"])
    made = running.first()
    try:
        is_over = made is None or take_step(made)
    except Exception as error:
        if storage.trouble_of(error):
            raise
        logger.exception("%s failed", job)
        if job.attempts + 1 < MOST_TRIES:
            job.postpone(INSIDE)
        else:
            job.give_up(INSIDE)
            fail_with_job(job, INSIDE)
    else:
        # Behind whatever else is due: a large table leaves other work its turn
        job.put_back()
        if is_over:
            _early.clear()
            _forget_file(job.options["import"])
            job.status = Job.Status.DONE
    job.save()


def fail_with_job(job: Job, reason: str) -> None:
    """Say on the import why it goes no further."""
    _fail(job.options["import"], reason)


def _running(pk: int) -> QuerySet[Import]:
    return Import.objects.filter(pk=pk, state=State.RUNNING)


def _fail(pk: int, reason: str) -> None:
    running = _running(pk)
    running.update(
        state=State.FAILED,
        stopped=reason,
        ended_at=timezone.now(),
    )
    _forget_file(pk)


def _forget_file(pk: int) -> None:
    """Of a file that is read no further its rows are kept, not its bytes."""
    ImportPart.objects.filter(file=pk).delete()


def take_step(made: Import) -> bool:
    """Read and store the next rows; true when there is nothing more to do."""
    if made.head:
        return _unpack(made)
    piece, new = _next_piece(made)
    if not made.rows_done:
        # As many are new among the others as among the first
        expect(len(new) * made.size // max(piece.end.position, 1))
    ahead = score_ahead(new)
    _begin_next(made, piece)
    with transaction.atomic():
        # One import of a collection after the other, so that no two store the same company
        kept = Collection.objects.select_for_update(no_key=True).filter(pk=made.collection_id)
        collection = kept.first()
        running = _running(made.pk)
        held = running.select_for_update(of=("self",)).first()
        if collection is None or held is None:
            return True
        if held.position != made.position:
            # Somebody was quicker with the same step
            return False
        if collection.deleted_at:
            held.state = State.CANCELLED
            held.ended_at = timezone.now()
            held.save()
            return True
        # Whoever began it may have lost that right, or his account, meanwhile
        person = held.made_by
        if person is None or not person.is_active or not edits(person, collection):
            held.state = State.FAILED
            held.stopped = NO_EDITOR
            held.ended_at = timezone.now()
            held.save()
            return True
        store(held, piece.goods, ahead)
        insert(piece.rows)
        piece.count_in(held)
    return piece.is_last


def _next_piece(made: Import) -> tuple[Piece, list[Row]]:
    """The next rows, and what the collection does not have of them."""
    start = Place.of(made)
    early = _early.pop((made.pk, made.started_at, start), None)
    return early or _read(made, start)


def _read(made: Import, start: Place) -> tuple[Piece, list[Row]]:
    piece = Piece.read(made, start)
    return piece, new_rows(made, piece.goods)


def _begin_next(made: Import, piece: Piece) -> None:
    """Read what comes behind a piece, and have other cores score it while the piece is stored."""
    _early.clear()
    if piece.is_last:
        return
    # Whatever is wrong with it is found in its own turn
    with suppress(Exception):
        following, new = _read(made, piece.end)
        begin_ahead(new)
        _early[made.pk, made.started_at, piece.end] = following, new


def _unpack(made: Import) -> bool:
    """Put lines of JSON in the place of a workbook, so that each step reads its own rows alone.

    True when there is nothing more to do.
    """
    try:
        with whole_file(made) as file:
            lines = sheet_as_lines(file, made.sheet or 0, file_limits())
    except FileError as error:
        _fail(made.pk, str(error))
        return True
    with lines, transaction.atomic():
        packed = _running(made.pk).exclude(head="")
        held = packed.select_for_update(of=("self",)).first()
        if held:
            held.parts.all().delete()
            held.head = ""
            keep_parts(held, lines)
            held.save(update_fields=["head"])
    return False
