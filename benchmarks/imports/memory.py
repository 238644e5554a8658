"""The most memory that reading and storing a table takes, by its rows: it is to be flat.

    python -m benchmarks.imports.memory 10000 100000 1000000

Each size is imported by the command in a process of its own, from a made-up CSV with short texts
on SQLite. `--scored` has a worker score the companies then, which takes far longer.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.imports import ROOT
from benchmarks.imports.tables import HEADINGS, companies
from benchmarks.ratios import note

TEXT = 80
# Of the largest table against the smallest
MOST = 1.2
COMMANDS = {
    "command": ["import_companies", "{file}", "--collection", "Many", "--owner", "ann"],
    "worker": ["worker", "--until-empty"],
}


def main() -> None:
    is_scored = "--scored" in sys.argv
    sizes = [int(size) for size in sys.argv[1:] if size.isdigit()]
    names = ["command", "worker"] if is_scored else ["command"]
    megabytes: dict[str, list[int]] = {name: [] for name in names}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for name, most in measured(Path(folder), size, names).items():
                megabytes[name].append(most)
    for name, found in megabytes.items():
        print(f"{name}: {found[-1] / found[0]:.2f} times the memory, at most {MOST}")
        size, against = f"{sizes[-1]:,} rows", f"{sizes[0]:,} rows"
        note(f"memory of an import: {name}", against, size, found[-1] / found[0], f"at most {MOST}")


def measured(folder: Path, size: int, names: list[str]) -> dict[str, int]:
    """Command -> the most megabytes that it had in memory."""
    file = folder / "companies.csv"
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(HEADINGS)
        writer.writerows(islice(companies(TEXT), size))
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'many.sqlite3'}",
        "INDEX_FOLDER": str(folder / "index"),
    }
    manage(["prepare"], environment)
    manage(["createsuperuser", "--noinput", "--username=ann", "--email=a@b.example"], environment)
    most = {}
    for name in names:
        begun = time.perf_counter()
        arguments = [part.format(file=file) for part in COMMANDS[name]]
        most[name] = manage(arguments, environment)
        seconds = time.perf_counter() - begun
        print(
            f"{name}, {size:,} rows: {most[name]} MB, {size / seconds:,.0f} rows a second",
            flush=True,
        )
    return most


def manage(arguments: list[str], environment: dict[str, str]) -> int:
    """The most megabytes of a command; the process waits for it alone, so they are its own."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, arguments
    return usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
