"""Which tables the database has: those of the migrations that it has had."""

from collections.abc import Collection

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

# The label of an application and the name of a migration
Migration = tuple[str, str]

# Who is at work, signed in or counted just now is of that machine and that moment
_PASSING = {"scoring.Heartbeat", "scoring.RateWindow", "scoring.SignedIn", "sessions.Session"}
_PASSING_APPLICATIONS = {"axes"}


class SchemaError(Exception):
    """These tables are none that this program knows; the message says why."""


def applied_migrations() -> set[Migration]:
    """What the database has had; nothing where it has no tables yet."""
    return set(MigrationLoader(connection).applied_migrations)


def all_tables(migrations: Collection[Migration]) -> list[type[Model]]:
    """Every table after these migrations, as it was then and not as today's code has it.

    Raises:
        SchemaError: some of them are unknown here.
    """
    loader = MigrationLoader(connection)
    unknown = sorted(set(migrations) - set(loader.disk_migrations))
    if unknown:
        raise SchemaError(f"This version does not know the migration {'.'.join(unknown[0])}.")
    state = loader.project_state(sorted(migrations))
    return list(state.apps.get_models(include_auto_created=True))


def is_kept(table: type[Model]) -> bool:
    """Whether a backup holds the rows of a table."""
    meta = table._meta
    return meta.label not in _PASSING and meta.app_label not in _PASSING_APPLICATIONS
