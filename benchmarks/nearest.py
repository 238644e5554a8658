"""The index of similar companies: how soon it answers, whom it finds, and the memory that it takes.

Run as `python -m benchmarks.nearest 1000000`, with the address of a PostgreSQL server behind it
for a database there. The companies are made up, in a database of their own. With the folder
MEASURE_DATA (default ../shared/data) it also tells how good lists of start-ups are when 100,000
further companies stand beside them.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import stored
from benchmarks.further import further_companies
from benchmarks.rows import ROOT, Rows, column, read
from benchmarks.stored import Table
from clustering.closeness import Asked
from clustering.index.parts import MOST_ROWS, joined, part_of, piece_of
from clustering.index.parts import Rows as IndexedRows
from clustering.index.searching import Wanted, nearest
from clustering.model import Model

BESIDE = 100_000
QUERIES = 40
PROCESSES = 4
NEAREST = 10
NOBODY = np.zeros(0, np.int64)
PRODUCT = "plain product of all vectors"
MEASURED = (
    PRODUCT,
    "of their guided numbers alone",
    "index",
    "index, one category of eleven",
    "index and database: log of changes, ten rows",
    "index and database as a page asks: with rows that may be folded",
)
Call = Callable[[], Any]


def main() -> None:
    total = int(sys.argv[1])
    server = sys.argv[2] if len(sys.argv) > 2 else ""
    with stored.database(server) as address, tempfile.TemporaryDirectory() as folder:
        stored.set_up(address, INDEX_FOLDER=folder)
        from scoring.endpoint import embedded
        from scoring.models import model_versions

        version = model_versions.active()
        assert version
        model = embedded.model(version.pk)
        began = time.perf_counter()
        stored.fill(total, FurtherOnes)
        print(f"{total:,} companies stored: {time.perf_counter() - began:.0f} s", flush=True)
        build(version.pk)
        measure_queries(version.pk, model)
        measure_memory(version.pk)
        measuring = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
        if (measuring / "startups_2024.csv").exists():
            show_startups(read(measuring / "startups_2024.csv"), model)


class FurtherOnes(stored.MadeUp):
    """With what each says of its own; they are asked for one after the other."""

    def __init__(self, companies: Table, assignments: Table, total: int) -> None:
        super().__init__(companies, assignments, total)
        from scoring.endpoint import embedded
        from scoring.models import model_versions

        version = model_versions.active()
        assert version
        self._told = self._each(embedded.model(version.pk), total)

    def _each(self, model: Model, total: int) -> Iterator[tuple[bytes, bytes]]:
        for further in further_companies(model, total):
            said = np.split(further.said, np.cumsum(further.sizes)[:-1])
            for own, vector in zip(said, further.vectors, strict=True):
                yield vector.tobytes(), own.tobytes()

    def assignment(self, number: int) -> dict[str, Any]:
        vector, said = next(self._told)
        return super().assignment(number) | {"vector": vector, "said": said}


def build(version: int) -> None:
    from scoring.similar.index import store, upkeep

    began, steps = time.perf_counter(), 0
    while upkeep.take_step():
        steps += 1
    index = store.opened(version)
    assert index
    files = sum(path.stat().st_size for path in store.folder_of(version).iterdir())
    parts = [part for part, _ in index.parts]
    said = sum(len(part.said) for part in parts)
    listed = sum(len(part.listed) for part in parts)
    width = parts[0].places.shape[1]
    print(
        f"  index: built in {time.perf_counter() - began:.0f} s and {steps} steps, "
        f"{len(parts)} parts, {files / 1e6:,.0f} MB; {said:,} n-grams and segments of 4 bytes, "
        f"{listed:,} of them in lists again, {width} numbers of 4 bytes for each place"
    )


def measure_queries(version: int, model: Model) -> None:
    from scoring.models import Assignment
    from scoring.models.collections import OF_THE_SITE
    from scoring.similar import near_duplicates, ranking
    from scoring.similar.index import store
    from scoring.similar.index.asking import nearest_rows
    from scoring.similar.index.facts import name
    from scoring.similar.ranking import Filters
    from scoring.similar.seeds import asked_for, stored_seeds
    from scoring.similar.sources import Sources

    index = store.opened(version)
    assert index
    rows = Assignment.objects.filter(version=version)
    total = rows.count()
    joined_vectors = b"".join(rows.values_list("vector", flat=True).iterator())
    vectors = ranking.vector(joined_vectors).reshape(total, -1)
    sources = Sources.read(OF_THE_SITE)
    chosen = rows.filter(pk__in=range(1, total, total // QUERIES)).select_related("submission")
    companies = [row.submission for row in chosen][:QUERIES]
    seeds = stored_seeds(companies, sources)
    everybody = Wanted(allowed={0: [1, 2]}, without=NOBODY)
    one_category = Wanted(allowed={0: [1, 2], 1: [name("Energy")]}, without=NOBODY)
    calls: dict[str, list[Call]] = {kind: [] for kind in MEASURED}
    parts = index.parts
    for seed in seeds:
        asked = asked_for([seed], sources)
        measured: tuple[Call, ...] = (
            lambda seed=seed: vectors @ seed.vector,
            lambda asked=asked: [part.places @ asked.places[0] for part, _ in parts],
            lambda asked=asked: nearest(parts, asked, everybody, NEAREST, ranking.DECIMALS),
            lambda asked=asked: nearest(parts, asked, one_category, NEAREST, ranking.DECIMALS),
            lambda asked=asked: nearest_rows(asked, sources, Filters(), NEAREST),
            lambda asked=asked: nearest_rows(
                asked, sources, Filters(), NEAREST + 1 + near_duplicates.MOST
            ),
        )
        for kind, call in zip(MEASURED, measured, strict=True):
            calls[kind].append(call)
    show_times(calls)
    found = []
    for seed in seeds[:: QUERIES // 10]:
        asked = asked_for([seed], sources)
        exact = [asked.closeness(part.said, np.diff(part.starts), part.places) for part, _ in parts]
        tenth = np.sort(np.round(np.concatenate(exact), ranking.DECIMALS))[-NEAREST]
        ten = nearest(parts, asked, everybody, NEAREST, ranking.DECIMALS)
        found.append((ten.closeness >= tenth).mean())
    print(f"  of the ten nearest of all rows the index has {np.mean(found):.3f}")


def show_times(calls: dict[str, list[Call]]) -> None:
    """The processor time of each kind of calls, by turns, so that all share what else goes on."""
    took: dict[str, list[float]] = {name: [] for name in calls}
    with threadpool_limits(1):
        for number in range(len(calls[PRODUCT])):
            for name, each in calls.items():
                times = []
                for _ in range(3):
                    began = time.process_time()
                    each[number]()
                    times.append(1000 * (time.process_time() - began))
                took[name].append(min(times))
    product = float(np.median(took[PRODUCT]))
    for name, times in took.items():
        own = float(np.median(times))
        print(
            f"  {name}: {own:.1f} ms on one core (slowest {max(times):.1f}), "
            f"{own / product:.2f} times the plain product"
        )


def measure_memory(version: int) -> None:
    """What processes that have the index open hold by themselves, and what they share."""
    code = f"""
import django, pathlib, sys
django.setup()
from scoring.models import ModelVersion
from scoring.similar.index import store
def kilobytes():
    lines = pathlib.Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]
    return {{line.split(":")[0]: int(line.split()[1]) for line in lines}}
before = kilobytes()
index = store.opened({version})
assert sum(float(array.sum()) for part, _ in index.parts for array in part) > 0
print("open", flush=True)
sys.stdin.readline()
after = kilobytes()
for name in ("Private_Dirty", "Rss", "Pss"):
    print(after[name] - before[name])
"""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
    for process in processes:
        out, _ = process.communicate("go on\n")
        private, resident, share = (int(number) / 1024 for number in out.split())
        print(
            f"  one of {PROCESSES} processes: index mapped {resident:.0f} MB, "
            f"private {private:.1f} MB, its share of all {share:.0f} MB"
        )


def show_startups(rows: Rows, model: Model) -> None:
    """Their figures alone, and with further companies beside them, by the index."""
    from benchmarks.similar import read_texts
    from clustering.closeness import places
    from scoring.similar.ranking import DECIMALS

    long, short = (read_texts(model, column(rows, name), places) for name in ("Text", "Short"))
    own = indexed_rows(np.concatenate(long.said), [len(each) for each in long.said], long.places, 0)
    others = [own]
    for further in further_companies(model, BESIDE):
        near = places(further.vectors, model.guided)
        first = sum(len(each.ids) for each in others)
        others.append(indexed_rows(further.said, further.sizes, near, first))
    tags = [set(row["Tags"].split()) for row in rows]
    for name, asked in (("alone", own), (f"beside {BESIDE:,}", joined(others))):
        parts = [
            (part_of(piece_of(asked, start, MOST_ROWS)), NOBODY)
            for start in range(0, len(asked.ids), MOST_ROWS)
        ]

        def ids(said: Any, place: Any, parts: list[Any] = parts) -> list[int]:
            wanted = Wanted(allowed={}, without=NOBODY)
            told = Asked([said], place[np.newaxis])
            return nearest(parts, told, wanted, NEAREST + 1, DECIMALS).ids.tolist()

        ranks, shares, places_of_own = [], [], []
        for number in range(len(rows)):
            found = ids(short.said[number], short.places[number])[:NEAREST]
            ranks.append(found.index(number) if number in found else NEAREST)
            near = [each for each in ids(long.said[number], long.places[number]) if each != number]
            if tags[number]:
                ours = [each for each in near[:NEAREST] if each < len(rows)]
                shares += [bool(tags[number] & tags[each]) for each in ours]
                places_of_own.append(len(ours))
        first, in_ten = np.mean(np.array(ranks) == 0), np.mean(np.array(ranks) < NEAREST)
        print(
            f"{len(rows)} start-ups {name}: a line finds its long text first {first:.3f}, in ten "
            f"{in_ten:.3f}; of ten nearest {np.mean(places_of_own):.2f} are start-ups, which "
            f"share a tag {np.mean(shares):.3f}"
        )


def indexed_rows(said: Any, sizes: Any, near: Any, first: int) -> IndexedRows:
    count = len(near)
    ids = np.arange(first, first + count)
    return IndexedRows(ids, np.zeros((count, 1), np.uint32), near, said, np.array(sizes))


if __name__ == "__main__":
    main()
