"""`make bench`: how good and how fast the model is, with the table of all ratios (RESULTS.md).

Quality is measured on the folder MEASURE_DATA (default ../shared/data), which is not part of the
project, and on one-liners of our own.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.quality import measure
from benchmarks.ratios import table
from benchmarks.rows import ROOT, Rows, read, training_rows
from clustering.artifact import dumps, loads
from clustering.model import Model
from clustering.settings import PRESETS
from clustering.training import train

# Some minutes together
QUICK = (
    "kinds",
    "similar",
    "markets",
    "pages",
    "web_process",
    "scoring 5000",
    "imports.storing 5000",
    "imports.answers 10000 1000",
)
# Each takes minutes, the largest hours; see what stands above in its file
LONG = (
    "load",
    "scoring 20000",
    "service_calls 1000",
    "many_rows 40000",
    "search",
    "writers",
    "nearest 100000",
    "flat_pages 1000000",
    "imports.storing 100000",
    "imports.storing 100000 postgres://postgres@127.0.0.1:5432/postgres",
    "imports.answers 110000 100000",
    "imports.memory 10000 100000 1000000 --scored",
    "imports.upload",
)


def main() -> None:
    catalogue = read(ROOT / "data" / "companies.csv")
    one_liners = read(ROOT / "benchmarks" / "one_liners.csv")
    held_out = measuring_rows()
    for name in PRESETS:
        model = trained(name, catalogue)
        measure(name, model, catalogue, one_liners, held_out)
    for part in QUICK:
        alone(part)
    above, rows, _ = table()
    print("\n".join(["", *above[-2:], *rows, "", "What takes longer is measured by itself:"]))
    for part in LONG:
        print(f"  KEEP=true {sys.executable} -m benchmarks.{part}")


def alone(part: str) -> None:
    """One of the other scripts, in a process of its own."""
    name, *arguments = part.split()
    subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        cwd=ROOT,
        env={**os.environ, "KEEP": "true"},
        check=True,
    )


def measuring_rows() -> Rows:
    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    file = folder / "sp500_wikipedia_2020.csv"
    if file.exists():
        return read(file)
    print(
        f"No measuring texts in {folder}: held-out figures are left out. "
        "MEASURE_DATA names another folder."
    )
    return []


def trained(name: str, catalogue: Rows) -> Model:
    begun = time.perf_counter()
    model = train(training_rows(catalogue), PRESETS[name])
    seconds = time.perf_counter() - begun
    print(
        f"training {name} on {len(catalogue)} rows: {seconds:.2f} s, {len(dumps(model)) / 1e6:.1f} "
        "MB"
    )
    return loads(dumps(model))


if __name__ == "__main__":
    main()
