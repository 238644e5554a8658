"""A database of many companies, made in minutes: nothing is scored but the catalogue.

Each further company is made of two of the catalogue that are alike: sentences of both, the kinds
and the cluster of one, a vector and a place on the map between. The same number makes the same
companies. Rows go into the tables without Django, and indexes are made once they are in.
"""

import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np

# Not from benchmarks.rows, which loads scikit-learn
ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 5_000
NEAR = 30
SOURCES = ("form", "import", "import", "import")
OPEN = 2
# Tag -> one of so many companies has it
TAGGED = {"common": 2, "rare": 100}
# Numbers that nine of ten companies have, those of the catalogue and others
OWN_COLUMN = (
    "INSERT INTO scoring_owncolumn (collection_id, name, told, numbers, days)"
    " SELECT collection_id, 'Staff', COUNT(*), COUNT(*), 0 FROM scoring_submission"
    " GROUP BY collection_id",
    "INSERT INTO scoring_ownvalue (column_id, submission_id, text, beginning, number)"
    " SELECT named.id, company.id, CAST(company.id * 7919 % 100003 AS TEXT),"
    " CAST(company.id * 7919 % 100003 AS TEXT), company.id * 7919 % 100003"
    " FROM scoring_submission AS company"
    " JOIN scoring_owncolumn AS named ON named.collection_id = company.collection_id"
    " WHERE company.id % 10 > 0",
)
# In this order they go in; what refers to them goes with them
FILLED = ("scoring_submission", "scoring_assignment")
KEPT = {
    "scoring_tally": (
        "version_id, collection_id, status, cluster, category, source, verdict, answer, sector",
        "version_id, collection, status, COALESCE(shown_cluster, -1), category, source, verdict,"
        " answer, shown_sector",
    ),
    "scoring_segmenttally": (
        "version_id, collection_id, cluster, sector, segment, answer",
        "version_id, collection, COALESCE(shown_cluster, -1), shown_sector, shown_segment, answer",
    ),
}
# All that the triggers of SQLite would have written row by row
SEARCH = (
    "INSERT INTO scoring_submission_words(scoring_submission_words) VALUES ('rebuild')",
    "INSERT INTO scoring_submission_titles(scoring_submission_titles) VALUES ('rebuild')",
    """INSERT INTO scoring_submission_parts(rowid, title, text)
        SELECT id, ' ' || title || '  ', '' FROM scoring_submission WHERE id > %s""",
)


@contextmanager
def database(postgresql: str = "") -> Iterator[str]:
    """The address of a database of its own with the catalogue in it, which goes again.

    On SQLite, or in the server of an address such as postgres://postgres@127.0.0.1:5432/postgres.
    """
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        if not postgresql:
            address = f"sqlite:///{Path(folder) / 'stored.sqlite3'}"
            _prepare(address)
            yield address
            return
        import psycopg

        name = f"bench_{uuid4().hex[:12]}"
        with psycopg.connect(postgresql, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            try:
                address = f"{postgresql.rpartition('/')[0]}/{name}"
                _prepare(address)
                yield address
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _prepare(address: str) -> None:
    # In a process of its own: a web process never loads what trains
    subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address},
        check=True,
        capture_output=True,
    )


def set_up(address: str, **settings: str) -> None:
    """Have Django use this database, with these settings, in this process."""
    os.environ |= {"DATABASE_URL": address, **settings}
    os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


class Table(NamedTuple):
    """Rows of the catalogue as the database has them, in the order of their companies."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def column(self, name: str) -> list[Any]:
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def fill(total: int, made: type["MadeUp"] | None = None) -> None:
    """Store so many companies in all, made up as `made` or MadeUp does it; Django is set up."""
    from django.db import connection, transaction

    companies = _read("scoring_submission", "id")
    assignments = _read("scoring_assignment", "submission_id")
    made_up = (made or MadeUp)(companies, assignments, total)
    with transaction.atomic(), connection.cursor() as cursor:
        later = without_indexes(cursor, FILLED)
        for start in range(len(companies.rows), total, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, total))
            _store(cursor, "scoring_submission", companies, map(made_up.company, numbers))
            _store(cursor, "scoring_assignment", assignments, map(made_up.assignment, numbers))
        # PostgreSQL makes no index while a reference is still to be checked
        connection.check_constraints()
        for statement in later:
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            *rebuilt, parts = SEARCH
            for statement in rebuilt:
                cursor.execute(statement)
            cursor.execute(parts, [len(companies.rows)])
        _count(cursor)
        for name, every in TAGGED.items():
            cursor.execute(
                "INSERT INTO scoring_companytag (name, collection_id, submission_id)"
                " SELECT %s, collection_id, id FROM scoring_submission WHERE id %% %s = 0",
                [name, every],
            )
        for statement in OWN_COLUMN:
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        # As the server does by itself after a while; nobody does it on SQLite
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _read(table: str, order: str) -> Table:
    from django.db import connection

    with connection.cursor() as cursor:
        columns = ", ".join(
            column.name
            for column in connection.introspection.get_table_description(cursor, table)
            # PostgreSQL makes it by itself
            if column.name != "words"
        )
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
        return Table(columns.split(", "), list(cursor.fetchall()))


class MadeUp:
    """Companies by their numbers, which go on from those of the catalogue."""

    def __init__(self, companies: Table, assignments: Table, total: int) -> None:
        from scoring.models.map_cells import cell

        chance = np.random.default_rng(0)
        stored = [np.frombuffer(vector, "<f4") for vector in assignments.column("vector")]
        vectors = np.array(stored)
        near = np.argsort(-(vectors @ vectors.T), axis=1)[:, 1 : NEAR + 1]
        self._one = chance.integers(len(vectors), size=total)
        self._other = near[self._one, chance.integers(NEAR, size=total)]
        self._share = chance.random(total, dtype=np.float32)
        self._vectors = vectors
        self._places = np.array([*zip(*map(assignments.column, ("map_x", "map_y")), strict=True)])
        self._sentences = [re.split(r"(?<=[.])\s", text) for text in companies.column("text")]
        self._companies, self._assignments = companies, assignments
        self._first = max(companies.column("id")) + 1 - len(companies.rows)
        self._ids = max(assignments.column("id")) + 1 - len(assignments.rows)
        self._cell = cell
        # By the day, as if they had come one after the other
        self._now = datetime.now(UTC)

    def company(self, number: int) -> dict[str, Any]:
        """The columns in which it differs from one of the catalogue."""
        one, other = int(self._one[number]), int(self._other[number])
        chance = random.Random(number)
        said = [chance.choice(self._sentences[each]) for each in (one, other, one)]
        named = said[0].split()[:2]
        return {
            **dict(zip(self._companies.columns, self._companies.rows[one], strict=True)),
            "id": self._first + number,
            "collection_id": OPEN,
            "title": f"{' '.join(named)} {number}",
            "text": " ".join(said),
            "fingerprint": f"{number:064x}",
            **self._sent(number),
        }

    def assignment(self, number: int) -> dict[str, Any]:
        one, other = int(self._one[number]), int(self._other[number])
        share = self._share[number]
        vector = share * self._vectors[one] + (1 - share) * self._vectors[other]
        x, y = share * self._places[one] + (1 - share) * self._places[other]
        stored = dict(zip(self._assignments.columns, self._assignments.rows[one], strict=True))
        return {
            **stored,
            "id": self._ids + number,
            "submission_id": self._first + number,
            "collection": OPEN,
            "vector": (vector / np.linalg.norm(vector)).astype("<f4").tobytes(),
            "map_x": float(x),
            "map_y": float(y),
            "map_cell": self._cell(float(x), float(y)),
            "centre_distance": stored["centre_distance"] * (0.9 + 0.2 * float(share)),
            "sure": stored["sure"] * (0.95 + 0.05 * float(share)),
            **self._sent(number),
        }

    def _sent(self, number: int) -> dict[str, Any]:
        return {
            "source": SOURCES[number % len(SOURCES)],
            "sent_at": self._now + timedelta(seconds=number),
        }


def _store(cursor: Any, table: str, like: Table, rows: Iterator[dict[str, Any]]) -> None:
    names = ", ".join(like.columns)
    values = [tuple(row[name] for name in like.columns) for row in rows]
    if isinstance(cursor.connection, sqlite3.Connection):
        marks = ", ".join(["?"] * len(like.columns))
        cursor.connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            [tuple(map(_in_sqlite, row)) for row in values],
        )
        return
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _in_sqlite(value: Any) -> Any:
    return str(value.replace(tzinfo=None)) if isinstance(value, datetime) else value


def without_indexes(cursor: Any, tables: Sequence[str]) -> Sequence[str]:
    """Drop what would be written row by row; returns the SQL that makes it again."""
    if not isinstance(cursor.connection, sqlite3.Connection):
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef"
            " NOT LIKE '%%UNIQUE%%'",
            [list(tables)],
        )
        dropped = cursor.fetchall()
        for name, _ in dropped:
            cursor.execute(f"DROP INDEX {name}")
        return [sql for _, sql in dropped]
    cursor.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        f" AND type IN ('index', 'trigger') AND tbl_name IN ({', '.join(['%s'] * len(tables))})",
        tables,
    )
    dropped = cursor.fetchall()
    for kind, name, _ in dropped:
        cursor.execute(f"DROP {kind} {name}")
    return [sql for *_, sql in dropped]


def _count(cursor: Any) -> None:
    """The kept counts, as they would stand after each company by itself."""
    from importlib import import_module

    for table in ("scoring_celltally", "scoring_clustersum"):
        cursor.execute(f"DELETE FROM {table}")
    import_module("scoring.migrations.0034_kept_figures").count(cursor)
    for table, (kept, counted) in KEPT.items():
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(
            f"INSERT INTO {table} ({kept}, total) SELECT {counted}, COUNT(*)"
            f" FROM scoring_assignment GROUP BY {counted}"
        )
    if not isinstance(cursor.connection, sqlite3.Connection):
        for table in (*FILLED, *KEPT):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}"
            )
