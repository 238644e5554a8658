"""A file of the machine into a collection: the same as an import on its page, at once."""

from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from scoring.batches import steps
from scoring.batches.importing import MOST_NAMED, Chosen, Report, opened, take_known, with_chosen
from scoring.batches.uploading import keep, mapping_of
from scoring.models import Collection, Import, ImportRow


def fill(
    collection_of: Callable[[], Collection],
    owner: User,
    path: Path,
    chosen: Chosen,
    on_progress: Callable[[Import], object],
) -> Report:
    """Read a file of whatever size into a collection, which may be made only now.

    Where this is killed, the worker goes on with what was begun.

    Raises:
        FileError: it cannot be read, or a column is missing; nothing is stored.
    """
    with opened(path) as file:
        kept = take_known(file, path, chosen.encoding)
        # All or nothing, up to where rows are read
        with transaction.atomic():
            draft = Import(collection=collection_of(), made_by=owner, name=path.name)
            made = keep(draft, file, kept)
            columns = made.layout["columns"]
            made.mapping = with_chosen(mapping_of(made), chosen, columns).as_names()
            made.save(update_fields=["mapping"])
    steps.start(made)
    while True:
        made.refresh_from_db()
        on_progress(made)
        if made.state != Import.State.RUNNING:
            return _report_of(made)
        steps.take_step(made)


def _report_of(made: Import) -> Report:
    bad = made.rows.filter(outcome=ImportRow.Outcome.BAD).order_by("number")
    told = bad.values_list("line", "column", "problem")[:MOST_NAMED]
    errors = []
    for line, column, problem in told:
        where = f"line {line}: {column}" if column else f"line {line}"
        errors.append(f"{where}: {problem}")
    return Report(
        stored=made.stored,
        known=made.known + made.corrected,
        wrong=made.bad,
        errors=errors,
        stopped=made.stopped,
    )
