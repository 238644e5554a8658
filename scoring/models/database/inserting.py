"""Many new rows of one table, written as plainly as the database takes them."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model


def insert(rows: Sequence[Model]) -> None:
    """Store new objects of one kind by COPY or executemany, and number them in their order.

    As `bulk_create`, in a third of its time. Within a transaction, which on SQLite has the turn to
    write.
    """
    if not rows:
        return
    table = type(rows[0])
    fields = [field for field in table._meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        for row, number in zip(rows, _numbers(cursor, table, len(rows)), strict=True):
            row.pk = number
        values = list(zip(*[_column(field, rows) for field in fields], strict=True))
        name = connection.ops.quote_name(table._meta.db_table)
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        if connection.vendor == "postgresql":
            copied = cursor.copy(f"COPY {name} ({names}) FROM STDIN")
            with connection.wrap_database_errors, copied as copy:
                for each in values:
                    copy.write_row(each)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", values)  # noqa: S608
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _column(field: Field, rows: Sequence[Model]) -> list[Any]:
    """What each row has in a column, as the database takes it."""
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, DateTimeField):
        # Most are the same, or none
        prepared = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        return [prepared[value] for value in values]
    if isinstance(field, JSONField):
        return [field.get_db_prep_save(value, connection) for value in values]
    # As it stands on an object; Django asks each field for each value
    return values


def _numbers(cursor: Any, table: type[Model], many: int) -> list[int]:
    """Numbers for new rows, which nobody else gets."""
    name = table._meta.db_table
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [name, many],
        )
        return [number for (number,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
    found = cursor.fetchone()
    first = 1
    if found:
        first = found[0] + 1
    return list(range(first, first + many))
