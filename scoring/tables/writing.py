"""Lists as files, so that memory does not grow with their rows: CSV and JSON."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat
from operator import add
from typing import Any, NamedTuple

from clustering.files.cells import FORMULA_STARTS

LINES_AT_ONCE = 200


class Link(str):
    """An address on which one can click, where the format has that."""

    __slots__ = ()


class Day(str):
    """A day or a moment as ISO writes it, which is a date where the format has that."""

    __slots__ = ()


class Table(NamedTuple):
    """What a file holds: a name without an ending, names of columns, and rows, read once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


class _Echo:
    """What csv.writer writes to when its lines are wanted one by one."""

    def write(self, line: str) -> str:
        return line


def csv_lines(table: Table) -> Iterator[str]:
    """Lines of a CSV that spreadsheets read, without running anything in it."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    # The mark by which spreadsheets know UTF-8
    yield "\ufeff" + writer.writerow([_safe(name) for name in table.header])
    safe_rows = ([_safe(value) for value in row] for row in table.rows)
    lines = map(writer.writerow, safe_rows)
    yield from _joined(lines)


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula begins with an apostrophe instead."""
    if isinstance(value, str) and value.lstrip("'").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def json_name(column: str) -> str:
    """What a column is called in a list that is had as JSON."""
    return column.lower().replace(" ", "_")


def json_lines(table: Table) -> Iterator[str]:
    """A JSON array of objects, one on each line.

    Columns are named in small letters with underscores.
    """
    names = [json_name(name) for name in table.header]
    records = (dict(zip(names, row, strict=True)) for row in table.rows)
    objects = (json.dumps(record, ensure_ascii=False) for record in records)
    # A comma stands before each but the first, for nobody knows yet which is the last
    separators = chain(["\n"], repeat(",\n"))
    lines = map(add, separators, objects)
    yield "["
    yield from _joined(lines)
    yield "\n]\n"


def json_line_texts(table: Table) -> Iterator[str]:
    """An object for each row, each on a line of its own; columns are named as they are."""
    records = (dict(zip(table.header, row, strict=True)) for row in table.rows)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    yield from _joined(lines)


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Some lines at once, as each piece of a stream costs time."""
    while piece := "".join(islice(lines, LINES_AT_ONCE)):
        yield piece
