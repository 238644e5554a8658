"""Pages over many companies against the same over 10,000, by turns in one run.

Each page is asked for anew, with nothing in the cache, and again. Both databases, made as
`stored` says, are asked by a warm process of their own. Needs no running site.

`python -m benchmarks.flat_pages 1000000` is on SQLite; behind the number stands the address of a
PostgreSQL server where it is to be on that, such as postgres://postgres@127.0.0.1:5432/postgres.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

from benchmarks import own_values, stored
from benchmarks.ratios import AT_MOST, note

FEW = 10_000
TIMES = 7
# At most so many times what it takes among few, and so many milliseconds of the processor: a busy
# machine makes a request longer by the clock
MOST_TIMES, MOST_MILLISECONDS = 1.5, 60
PAGES = {
    "form": "/",
    "result": "/submissions/{middle}/",
    "clusters": "/clusters/",
    "a cell of the table of categories and clusters": (
        "/submissions/?category=Financials&cluster=3&answer=known"
    ),
    "one cluster": "/clusters/3/",
    "list": "/submissions/",
    "list, far down": "/submissions/?after={middle}",
    "list of a category": "/submissions/?category=Energy",
    "list of a category in a cluster": "/submissions/?category=Energy&cluster=1",
    "list of the unsure": "/submissions/?answer=guessed",
    "list of a collection": "/submissions/?in=catalogue",
    "list of a tag of half of them": "/submissions/?tag=common",
    "list of a rare tag": "/submissions/?tag=rare&sort=title",
    "list by title": "/submissions/?sort=title",
    "list by cluster": "/submissions/?sort=cluster",
    "list by sureness": "/submissions/?sort=unsure",
    "list by an own column of two collections": "/submissions/?sort=up.Staff",
    "the same, far down": "/submissions/?sort=down.Staff&after={middle}",
    "the same of a range": "/submissions/?sort=up.Staff&from.Staff=50000",
    "list of a value of an own column": "/submissions/?is.Staff=7919",
    "list of a sector": "/sectors/financials/",
    "search, a word of some": "/search/?q=mortgages",
    "search, a word of many": "/search/?q=company",
    "search, a title": "/search/?q={middle}",
    "list with a word": "/submissions/?q=mortgages",
    "list with a word of many": "/submissions/?q=company",
    "list with a word of many, newest first": "/submissions/?q=company&sort=newest",
    "map": "/map/",
    "map, nearer": "/map/?z=1&x=4&y=4",
    "map, much nearer": "/map/?z=4&x=100&y=120",
    "map with a word": "/map/?q=mortgages",
}
OWN_PAGES = {
    "list with own columns": "/submissions/",
    "list with own columns, of one city": "/submissions/?is.City=city+7",
    "list with own columns, of a few sizes": "/submissions/?from.Staff=5000&until.Staff=5050",
    "list by own column": "/submissions/?sort=up.Staff",
    "list of a city by own column": "/submissions/?is.City=city+7&sort=down.Staff",
    "list of a category by own column": "/submissions/?category=Energy&sort=up.Staff",
    "list with a word, with own columns": "/submissions/?q=mortgages",
    "search with own columns": "/search/?q=mortgages",
    "result with own columns": "/submissions/{middle}/",
    "map by own column": "/map/?by=own.City",
}
KEEP = "keep own columns"


def main() -> None:
    total = int(sys.argv[1])
    server = sys.argv[2] if len(sys.argv) > 2 else ""
    with ExitStack() as opened:
        few = opened.enter_context(Site.of(FEW, server, opened))
        many = opened.enter_context(Site.of(total, server, opened))
        for name, address in PAGES.items():
            report(name, total, few, many, address)
        for site in (few, many):
            site.keep_own_columns()
        for name, address in OWN_PAGES.items():
            report(name, total, few, many, address)


def report(name: str, total: int, few: "Site", many: "Site", address: str) -> None:
    for how in ("anew", "again"):
        turns = [(few.ask(address, how), many.ask(address, how)) for _ in range(TIMES)]
        among_few, among_many = (median(own) for own in zip(*turns, strict=True))
        times = among_many.processor / among_few.processor
        is_missed = times > MOST_TIMES or among_many.processor > MOST_MILLISECONDS
        print(
            f"{name}, {how}: {among_many.wall:.1f} ms, {among_many.processor:.1f} ms of the "
            f"processor among {total:,} companies, {times:.2f} times those among {FEW:,}; "
            f"{among_many.queries} queries{' - MISSED' if is_missed else ''}",
            flush=True,
        )
        against, must = f"the same among {FEW:,}", AT_MOST.format(MOST_TIMES)
        note(f"page: {name}, {how}", against, f"{total:,} companies", times, must)


class Asked(NamedTuple):
    """Milliseconds of one request by the clock and of the processor, and its queries."""

    wall: float
    processor: float
    queries: int


def median(asked: tuple[Asked, ...]) -> Asked:
    walls, processors, queries = zip(*asked, strict=True)
    return Asked(statistics.median(walls), statistics.median(processors), max(queries))


class Site:
    """A process with a database of so many companies, which is asked for pages."""

    @classmethod
    def of(cls, total: int, server: str, opened: ExitStack) -> Self:
        begun = time.monotonic()
        folder = opened.enter_context(TemporaryDirectory(prefix="index-"))
        site = cls(opened.enter_context(stored.database(server)), total, folder)
        print(f"{total:,} companies stored in {time.monotonic() - begun:.0f} s", flush=True)
        return site

    def __init__(self, address: str, total: int, index_folder: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.flat_pages", "--answer", address, str(total)],
            cwd=stored.ROOT,
            # One core for a request, as gunicorn.conf.py has it
            env={**os.environ, "INDEX_FOLDER": index_folder, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        # Once it has all its companies it says so
        self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def ask(self, address: str, how: str) -> Asked:
        self._tell(json.dumps([address, how]))
        return Asked(*json.loads(self._line()))

    def keep_own_columns(self) -> None:
        self._tell(KEEP)
        self._line()

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("The process that answers has ended.")
        return line


def answer(address: str, total: int) -> None:
    """The other end: a page for each line that comes in."""
    stored.set_up(address, RATE_LIMIT="0")
    stored.fill(total)
    from django.core.cache import cache
    from django.test import Client

    from scoring.similar.index import upkeep

    while upkeep.take_step():
        pass

    client = Client(headers={"host": "127.0.0.1"})
    client.get("/")
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == KEEP:
            own_values.keep()
            print("ready", flush=True)
            continue
        page, how = json.loads(line)
        if how == "anew":
            cache.clear()
        print(json.dumps(asked(client, page.format(middle=total // 2))), flush=True)


def asked(client: Any, page: str) -> Asked:
    from django.db import connection, reset_queries

    connection.force_debug_cursor = True
    reset_queries()
    wall, processor = time.perf_counter(), time.process_time()
    response = client.get(page)
    spent = (time.perf_counter() - wall, time.process_time() - processor)
    assert response.status_code == 200, page
    return Asked(*(1000 * seconds for seconds in spent), len(connection.queries))


if __name__ == "__main__":
    if sys.argv[1] == "--answer":
        answer(sys.argv[2], int(sys.argv[3]))
    else:
        main()
