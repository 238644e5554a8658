"""Somebody's own table with its answers and the five nearest of each: rows a second, and memory.

    python -m benchmarks.imports.answers 46000 5000

So many companies are stored in a database of their own, and so many of them are the rows of an
import, which goes out as a CSV. An address of a PostgreSQL server behind the numbers has it there.
"""

import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import stored
from benchmarks.nearest import FurtherOnes, build
from benchmarks.ratios import note

if TYPE_CHECKING:
    from scoring.models import Import

AT_ONCE = 5_000


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
        measure(imported(rows), Path(folder) / "answers.csv")


def imported(rows: int) -> "Import":
    """An import whose rows are the companies stored last."""
    from scoring.models import Import, ImportRow, Submission
    from scoring.models.collections import OF_THE_SITE, OPEN_ID

    layout = {"columns": ["Title", "Text"]}
    made = Import.objects.create(collection_id=OPEN_ID, name="Many", layout=layout)
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


def megabytes() -> int:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
