"""A table read, stored and scored by one worker, against scoring its texts and nothing else.

    python -m benchmarks.imports.storing 20000

Rows of 1,000 characters, in a database of its own; the address of a PostgreSQL server behind the
number has it there. What storing takes besides scoring is compared with the same rows written by
COPY (PostgreSQL) or executemany (SQLite) into the same tables. Times are those of the processor,
with the server's where there is one: they can be compared where other work goes on. The rate on
two cores follows from them: the worker and its server wait for each other, while the processes that
score beside the worker do not.
"""

import csv
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks import stored
from benchmarks.imports.tables import HEADINGS, companies
from benchmarks.ratios import AT_LEAST, note

if TYPE_CHECKING:
    from scoring.models import Import

TEXT = 1_000
TABLES = ("scoring_submission", "scoring_assignment", "scoring_importrow")
# What says which company, row or pair of these it is, and may stand there once
SHIFTED = ("id", "submission_id", "number")
SHIFT = 10_000_000
MUST, MUST_STORED = "at least 0.7 with two cores", AT_LEAST.format(0.25)


def main() -> None:
    rows = int(sys.argv[1])
    server = sys.argv[2] if len(sys.argv) > 2 else ""
    with stored.database(server) as address, tempfile.TemporaryDirectory() as folder:
        stored.set_up(address, INDEX_FOLDER=folder)
        file = Path(folder) / "many.csv"
        with file.open("w", encoding="utf-8", newline="") as table:
            writer = csv.writer(table)
            writer.writerow(HEADINGS)
            writer.writerows(islice(companies(TEXT), rows))
        measure(rows, file)


def measure(rows: int, file: Path) -> None:
    from django.db import connection

    from scoring.endpoint import embedded
    from scoring.models import model_versions
    from scoring.worker import loop

    version = model_versions.active()
    assert version
    model = embedded.model(version.pk)
    texts = [row[2] for row in islice(companies(TEXT), rows)]
    model.score(texts[:500])
    scoring, _ = timed(lambda: model.score(texts))
    made = sent(file)
    before = database_size()
    in_turn, seconds = timed(lambda: loop.run(threading.Event(), loop.is_empty))
    whole = in_turn + beside()
    on_two = max(in_turn, whole / 2)
    embedded.rest()
    check(made, rows)
    kilobytes = (database_size() - before) / rows / 1000
    again = [rows_again(table) for table in TABLES]
    plain, _ = timed(lambda: write(again))
    size = f"{rows:,} rows, {connection.vendor}, one worker"
    note("a table read, stored and scored", "scoring on one core", size, scoring / on_two, MUST)
    stored_in = whole - scoring
    note("the same without scoring", "COPY or executemany", size, plain / stored_in, MUST_STORED)
    print(
        f"{rows:,} rows of {TEXT:,} characters: scored {rows / scoring:,.0f} a second of the "
        f"processor; read, stored and scored {rows / whole:,.0f} ({scoring / whole:.2f} of that), "
        f"on two cores {rows / on_two:,.0f} ({scoring / on_two:.2f}; "
        f"{rows / seconds:,.0f} by the clock), without scoring "
        f"{rows / stored_in:,.0f}, written plainly {rows / plain:,.0f} "
        f"({plain / stored_in:.2f} of that); {kilobytes:.1f} kB a row"
    )


def sent(file: Path) -> "Import":
    """The file as an import that a member has started."""
    from django.contrib.auth.models import User

    from scoring.batches import steps
    from scoring.batches.uploading import upload
    from scoring.collections import changing

    member = User.objects.create_user("ann")
    collection = changing.make(member, "Many", "")
    with file.open("rb") as content:
        made = upload(collection, member, content, file.name)
    assert steps.start(made)
    return made


def check(made: "Import", rows: int) -> None:
    from scoring.models import Assignment

    made.refresh_from_db()
    assert made.stored == rows, (made.stored, made.bad, made.stopped)
    scored = Assignment.objects.filter(collection=made.collection_id).exclude(status="pending")
    assert scored.count() == rows


class Again(NamedTuple):
    """The rows of an import as the database has them, with other numbers."""

    table: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


def rows_again(table: str) -> Again:
    from django.db import connection

    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
        names = [column.name for column in described if column.name != "words"]
        taken = ", ".join(
            f'"{name}" + {SHIFT}' if name in SHIFTED else f'"{name}"' for name in names
        )
        of_import = "id" if table == "scoring_submission" else "submission_id"
        cursor.execute(
            f"SELECT {taken} FROM {table} WHERE {of_import} IN"
            " (SELECT submission_id FROM scoring_importrow)"
        )
        return Again(table, names, cursor.fetchall())


def write(tables: list[Again]) -> None:
    from django.db import connection, transaction

    with connection.cursor() as cursor, transaction.atomic():
        for each in tables:
            insert(cursor, *each)


def insert(cursor: Any, table: str, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    if isinstance(cursor.connection, sqlite3.Connection):
        marks = ", ".join("?" * len(names))
        cursor.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        return
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def database_size() -> int:
    """Bytes of the database, with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA page_count")
        pages = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA page_size")
        return pages * int(cursor.fetchone()[0])


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor, and by the clock, that a call took."""
    used, began = processor(), time.perf_counter()
    call()
    return processor() - used, time.perf_counter() - began


def processor() -> float:
    """What this process has used, and the server for it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(pid,)] = cursor.fetchall()
    return time.process_time() + used_by(pid)


def beside() -> float:
    """What the processes have used that score beside this one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return sum(map(used_by, children))


def used_by(pid: int | str) -> float:
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, values[11:13])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
