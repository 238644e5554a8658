"""Queries of nearly every page, whose SQL Django writes once in a process."""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
# Of one row of the database, as it comes
Cells = tuple[Any, ...]
# Answers that a process keeps of one query
MOST_KEPT = 20


class Written(NamedTuple):
    """A query, and what makes objects of its rows."""

    model: type[Model]
    sql: str
    names: list[str]
    read: Callable[[list[Cells]], list[Any]]


class WrittenOnce(Generic[Row]):
    """A query by the values of some fields, each filtered by a call of its own.

    For a few rows Django takes as long to write a query as all the rest of it takes together.
    `example` has any values; `read` takes those that are meant, in the same order.
    """

    def __init__(self, example: Callable[[], QuerySet[Row]]) -> None:
        self._example = example

    def read(self, *values: Any) -> list[Row]:
        return self._objects(self._stored(values))

    def _stored(self, values: tuple[Any, ...]) -> list[Cells]:
        with connection.cursor() as cursor:
            cursor.execute(self._written.sql, values)
            stored: list[Cells] = cursor.fetchall()
        return stored

    def _objects(self, stored: list[Cells]) -> list[Row]:
        model, _, names, read = self._written
        rows: list[Any] = [model.from_db(DEFAULT_DB_ALIAS, names, cells) for cells in read(stored)]
        return rows

    @cached_property
    def _written(self) -> Written:
        # Not before it is asked for: the database is not known while modules are loaded
        example = self._example()
        compiler = example.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, _ = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        converters = compiler.get_converters(columns)

        def read(stored: list[Cells]) -> list[Any]:
            return list(compiler.apply_converters(stored, converters))

        return Written(example.model, sql, [column.target.attname for column in columns], read)


class MadeOnce(WrittenOnce[Row]):
    """The same for rows that are few and seldom change.

    They are read each time, and objects are made of them once for as long as they stay the same:
    that takes longer than the query. Each reader has objects of his own, as he would have anyway.
    """

    def __init__(self, example: Callable[[], QuerySet[Row]]) -> None:
        super().__init__(example)
        self._kept: dict[tuple[Any, ...], tuple[list[Cells], list[Row]]] = {}

    def read(self, *values: Any) -> list[Row]:
        stored = self._stored(values)
        kept = self._kept.get(values)
        if kept is None or kept[0] != stored:
            kept = (stored, self._objects(stored))
            # Those of before are of versions that nobody asks for any more
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[values] = kept
        return [_again(row) for row in kept[1]]


def _again(row: Row) -> Row:
    """The object as it was made; copy() alone takes ten times as long."""
    again = row.__class__.__new__(row.__class__)
    again.__dict__.update(row.__dict__)
    again._state = copy(row._state)
    return again
