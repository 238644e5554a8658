"""Many new rows of one table, written as plainly as the database takes them."""

from collections.abc import Iterable, Sequence
from itertools import chain
from json import JSONEncoder
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model
from django.db.models.base import ModelState

# Values of a row, as the database takes them
Row = Sequence[Any]
Object = TypeVar("Object", bound=Model)
# That one statement may have on SQLite
MOST_VALUES = 32_766


def another(blank: Object) -> Object:
    """An object like one that is not stored, and of which it has all that stands there.

    Made by its class it would ask each of its fields what stands there at first.
    """
    new = blank.__class__.__new__(blank.__class__)
    state = ModelState()
    state.fields_cache = {**blank._state.fields_cache}
    new.__dict__.update(blank.__dict__, _state=state)
    return new


def insert(rows: Sequence[Model]) -> None:
    """Store new objects of one kind, and number them in their order.

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
    write(table, [str(field.column) for field in fields], values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def write(table: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write the values of new rows by COPY, or on SQLite by statements of very many rows.

    SQLite has its tables of words write down what they have gathered before each statement that
    it may have to undo: one for each row takes four times as long as one for five hundred.
    """
    quoted = connection.ops.quote_name
    into = f"{quoted(table._meta.db_table)} ({', '.join(map(quoted, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            execute_with_all(cursor, f"INSERT INTO {into} VALUES", rows)
            return
        copied = cursor.copy(f"COPY {into} FROM STDIN")
        with connection.wrap_database_errors, copied as copy:
            for row in rows:
                copy.write_row(row)


def write_bytes(table: type[Model], fields: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows with many bytes, one at a time; fields and values stand in the table's order.

    In binary: in a statement PostgreSQL reads two digits for each byte.
    """
    held = [field for field in table._meta.concrete_fields if field.name in fields]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in held)
    into = f"{connection.ops.quote_name(table._meta.db_table)} ({names})"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            for row in rows:
                execute_with_all(cursor, f"INSERT INTO {into} VALUES", [row])
            return
        copied = cursor.copy(f"COPY {into} FROM STDIN (FORMAT BINARY)")
        with connection.wrap_database_errors, copied as copy:
            copy.set_types([field.db_type(connection) for field in held])
            for row in rows:
                copy.write_row(row)


def execute_with_all(cursor: Any, before: str, rows: Sequence[Row], behind: str = "") -> None:
    """Execute SQL with the values of all rows in one place of it, in as few statements as go."""
    if not rows:
        return
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    at_once = MOST_VALUES // len(rows[0])
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        places = ", ".join([one] * len(some))
        cursor.execute(f"{before} {places} {behind}", [*chain(*some)])


def _column(field: Field, rows: Sequence[Model]) -> list[Any]:
    """What each row has in a column, as the database takes it."""
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, DateTimeField):
        # Aware, as all that this site stores; many are the same, or none
        adapt = connection.ops.adapt_datetimefield_value
        prepared = {value: adapt(value) for value in set(values)}
        return [prepared[value] for value in values]
    if isinstance(field, JSONField):
        # Both databases take its text; Django wraps each value, and asks it once more
        encode = (field.encoder or JSONEncoder)().encode
        return [None if value is None else encode(value) for value in values]
    # As it stands on an object; Django asks each field for each value
    return values


def _numbers(cursor: Any, table: type[Model], many: int) -> list[int]:
    """Numbers for new rows, which nobody else gets."""
    name = table._meta.db_table
    if connection.vendor == "postgresql":
        # The name of the sequence is looked for once, not for each number
        sequence = "(SELECT pg_get_serial_sequence(%s, 'id')::regclass)"
        cursor.execute(
            f"SELECT nextval({sequence}) FROM generate_series(1, %s)",  # noqa: S608
            [name, many],
        )
        return [number for (number,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
    found = cursor.fetchone()
    first = 1
    if found:
        first = found[0] + 1
    return list(range(first, first + many))
