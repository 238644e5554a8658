"""Somebody's own table with its answers and the five nearest of each: rows a second, and memory.

    python -m benchmarks.imports.answers 46000 5000

So many companies are stored in a database of their own, and so many of them are the rows of an
import, which goes out as a CSV. An address of a PostgreSQL server behind the numbers has it there.
Then gunicorn sends that table, and such ones of a hundredth and a tenth of its rows, as CSV, XLSX
and JSON lines: its first byte, the time of the processor, and the most memory of its process.
"""

import hashlib
import http.client
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import stored
from benchmarks.nearest import FurtherOnes, build
from benchmarks.ratios import note
from benchmarks.writers import free_port, wait_for

if TYPE_CHECKING:
    from scoring.models import Collection, Import

AT_ONCE = 5_000
SHARES = (100, 10, 1)
LONGEST = 3_600


def main() -> None:
    total, rows = map(int, sys.argv[1:3])
    server = sys.argv[3] if len(sys.argv) > 3 else ""
    with stored.database(server) as address, tempfile.TemporaryDirectory() as folder:
        stored.set_up(address, INDEX_FOLDER=folder)
        from scoring.models import model_versions

        stored.fill(total, FurtherOnes)
        version = model_versions.active()
        assert version
        build(version.pk)
        collection = own_collection()
        tables = [imported(rows // share, collection) for share in SHARES]
        measure(tables[-1], Path(folder) / "answers.csv")
        with web_process({"DATABASE_URL": address, "INDEX_FOLDER": folder}) as (port, pid):
            for made in tables:
                for kind in ("csv", "xlsx", "jsonl"):
                    download(made, kind, port, pid)


def own_collection() -> "Collection":
    from django.contrib.auth.models import User

    from scoring.collections import changing

    return changing.make(User.objects.create_user("ann"), "Many", "")


def imported(rows: int, collection: "Collection") -> "Import":
    """An import whose rows are the companies stored last."""
    from scoring.models import Import, ImportRow, Submission
    from scoring.models.collections import OF_THE_SITE

    layout = {"columns": ["Title", "Text"]}
    made = Import.objects.create(
        collection=collection, name="Many", layout=layout, state=Import.State.DONE
    )
    last = Submission.objects.visible_to(OF_THE_SITE).order_by("-pk")[:rows]

    def filled() -> Iterator[ImportRow]:
        for number, company in enumerate(last.iterator(chunk_size=AT_ONCE), 1):
            yield ImportRow(
                file=made,
                number=number,
                line=number,
                cells=[company.title, company.text],
                outcome=ImportRow.Outcome.STORED,
                submission=company,
            )

    ImportRow.objects.bulk_create(filled(), batch_size=AT_ONCE)
    return made


def measure(made: "Import", file: Path) -> None:
    from scoring.batches.answers import table_of
    from scoring.models.collections import OF_THE_SITE
    from scoring.tables.writing import csv_lines

    rows = made.rows.count()
    before = megabytes()
    began, used = time.perf_counter(), time.process_time()
    with file.open("w", encoding="utf-8") as written:
        written.writelines(csv_lines(table_of(made, OF_THE_SITE)))
    took, used = time.perf_counter() - began, time.process_time() - used
    more = megabytes() - before
    scoring = seconds_to_score(made)
    note("a table with its answers", "scoring its texts", f"{rows:,} rows", scoring / used)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    print(
        f"{rows:,} rows out, {file.stat().st_size / 1e6:.0f} MB ({digest}): {rows / took:,.0f} a "
        f"second, {rows / used:,.0f} a second of the processor, {scoring / used:.2f} of the rate "
        f"of scoring; {more} MB more at most than the {before} MB before"
    )


def seconds_to_score(made: "Import") -> float:
    """Of the processor, for the texts of the rows."""
    from scoring.endpoint import embedded
    from scoring.models import model_versions

    version = model_versions.active()
    assert version
    model = embedded.model(version.pk)
    texts = [cells[1] for cells in made.rows.values_list("cells", flat=True)]
    model.score(texts[:AT_ONCE])
    begun = time.process_time()
    model.score(texts)
    return time.process_time() - begun


@contextmanager
def web_process(settings: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The port of a site with one process, as the Procfile starts it, and the id of that."""
    port = free_port()
    site = {"PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}", "WEB_CONCURRENCY": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "similarco_site.wsgi"],
        cwd=stored.ROOT,
        env={**os.environ, **settings, **site},
        stdout=subprocess.DEVNULL,
    ) as gunicorn:
        try:
            wait_for(port)
            children = Path(f"/proc/{gunicorn.pid}/task/{gunicorn.pid}/children").read_text()
            yield port, int(children.split()[0])
        finally:
            gunicorn.terminate()


def download(made: "Import", kind: str, port: int, pid: int) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client()
    owner = made.collection.owner
    assert owner
    client.force_login(owner)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    cookie = f"{session.key}={session.value}"
    # From now on it tells the most anew
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    before, began = processor(pid), time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    line.request("GET", f"{made.get_absolute_url()}?format={kind}", headers={"Cookie": cookie})
    response = line.getresponse()
    assert response.status == 200, response.status
    size = len(response.read(1))
    first = time.perf_counter() - began
    while content := response.read(1024 * 1024):
        size += len(content)
    used = processor(pid) - before
    print(
        f"{made.rows.count():,} rows as {kind} over HTTP, {size / 1e6:.1f} MB: first byte after "
        f"{first:.2f} s, {used:.1f} s of the processor, at most {peak(pid)} MB",
        flush=True,
    )


def processor(pid: int) -> float:
    """The seconds that a process has used."""
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, values[11:13])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> int:
    """The most megabytes of a process since that was told anew."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def megabytes() -> int:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
