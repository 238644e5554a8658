"""Queries of nearly every page, whose SQL Django writes once in a process."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class WrittenOnce(Generic[Row]):
    """A query by the values of some fields, each filtered by a call of its own.

    For a few rows Django takes as long to write a query as all the rest of it takes together.
    `example` has any values; `read` takes those that are meant, in the same order.
    """

    def __init__(self, example: Callable[[], QuerySet[Row]]) -> None:
        self._example = example

    def read(self, *values: Any) -> list[Row]:
        model, sql = self._written
        return list(model._default_manager.raw(sql, values))

    @cached_property
    def _written(self) -> tuple[type[Row], str]:
        # Not before it is asked for: the database is not known while modules are loaded
        example = self._example()
        sql, _ = example.query.sql_with_params()
        return example.model, sql
