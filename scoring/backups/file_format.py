"""The file: gzipped lines of JSON.

The first says what it is and which migrations its tables have had. Then each table has a line with
its name and columns, and one for each row; the last line has the number of rows of each table.
"""

import base64
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model

from scoring.backups.schema import Migration

NAME = "similarco backup"
# Raised with every change that an earlier reader would misread
VERSION = 1
# Of the first line, so that a foreign file is not read whole
LONGEST_HEAD = 1024 * 1024
# Rows in memory at once, and the characters of their lines
MOST_ROWS, MOST_CHARACTERS = 500, 4 * 1024 * 1024


class BackupError(Exception):
    """A file that cannot be made or read; the message says why."""


class Head(NamedTuple):
    """What a backup says of itself."""

    software: str
    made_at: str
    migrations: list[Migration]

    def line(self) -> dict[str, Any]:
        return {"format": NAME, "format_version": VERSION, **self._asdict()}


class Rows(NamedTuple):
    """Some rows of one table, each with a value for every column."""

    table: str
    columns: list[str]
    values: list[list[Any]]

    def as_instances(self, table: type[Model]) -> list[Model]:
        """The rows as the database takes them.

        Raises: KeyError, TypeError, ValueError or ValidationError for what no backup holds.
        """
        fields = {field.attname: field for field in table._meta.concrete_fields}
        columns = [fields[name] for name in self.columns]
        instances = []
        for row in self.values:
            cells = zip(columns, row, strict=True)
            values = {field.attname: field.to_python(value) for field, value in cells}
            instances.append(table(**values))
        return instances


def line_of(value: Any) -> str:
    """A line of the file: dates as ISO 8601, bytes in base64."""
    return json.dumps(value, default=_as_text, ensure_ascii=False, separators=(",", ":")) + "\n"


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        # Times too, with all their digits
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def read_backup(path: Path) -> tuple[Head, Iterator[Rows]]:
    """What a backup says of itself, and its rows, a few at a time.

    Raises, the rows too:
        BackupError: it is none, of a newer version, or damaged.
        OSError: it cannot be read.
    """
    lines = _read_lines(path)
    first, _ = next(lines)
    if not isinstance(first, dict) or first.get("format") != NAME:
        raise BackupError(f"{path} is no backup of this site.")
    software = str(first.get("software"))
    if first.get("format_version") != VERSION:
        raise BackupError(
            f"{path} was made by version {software}, whose backups this one cannot read."
        )
    try:
        migrations = [(str(label), str(name)) for label, name in first["migrations"]]
        head = Head(software, str(first["made_at"]), migrations)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{path} is damaged: its first line is not whole.") from error
    return head, _read_rows(path, lines)


def _read_lines(path: Path) -> Iterator[tuple[Any, int]]:
    """Each line as a value, with its length."""
    is_begun = False
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            head = file.readline(LONGEST_HEAD)
            yield json.loads(head), len(head)
            is_begun = True
            for line in file:
                yield json.loads(line), len(line)
    except (gzip.BadGzipFile, EOFError, zlib.error, ValueError, RecursionError) as error:
        if not is_begun:
            raise BackupError(f"{path} is no backup of this site.") from error
        raise BackupError(f"{path} is damaged: it cannot be read to its end.") from error


def _read_rows(path: Path, lines: Iterator[tuple[Any, int]]) -> Iterator[Rows]:
    read: Counter[str] = Counter()
    rows = Rows("", [], [])
    size = 0
    counts = None
    for value, length in lines:
        if isinstance(value, list):
            rows.values.append(value)
            size += length
            if len(rows.values) < MOST_ROWS and size < MOST_CHARACTERS:
                continue
        if rows.values:
            read[rows.table] += len(rows.values)
            yield rows
            rows, size = Rows(rows.table, rows.columns, []), 0
        if isinstance(value, dict):
            counts = value.get("rows")
            rows = Rows(str(value.get("table")), value.get("columns") or [], [])
    # Read to its end by now, which alone tells whether all is as it was written
    if not isinstance(counts, dict) or Counter(counts) != read:
        raise BackupError(f"{path} is damaged: rows are missing.")
