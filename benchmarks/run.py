"""`make bench`: how good and how fast the model is.

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
from benchmarks.rows import ROOT, Rows, read, training_rows
from clustering.artifact import dumps, loads
from clustering.model import Model
from clustering.settings import PRESETS
from clustering.training import train

MANY, MANY_SCORED, MANY_STORED, MANY_SENT = 40_000, 20_000, 100_000, 1_000


def main() -> None:
    catalogue = read(ROOT / "data" / "companies.csv")
    one_liners = read(ROOT / "benchmarks" / "one_liners.csv")
    held_out = measuring_rows()
    for name in PRESETS:
        model = trained(name, catalogue)
        measure(name, model, catalogue, one_liners, held_out)
    alone("kinds")
    alone("similar")
    alone("markets")
    alone("pages")
    alone("load")
    parts = (
        ("scoring", MANY_SCORED),
        ("service_calls", MANY_SENT),
        ("many_rows", MANY),
        ("flat_pages", MANY_STORED),
        ("nearest", MANY_STORED),
    )
    for part, total in parts:
        alone(part, str(total))


def alone(part: str, *arguments: str) -> None:
    """One of the other scripts, in a process of its own."""
    subprocess.run([sys.executable, "-m", f"benchmarks.{part}", *arguments], cwd=ROOT, check=True)


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
