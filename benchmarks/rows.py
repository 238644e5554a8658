"""The rows that are measured with."""

import csv
from pathlib import Path

from clustering import training

Rows = list[dict[str, str]]
ROOT = Path(__file__).resolve().parent.parent


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(rows: Rows, name: str) -> list[str]:
    return [row[name] for row in rows]


def training_rows(rows: Rows) -> training.Rows:
    return training.Rows(
        *(column(rows, name) for name in ("Title", "Category", "Text", "Industry"))
    )
