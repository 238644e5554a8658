"""Of the clusters of two collections, how often a reader finds the name that each was given.

    python -m benchmarks.market_names prepare SHEET.csv
    python -m benchmarks.market_names score SHEET.csv

`prepare` divides the start-ups and the encyclopaedia's openings of the folder MEASURE_DATA (default
../shared/data), into twenty where fewer would do, and writes a sheet of twenty clusters of each:
ten companies, and five names of the same collection in random order. A reader who sees nothing else
writes the letter of the best into the column Pick. `score` divides anew and prints how many picks
are the names of today.
"""

import csv
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django

from benchmarks.markets import divided
from benchmarks.rows import ROOT, column, read, training_rows
from clustering.closeness import Said
from clustering.market.dividing import ANY_NUMBER, Wish
from clustering.market.naming import Filed, named
from clustering.model import Model
from clustering.training import train

FILES = ("startups_2024.csv", "sp500_wikipedia_2020.csv")
CLUSTERS = 20
SHOWN = 10
OFFERED = 5
WORDS = 25
SEED = 22
LETTERS = "ABCDE"


class Question(NamedTuple):
    """A cluster: its name, the names to choose from, and what a reader sees of its companies."""

    name: str
    offers: list[str]
    companies: str


def main(step: str, sheet: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")
    django.setup()
    asked = list(questions())
    if step == "prepare":
        prepare(asked, Path(sheet))
    else:
        score(asked, Path(sheet))


def questions() -> Iterator[Question]:
    from scoring.versions.learning.kind_rows import kinds_of_business

    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    catalogue = read(ROOT / "data" / "companies.csv")
    model = train(training_rows(catalogue), kinds=kinds_of_business())
    background = [score.said for score in model.score(column(catalogue, "Text"))]
    for name in FILES:
        rows = read(folder / name)
        titles, texts = column(rows, "Title"), column(rows, "Text")
        yield from questions_of(model, titles, texts, background)


def questions_of(
    model: Model, titles: list[str], texts: list[str], background: list[Said]
) -> Iterator[Question]:
    """As a collection without columns of its own is divided and named."""
    scores = model.score(texts)
    said = [score.said for score in scores]
    division = divided(model, said, background, ANY_NUMBER)
    if division.k < CLUSTERS:
        division = divided(model, said, background, Wish(k=CLUSTERS))
    kinds = [score.kind for score in scores]
    sectors = [kind.sectors[0].name if kind else "" for kind in kinds]
    segments = [kind.segments[0].name if kind else "" for kind in kinds]
    filed = Filed(titles, texts, sectors, segments)
    names = [each.name for each in named(filed, division.labels, division.k)]
    lots = random.Random(SEED)
    for number in lots.sample(range(division.k), min(CLUSTERS, division.k)):
        members = [place for place, label in enumerate(division.labels) if label == number]
        shown = lots.sample(members, min(SHOWN, len(members)))
        others = [name for name in names if name != names[number]]
        offers = [names[number], *lots.sample(others, OFFERED - 1)]
        lots.shuffle(offers)
        told = [f"{titles[place]}: {' '.join(texts[place].split()[:WORDS])}" for place in shown]
        yield Question(names[number], offers, "\n".join(told))


def prepare(asked: list[Question], sheet: Path) -> None:
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["Number", "Pick", *LETTERS, "Companies"])
        writer.writeheader()
        for number, question in enumerate(asked, 1):
            offers = dict(zip(LETTERS, question.offers, strict=True))
            row = {"Number": number, "Pick": "", **offers, "Companies": question.companies}
            writer.writerow(row)
    print(f"{len(asked)} clusters are in {sheet}: fill in the column Pick.")


def score(asked: list[Question], sheet: Path) -> None:
    picked = read(sheet)
    right = sum(
        row[row["Pick"]] == question.name for row, question in zip(picked, asked, strict=True)
    )
    print(f"{right} of {len(asked)} names were found among five of the same collection")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("prepare", "score"):
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
