"""Of young companies, how often a reader picks the likeliest kind of business.

    python -m benchmarks.kind_picks prepare SHEET.csv
    python -m benchmarks.kind_picks keep SHEET.csv
    python -m benchmarks.kind_picks score
    python -m benchmarks.kind_picks labels

`prepare` draws 150 companies of startups_2024.csv (in the folder MEASURE_DATA, default
../shared/data) and writes a sheet: each text with its five likeliest kinds in random order. A
reader who does not see which is first writes the best of the five, or "none", into the column Pick.
`keep SHEET.csv` keeps the picks in benchmarks/kind_picks.csv, without the texts, which are not
ours; `score` prints the share where today's first kind is the one that was picked.

`labels` asks 660 others, of which a reader said the kind before any offer was seen
(benchmarks/kind_labels.csv): one, and others that would do. Those marked Unseen were read after our
texts had been written.
"""

import csv
import os
import random
import sys
from collections import Counter
from pathlib import Path

# What is learned from is read as the site reads it, so Django is set up first
os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402

from benchmarks.rows import Rows, read  # noqa: E402
from clustering.kinds.reader import Kinds  # noqa: E402
from scoring.versions.learning.kind_rows import kinds_of_business  # noqa: E402

PICKS = ROOT / "benchmarks" / "kind_picks.csv"
LABELS = ROOT / "benchmarks" / "kind_labels.csv"
DRAWN = 150
SEED = 2024
OFFERED = 5
NONE = "none"
OFFERS = tuple(f"Offer {number}" for number in range(1, OFFERED + 1))
COLUMNS = ("Id", "Pick", *OFFERS)


def main(step: str, *paths: str) -> None:
    match step, paths:
        case "prepare", (sheet,):
            prepare(Path(sheet))
        case "keep", (sheet,):
            keep(read(Path(sheet)))
        case "score", ():
            score(read(PICKS))
        case "labels", ():
            labelled = read(LABELS)
            ask("unseen", [row for row in labelled if row["Unseen"]])
            ask("seen while our texts were written", [row for row in labelled if not row["Unseen"]])
        case _:
            raise SystemExit(__doc__)


def companies() -> Rows:
    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    return read(folder / "startups_2024.csv")


def likeliest(kinds: Kinds, text: str) -> list[str]:
    """The five likeliest kinds of a text; the first is the one that pages show."""
    [told] = kinds.read([text])
    if told is None:
        return []
    [chances] = kinds.probabilities(kinds.weights_of([text]))
    order = np.argsort(-chances, kind="stable")[:OFFERED]
    names = [kinds.segments.all[place].name for place in order.tolist()]
    # A dictionary keeps its order, and each once
    return list(dict.fromkeys([told.segments[0].name, *names]))[:OFFERED]


def prepare(sheet: Path) -> None:
    rows = companies()
    kinds = kinds_of_business()
    lots = random.Random(SEED)
    drawn = lots.sample(range(len(rows)), DRAWN)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, "Text"])
        writer.writeheader()
        for number in drawn:
            text = rows[number]["Text"]
            offered = likeliest(kinds, text)
            lots.shuffle(offered)
            offers = dict(zip(OFFERS, offered, strict=False))
            writer.writerow({"Id": number, "Pick": "", **offers, "Text": text})
    print(f"{DRAWN} companies are in {sheet}: fill in the column Pick.")


def keep(picked: Rows) -> None:
    for row in picked:
        if row["Pick"] not in (NONE, *(row[offer] for offer in OFFERS)):
            raise SystemExit(f"Company {row['Id']}: {row['Pick']!r} was not offered.")
    with PICKS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(picked)


def score(picked: Rows) -> None:
    rows = companies()
    kinds = kinds_of_business()
    first = 0
    among = 0
    for row in picked:
        # A pick that is not offered any more counts as none
        today = likeliest(kinds, rows[int(row["Id"])]["Text"])
        first += row["Pick"] in today[:1]
        among += row["Pick"] in today
    print(
        f"{len(picked)} young companies: the first kind was picked for {first / len(picked):.3f}, "
        f"another of the first five for {(among - first) / len(picked):.3f}"
    )


def ask(which: str, labelled: Rows) -> None:
    rows = companies()
    kinds = kinds_of_business()
    hits = Counter[str]()
    for row in labelled:
        today = likeliest(kinds, rows[int(row["Id"])]["Text"])
        hits["first"] += today[:1] == [row["Segment"]]
        hits["first or also"] += bool({row["Segment"], *row["Also"].split("; ")} & {*today[:1]})
        hits["among five"] += row["Segment"] in today
    shares = ", ".join(f"{what} {number / len(labelled):.3f}" for what, number in hits.items())
    print(f"{len(labelled)} young companies, {which}: {shares}")


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
