"""`make bench`: how good and how fast the model is, on texts that it was not trained on.

The texts are the folder MEASURE_DATA (default ../shared/data), which is not part of the project.
"""

import csv
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from clustering.artifact import dumps, loads  # noqa: E402
from clustering.evaluation import quality  # noqa: E402
from clustering.model import Model, Score  # noqa: E402
from clustering.neighbours import nearest  # noqa: E402
from clustering.training import train  # noqa: E402

Rows = list[dict[str, str]]
Result = TypeVar("Result")


def main() -> None:
    catalogue = read(ROOT / "data" / "companies.csv")
    model, seconds = timed(lambda: train(column(catalogue, "Title"), column(catalogue, "Text")))
    print(f"training on {len(catalogue)} rows of the catalogue: {seconds:.2f} s, {len(dumps(model)) / 1e6:.1f} MB")
    speed(loads(dumps(model)), column(catalogue, "Text"))
    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    file = folder / "sp500_wikipedia_2020.csv"
    if file.exists():
        measure(model, catalogue, read(file))
    else:
        print(f"No measuring texts in {folder}: quality is not measured. MEASURE_DATA names another folder.")


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(rows: Rows, name: str) -> list[str]:
    return [row[name] for row in rows]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def speed(model: Model, texts: list[str]) -> None:
    _, seconds = timed(lambda: model.score(texts * 10))
    print(f"scoring: {len(texts) * 10 / seconds:,.0f} texts a second on one core")


def measure(model: Model, catalogue: Rows, rows: Rows) -> None:
    """Clusters against categories, and the ten nearest catalogue companies against category and industry."""
    scores = model.score(column(rows, "Text"))
    figures = quality([score.cluster for score in scores], column(rows, "Category"))
    print(f"scoring {len(rows)} held-out rows of the S&P 500 file, k = {len(model.centres)}:")
    print("  " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    matrix = np.array([score.vector for score in model.score(column(catalogue, "Text"))])
    for name in ("Category", "Industry"):
        share = same(scores, rows, matrix, catalogue, name)
        print(f"  nearest 10 catalogue companies in the same {name.lower()}: {100 * share:.1f} %")


def same(scores: list[Score], rows: Rows, matrix: np.ndarray, catalogue: Rows, name: str) -> float:
    """Share of the ten nearest others with the same label; a company is known by the first word of its title."""
    hits = []
    for score, row in zip(scores, rows, strict=True):
        found = [catalogue[place] for place, _ in nearest(score.vector, matrix, 11)]
        others = [each for each in found if first_word(each) != first_word(row)][:10]
        hits += [each[name] == row[name] for each in others]
    return float(np.mean(hits))


def first_word(row: dict[str, str]) -> str:
    return row["Title"].split()[0].lower()


if __name__ == "__main__":
    main()
