"""All rows of the site, as they are at one moment, into a file."""

import gzip
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db.models import BinaryField, Model
from django.utils import timezone

from scoring.backups import schema
from scoring.backups.file_format import BackupError, Head, line_of
from scoring.models.database.locks import alone
from scoring.models.database.moments import one_moment

# Rows in memory at once; one of bytes may have a megabyte or more
ROWS, ROWS_OF_BYTES = 200, 8
# Vectors shrink by a quarter at any level, and higher ones take many times as long
LEVEL = 3


def write_backup(
    path: Path,
    on_progress: Callable[[int], object] = lambda rows: None,
    when_busy: Callable[[], object] = lambda: None,
) -> Counter[str]:
    """Write a backup beside others' writing, which waits for nothing; returns rows by table.

    The file is there once it is whole. `when_busy` is called where another backup is at work, which
    may be of the same name.

    Raises:
        BackupError: there is a file of that name, or there are no tables.
        OSError: it cannot be written.
    """
    with alone("backup", when_busy):
        if path.exists():
            raise BackupError(f"{path} exists already. Choose another name, or remove it first.")
        return _write_file(path, on_progress)


def _write_file(path: Path, on_progress: Callable[[int], object]) -> Counter[str]:
    migrations = schema.applied_migrations()
    if not migrations:
        raise BackupError("The database has no tables yet, so there is nothing to back up.")
    try:
        tables = []
        for table in schema.all_tables(migrations):
            if schema.is_kept(table):
                tables.append(table)
    except schema.SchemaError as error:
        raise BackupError(f"The database is of a newer version. {error}") from error
    head = Head(settings.VERSION, timezone.now().isoformat(), sorted(migrations))
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with (
            gzip.open(draft, "wt", compresslevel=LEVEL, encoding="utf-8", newline="\n") as file,
            one_moment(),
        ):
            rows = _write(file, head, tables, on_progress)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _write(
    file: TextIO,
    head: Head,
    tables: list[type[Model]],
    on_progress: Callable[[int], object],
) -> Counter[str]:
    file.write(line_of(head.line()))
    written: Counter[str] = Counter()
    for table in tables:
        fields = table._meta.concrete_fields
        columns = [field.attname for field in fields]
        label = table._meta.label
        file.write(line_of({"table": label, "columns": columns}))
        has_bytes = any(isinstance(field, BinaryField) for field in fields)
        rows = table._base_manager.order_by("pk").values_list(*columns)
        for row in rows.iterator(chunk_size=ROWS_OF_BYTES if has_bytes else ROWS):
            file.write(line_of(row))
            written[label] += 1
            on_progress(1)
    file.write(line_of({"rows": written}))
    return written
