"""What follows a test that commits: only tables that hold rows are emptied.

Django's own flush empties every table and makes content types and permissions anew, which no test
changes; on PostgreSQL that takes longer than many a test.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from scoring.models import Collection

COLLECTIONS = Collection._meta.db_table
LASTING = {ContentType._meta.db_table, Permission._meta.db_table}


def instead_of_flush() -> None:
    TransactionTestCase._fixture_teardown = empty


def empty(test: Any = None) -> None:
    """Delete every row that a test can have made, triggers and all."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _full_tables(cursor):
            # The site's own are made by a migration
            own = " WHERE kind = 'own'" if table == COLLECTIONS else ""
            cursor.execute(f"DELETE FROM {table}{own}")


def send_others_away() -> None:
    """End all other connections to the test database, so that it can be dropped.

    A thread of a server keeps its own while it waits for another request on an open line.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()"
        )


def _full_tables(cursor: Any) -> list[str]:
    tables = (
        set(connection.introspection.django_table_names(only_existing=False, include_views=False))
        - LASTING
    )
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables
        )
    )
    return [table for (table,) in cursor.fetchall()]
