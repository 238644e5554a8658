"""By which PostgreSQL numbers new rows."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model


def raise_sequences(tables: Iterable[type[Model]]) -> None:
    """Have new rows numbered after those that were stored with their numbers, and after
    all that were here before.

    SQLite does so by itself; Django's own statements would give numbers of deleted rows again.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            key = str(table._meta.pk.column)
            name = quote(table._meta.db_table)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, key])
            [sequence] = cursor.fetchone()
            if sequence:
                highest = f"GREATEST(last_value, (SELECT MAX({quote(key)}) FROM {name}))"  # noqa: S608
                cursor.execute(f"SELECT setval(%s, {highest}) FROM {sequence}", [sequence])  # noqa: S608
