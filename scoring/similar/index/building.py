"""An index made from the rows of the database, a part at a time, and kept up with them.

Whatever is killed leaves whole files: a head that was not written yet leaves the one before, and
parts that no head names are removed later. Only one process at a time writes into a folder.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from django.db.models import F, QuerySet

from clustering.closeness import places
from clustering.index import array_file
from clustering.index.parts import (
    MOST_ROWS,
    Rows,
    joined,
    part_of,
    piece_of,
    rows_of,
    rows_with,
)
from scoring.endpoint import embedded
from scoring.models import Assignment
from scoring.models.database.vector_log import new_mark
from scoring.similar import ranking
from scoring.similar.index import store
from scoring.similar.index.facts import COLUMNS, facts_of
from scoring.similar.index.store import Head, PartFile

# Ids that one query asks for
IDS_AT_ONCE = 10_000
# With so many parts that are less than half full, small ones are joined
MOST_SMALL_PARTS = 8


def begun(version: int) -> Head:
    """The head of an index of which nothing has been read yet."""
    return Head(new_mark(), guided_under(version), parts={}, read_to=0)


def guided_under(version: int) -> int:
    """How the version's model cuts vectors, as `Sources.guided` tells it."""
    try:
        model = embedded.model(version)
    except embedded.NoModelError:
        return 0
    if not model.kinds:
        return 0
    return model.guided


def read_on(version: int, head: Head) -> Head:
    """Write the next part of an index that is being built; all is read once `read_to` is None.

    Raises:
        OSError: it cannot be written, as on a full disk.
    """
    assert head.read_to is not None
    # As a sum, by which SQLite enters no index: it would read all rows and sort them each time
    walked = Assignment.objects.alias(walked=F("version_id") + 0).filter(walked=version)
    following = walked.filter(submission_id__gt=head.read_to, vector__isnull=False)
    rows = _read(following.order_by("submission_id")[:MOST_ROWS], head.guided)
    if rows is None:
        return head._replace(read_to=None)
    parts = head.parts | _write_parts(store.folder_of(version), rows)
    return head._replace(parts=parts, read_to=int(rows.ids[-1]))


def extended(version: int, head: Head, changed: Sequence[int]) -> Head:
    """The head with what changed since its mark; as the log has it, by companies' ids.

    Raises: as `read_on`.
    """
    folder = store.folder_of(version)
    # First of all, so that whatever changes while rows are read counts as later
    mark = new_mark()
    ids = np.array(changed, np.int64)
    parts = {}
    for name, file in head.parts.items():
        # What it has of these companies counts no more
        gone = rows_with(array_file.read_one(folder / name, "ids"), ids)
        dead = np.union1d(file.dead, gone)
        left = file._replace(dead=dead)
        if left.living:
            parts[name] = left
    stored = Assignment.objects.filter(version=version, vector__isnull=False)
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = ids[start : start + IDS_AT_ONCE]
        there = stored.filter(submission_id__in=some.tolist())
        rows = _read(there.order_by("submission_id"), head.guided)
        if rows is not None:
            parts |= _write_parts(folder, rows)
    return head._replace(mark=mark, parts=parts)


def to_compact(head: Head) -> list[str]:
    """The parts that are to be written anew, as one; none while few are small or half dead."""
    living = {name: part.living for name, part in head.parts.items()}
    by_size = sorted(living, key=lambda name: living[name])
    small = [name for name in by_size if 2 * living[name] < MOST_ROWS]
    if len(small) < MOST_SMALL_PARTS:
        for name, part in head.parts.items():
            if len(part.dead) > part.living:
                return [name]
        return []
    chosen: list[str] = []
    rows = 0
    for name in small:
        rows += living[name]
        # Two at least, for two small ones fit into one
        if rows <= MOST_ROWS:
            chosen.append(name)
    return chosen


def compacted(version: int, head: Head, chosen: Iterable[str]) -> Head:
    """The head with some parts joined, without their dead rows.

    Raises:
        OSError: it cannot be written, as on a full disk.
        BrokenFileError: a part cannot be read.
    """
    folder = store.folder_of(version)
    parts = dict(head.parts)
    living = []
    for name in chosen:
        part = store.read_part(folder / name)
        is_living = np.ones(len(part.ids), np.bool_)
        is_living[parts.pop(name).dead] = False
        living.append(rows_of(part, is_living))
    parts |= _write_parts(folder, joined(living))
    return head._replace(parts=parts)


def read_in_parts(stored: QuerySet[Assignment], guided: int) -> Iterator[Rows]:
    """Rows in order of their companies, at most MOST_ROWS at once."""
    after = 0
    in_order = stored.order_by("submission_id")
    while rows := _read(in_order.filter(submission_id__gt=after)[:MOST_ROWS], guided):
        after = int(rows.ids[-1])
        yield rows


def _read(stored: QuerySet[Assignment], guided: int) -> Rows | None:
    """Rows in order of their companies; None for none."""
    values = list(stored.values_list("submission_id", "vector", "said", *COLUMNS))
    if not values:
        return None
    ids, vectors, texts, *columns = zip(*values, strict=True)
    numbers = ranking.vector(b"".join(vectors))
    matrix = numbers.reshape(len(ids), -1)
    facts = [facts_of(*row) for row in zip(*columns, strict=True)]
    # Nothing under a model of before kinds of business
    told = [text or b"" for text in texts]
    return Rows(
        ids=np.array(ids, np.int64),
        facts=np.array(facts, np.uint32),
        places=places(matrix, guided),
        said=ranking.said(b"".join(told)),
        sizes=np.array([len(text) // 4 for text in told], np.int64),
    )


def _write_parts(folder: Path, rows: Rows) -> dict[str, PartFile]:
    """Write rows as parts of at most MOST_ROWS each."""
    written = {}
    for start in range(0, len(rows.ids), MOST_ROWS):
        some = piece_of(rows, start, MOST_ROWS)
        name = uuid.uuid4().hex + store.ENDING
        store.write_part(folder / name, part_of(some))
        nobody = np.zeros(0, np.int64)
        written[name] = PartFile(len(some.ids), dead=nobody)
    return written
