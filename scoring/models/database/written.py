"""Queries of nearly every page, whose SQL Django writes once in a process."""

from collections.abc import Callable
from copy import copy
from itertools import chain
from typing import Any, Generic, NamedTuple, Self, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

Row = TypeVar("Row")
# One value, or several of which each stands in the SQL by itself
Value = int | str | tuple[int, ...] | tuple[str, ...]
# Of one row of the database, as it comes
Cells = tuple[Any, ...]
# Answers that a process keeps of one query, and ways to write it
MOST_KEPT = 20
MOST_WRITTEN = 200
# While a query is written its values stand in it as numbers that no query has of its own
FIRST_MARK = 2_000_000_000


class Written(NamedTuple):
    """A query, and what makes rows of what the database answers.

    Of the values that it sends, `places` says which of those that were asked for each is, -1 for
    one of its own.
    """

    sql: str
    own: tuple[Any, ...]
    places: list[int]
    read: Callable[[list[Cells]], list[Any]]

    def values(self, asked: tuple[int | str, ...]) -> list[Any]:
        return [
            own if place < 0 else asked[place]
            for own, place in zip(self.own, self.places, strict=True)
        ]

    @classmethod
    def of(
        cls,
        make: Callable[..., QuerySet[Any, Any]],
        values: tuple[Value, ...],
    ) -> Self | None:
        """None for a query that nothing can answer, as with an IN of nothing."""
        # A mark in place of each value, of its kind
        marked: list[Any] = []
        number = FIRST_MARK
        for value in values:
            several = value if isinstance(value, tuple) else (value,)
            of_value = tuple(type(each)(number + place) for place, each in enumerate(several))
            number += len(several)
            marked.append(of_value if isinstance(value, tuple) else of_value[0])
        query = make(*marked)
        compiler = query.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, own = compiler.as_sql()
        except EmptyResultSet:
            return None
        model = query.model
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        are_objects = not compiler.query.values_select
        names = []
        if are_objects:
            names = [column.target.attname for column, _, _ in compiler.select]

        def read(stored: list[Cells]) -> list[Any]:
            rows = stored
            if converters:
                rows = compiler.apply_converters(stored, converters)
            if not are_objects:
                return [tuple(cells) for cells in rows]
            return [model.from_db(DEFAULT_DB_ALIAS, names, cells) for cells in rows]

        marks = {mark: place for place, mark in enumerate(_flat(tuple(marked)))}
        return cls(sql, own, [marks.get(value, -1) for value in own], read)


class WrittenOnce(Generic[Row]):
    """A query by values that stand in it as they are: `query` makes it of them.

    For a few rows Django takes as long to write a query as all the rest of it takes together. Where
    a value is a tuple, as of an IN, the query is written once for each length. Rows are objects, or
    tuples where the query asks for a list of values.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Row]]) -> None:
        self._query = query
        self._written: dict[tuple[Any, ...], Written | None] = {}

    def read(self, *values: Value) -> list[Row]:
        written = self._written_for(values)
        if not written:
            return []
        return written.read(_stored(written, values))

    def _written_for(self, values: tuple[Value, ...]) -> Written | None:
        """None for a query that nothing can answer, as with an IN of nothing."""
        # Not before it is asked for: the database is not known while modules are loaded
        shape = tuple([len(each) if isinstance(each, tuple) else type(each) for each in values])
        if shape not in self._written:
            if len(self._written) >= MOST_WRITTEN:
                self._written.clear()
            self._written[shape] = Written.of(self._query, values)
        return self._written[shape]


class MadeOnce(WrittenOnce[Row]):
    """The same for objects of rows that are few and seldom change.

    They are read each time, and objects are made of them once for as long as they stay the same:
    that takes longer than the query. Each reader has objects of his own, as he would have anyway.
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Row]]) -> None:
        super().__init__(query)
        self._kept: dict[tuple[Any, ...], tuple[list[Cells], list[Row]]] = {}

    def read(self, *values: Value) -> list[Row]:
        written = self._written_for(values)
        if written is None:
            return []
        stored = _stored(written, values)
        kept = self._kept.get(values)
        if kept is None or kept[0] != stored:
            kept = (stored, written.read(stored))
            # Those of before are of versions that nobody asks for any more
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[values] = kept
        rows = []
        # Each object as it was made; copy() alone takes ten times as long
        for row in kept[1]:
            again = row.__class__.__new__(row.__class__)
            again.__dict__.update(row.__dict__)
            again._state = copy(row._state)  # type: ignore[attr-defined]
            rows.append(again)
        return rows


def _flat(values: tuple[Value, ...]) -> tuple[int | str, ...]:
    return tuple(
        chain.from_iterable(each if isinstance(each, tuple) else (each,) for each in values)
    )


def _stored(written: Written, values: tuple[Value, ...]) -> list[Cells]:
    with connection.cursor() as cursor:
        cursor.execute(written.sql, written.values(_flat(values)))
        stored: list[Cells] = cursor.fetchall()
    return stored
