"""A backup into the database: all of it, in one transaction, or nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from scoring.backups import schema
from scoring.backups.file_format import BackupError, Head, Rows, read_backup
from scoring.models.database.locks import alone
from scoring.models.database.sequences import raise_sequences

# What people made or the site learned; migrations and their like fill other tables by themselves
_TELLING = ("auth_user", "scoring_submission", "scoring_modelversion")


def restore(
    path: Path,
    replaces: bool,
    on_progress: Callable[[int], object] = lambda rows: None,
    when_busy: Callable[[], object] = lambda: None,
) -> tuple[Head, Counter[str]]:
    """Store what a backup holds; returns its head, and rows by table.

    What the database held is deleted where `replaces` says so. One without tables gets those of
    the backup, and has the later migrations afterwards. `when_busy` is called where somebody else
    restores, migrates or prepares the database.

    Raises:
        BackupError: the file or the database is not fit for it; no row is stored or deleted.
        OSError: the file cannot be read.
    """
    head, rows = read_backup(path)
    with alone("prepare", when_busy):
        with alone("migrate", when_busy):
            stored = _store(path, head, rows, replaces, on_progress)
        call_command("migrate", interactive=False, verbosity=0)
    return head, stored


def _store(
    path: Path,
    head: Head,
    rows: Iterator[Rows],
    replaces: bool,
    on_progress: Callable[[int], object],
) -> Counter[str]:
    _refuse_filled_database(replaces)
    try:
        tables = schema.all_tables(head.migrations)
    except schema.SchemaError as error:
        raise BackupError(
            f"{path} was made by a newer version ({head.software}). {error}"
        ) from error
    _reach(head)
    try:
        with transaction.atomic():
            return _replace_rows(path, tables, rows, on_progress)
    except (DataError, IntegrityError) as error:
        raise BackupError(f"{path} is damaged: its rows do not fit together.") from error


def _refuse_filled_database(replaces: bool) -> None:
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)) & set(_TELLING)
        for table in sorted(there):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
            if cursor.fetchone() and not replaces:
                raise BackupError(
                    "The database is not empty. Name an empty one in DATABASE_URL, or give "
                    "--replace to have all that this one holds deleted first."
                )


def _reach(head: Head) -> None:
    """Have the database get the tables of the backup.

    Raises:
        BackupError: it has later ones already.
    """
    applied, wanted = schema.applied_migrations(), set(head.migrations)
    if applied - wanted:
        raise BackupError(
            f"The backup is of an earlier version ({head.software}), and this database has the "
            "tables of a later one. Restore it into a database without tables: it gets them, and "
            "then those of today."
        )
    if applied == wanted:
        return
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    # Those that no other of these comes after bring the others along
    last = []
    for key in wanted:
        if not {child.key for child in nodes[key].children} & wanted:
            last.append(key)
    executor.migrate(sorted(last))


def _replace_rows(
    path: Path,
    tables: list[type[Model]],
    rows: Iterator[Rows],
    on_progress: Callable[[int], object],
) -> Counter[str]:
    stored: Counter[str] = Counter()
    by_label = {table._meta.label: table for table in tables}
    with connection.cursor() as cursor:
        # In any order: what refers to a row is looked at once all is stored
        for table in tables:
            name = connection.ops.quote_name(table._meta.db_table)
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        for some in rows:
            try:
                table = by_label[some.table]
                instances = some.as_instances(table)
            except (KeyError, TypeError, ValueError, ValidationError) as error:
                problem = f"{path} is damaged: a row of {some.table} cannot be read."
                raise BackupError(problem) from error
            table._base_manager.bulk_create(instances)
            stored[some.table] += len(instances)
            on_progress(len(instances))
    if connection.vendor == "postgresql":
        raise_sequences(tables)
    connection.check_constraints()
    return stored
