"""Tables of made-up companies, as large as one likes."""

import csv
import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.imports import ROOT

HEADINGS = ["Company", "Sector", "Description", "ID", "Website"]
ACCENTS = "Société Générale prête à la clientèle; Größe, Ørsted, El Niño. "
LONGEST_ROW = 10_000
SENTENCES = 5


def companies(longest: int, encoding: str = "ascii") -> Iterator[list[str]]:
    """Rows without end: titles of the catalogue, with sentences of several of one category.

    Other encodings than ASCII have letters outside it.
    """
    chance = random.Random(0)
    with (ROOT / "data" / "companies.csv").open(encoding="utf-8", newline="") as file:
        catalogue = list(csv.DictReader(file))
    sentences: dict[str, list[str]] = {}
    for row in catalogue:
        sentences.setdefault(row["Category"], []).extend(row["Text"].split(". "))
    begin = "" if encoding == "ascii" else ACCENTS
    for number in count(1):
        like = chance.choice(catalogue)
        said = chance.sample(sentences[like["Category"]], SENTENCES)
        text = f"{begin}Number {number} says: " + ". ".join(said)
        title = f"{like['Title']} {number}"
        website = f"https://example.com/{number}"
        yield [title, like["Category"], text[:longest], f"K{number}", website]


def write_csv(path: Path, rows: Iterator[list[str]], encoding: str, most_bytes: int) -> Path:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row in rows:
            writer.writerow(row)
            if file.tell() > most_bytes - LONGEST_ROW:
                break
    return path


def write_json_lines(path: Path, rows: Iterator[list[str]], most_bytes: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(HEADINGS, row, strict=True))) + "\n")
            if file.tell() > most_bytes - LONGEST_ROW:
                break
    return path


def write_json_list(path: Path, rows: Iterator[list[str]], most_bytes: int) -> Path:
    """All in one line, as programs write it."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for row in rows:
            file.write(json.dumps(dict(zip(HEADINGS, row, strict=True))))
            if file.tell() > most_bytes - LONGEST_ROW:
                break
            file.write(", ")
        file.write("]")
    return path
