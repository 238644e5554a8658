"""How well kinds of business are told, on texts of other writers, and what that costs.

Reads the folder MEASURE_DATA (default ../shared/data), which is not part of the project.
"""

import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# What is learned from is read as the site reads it, so Django is set up first
os.environ["DJANGO_SETTINGS_MODULE"] = "similarco_site.settings"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

from benchmarks.rows import Rows, column, read, training_rows  # noqa: E402
from clustering.artifact import dumps  # noqa: E402
from clustering.bulk.text_rows import blocks  # noqa: E402
from clustering.kinds.reader import Kinds  # noqa: E402
from clustering.kinds.sureness import ANSWERS, SURE, UNPLACED  # noqa: E402
from clustering.model import Model  # noqa: E402
from clustering.training import train  # noqa: E402
from scoring.kinds.data import described  # noqa: E402
from scoring.versions.learning.kind_rows import kinds_of_business  # noqa: E402

RUN = 8
BINS = 10
MADE_TEXTS = 200
WORDS_OF_A_TEXT = 12
SEED = 17
# Industries by the names of 2020, where today's names differ
RENAMED = {
    "Agricultural Products": "Agricultural Products & Services",
    "Airlines": "Passenger Airlines",
    "Auto Parts & Equipment": "Automotive Parts & Equipment",
    "Construction Machinery & Heavy Trucks": (
        "Construction Machinery & Heavy Transportation Equipment"
    ),
    "General Merchandise Stores": "Consumer Staples Merchandise Retail",
    "Hypermarkets & Super Centers": "Consumer Staples Merchandise Retail",
    "Industrial Machinery": "Industrial Machinery & Supplies & Components",
    "Internet & Direct Marketing Retail": "Broadline Retail",
    "Metal & Glass Containers": "Metal, Glass & Plastic Containers",
    "Paper Packaging": "Paper & Plastic Packaging Products & Materials",
    "Personal Products": "Personal Care Products",
    "Railroads": "Rail Transportation",
    "Semiconductor Equipment": "Semiconductor Materials & Equipment",
    "Soft Drinks": "Soft Drinks & Non-alcoholic Beverages",
    "Specialty Stores": "Other Specialty Retail",
    "Thrifts & Mortgage Finance": "Commercial & Residential Mortgage Finance",
    "Trucking": "Cargo Ground Transportation",
}
# These were parted into several, so that no single name is right
PARTED = ("Residential REITs", "Specialized REITs")


def main() -> None:
    begun = time.process_time()
    kinds = kinds_of_business()
    seconds = time.process_time() - begun
    print(f"kinds of business: {len(kinds.segments)} segments learned in {seconds:.1f} s")
    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    one_liners = read(ROOT / "benchmarks" / "one_liners.csv")
    show_sectors(f"{len(one_liners)} one-liners", kinds, one_liners)
    show_sure("the same", kinds, one_liners)
    catalogue = read(ROOT / "data" / "companies.csv")
    begun = time.process_time()
    model = train(training_rows(catalogue), kinds=kinds)
    print(f"clusters of the catalogue trained in {time.process_time() - begun:.1f} s more")
    wiki = folder / "sp500_wikipedia_2020.csv"
    if wiki.exists():
        rows = read(wiki)
        show_sectors(f"{len(rows)} encyclopaedia openings", kinds, rows)
        show_sure("the same", kinds, rows)
        show_industries(kinds, rows)
        show_differing(model, catalogue, rows)
    else:
        print(f"No measuring texts in {folder}: held-out figures are left out.")
    show_held_out(kinds)
    show_words_of_everybody(kinds)
    print(f"runs of {RUN} words shared with measuring files: {shared_runs(folder)}")
    show_cost(model, catalogue)


def chances(kinds: Kinds, texts: Sequence[str]) -> NDArray[np.float64]:
    """n x S: the probability of each segment."""
    return np.concatenate([kinds.probabilities(kinds.weights_of(block)) for block in blocks(texts)])


def among_first(found: NDArray[np.float64], names: Sequence[str], right: str, most: int) -> bool:
    order = np.argsort(-found, kind="stable")[:most]
    return right in [names[place] for place in order]


def show_sectors(what: str, kinds: Kinds, rows: Rows) -> None:
    segments = kinds.segments
    of_sectors = chances(kinds, column(rows, "Text")) @ segments.in_sectors
    right = column(rows, "Category")
    shares = []
    for most in (1, 2):
        hits = [
            among_first(found, segments.sectors, sector, most)
            for found, sector in zip(of_sectors, right, strict=True)
        ]
        shares.append(float(np.mean(hits)))
    first = [segments.sectors[place] for place in of_sectors.argmax(axis=1)]
    is_right = np.array([one == other for one, other in zip(first, right, strict=True)])
    error = calibration_error(of_sectors.max(axis=1), is_right)
    print(
        f"{what}: right sector {shares[0]:.3f}, among the first two {shares[1]:.3f}; "
        f"expected calibration error {error:.3f}"
    )


def show_sure(what: str, kinds: Kinds, rows: Rows) -> None:
    told = kinds.read(column(rows, "Text"))
    pairs = zip(told, column(rows, "Category"), strict=True)
    sure = [(kind, sector) for kind, sector in pairs if kind and kind.answer == SURE]
    right = sum(kind.sectors[0].name == sector for kind, sector in sure)
    print(
        f"{what}: told as sure {len(sure) / len(rows):.3f}, "
        f"and of these right {right / max(len(sure), 1):.3f}"
    )


def show_held_out(kinds: Kinds) -> None:
    """What the model says of itself, from its own texts in folds."""
    calibration = kinds.calibration
    error = sum(point.number * abs(point.said - point.right) for point in calibration.points)
    number = sum(point.number for point in calibration.points)
    print(
        f"{number} own texts, held out: expected calibration error {error / number:.3f}; "
        f"told as sure {calibration.share_sure:.3f}, and of these right "
        f"{calibration.right_of_sure:.3f} (from {calibration.sure_from:.3f}, in short texts from "
        f"{calibration.sure_from_if_short:.3f})"
    )


def show_words_of_everybody(kinds: Kinds) -> None:
    """What is said of texts that are made of such words alone."""
    vocabulary = kinds.vocabulary
    weightless = {
        ngram for ngram, idf in zip(vocabulary.ngrams, vocabulary.idf, strict=True) if not idf
    }
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for each in described().values():
        for text in (*each.texts, *each.slogans):
            for ngram, surface in kinds.analyser.surfaces(text):
                if ngram in weightless and "_" not in ngram:
                    forms[ngram][surface.lower()] += 1
    words = sorted(max(counts, key=lambda form: (counts[form], form)) for counts in forms.values())
    lots = random.Random(SEED)
    texts = [" ".join(lots.sample(words, WORDS_OF_A_TEXT)) for _ in range(MADE_TEXTS)]
    told = Counter(kind.answer if kind else UNPLACED for kind in kinds.read(texts))
    answers = ", ".join(f"{answer} {told[answer]}" for answer in ANSWERS)
    print(f"{MADE_TEXTS} texts of {WORDS_OF_A_TEXT} of {len(words)} words of everybody: {answers}")
    common = kinds.common_words
    print(
        f"{len(common.tokens)} words are no reason why two texts are close, and "
        f"{len(common.telling_forms)} others are one in some forms only"
    )


def calibration_error(said: NDArray[np.float64], is_right: NDArray[np.bool_]) -> float:
    """The mean distance of what was said and what was right, over ten equal bins."""
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in set(bins.tolist()):
        inside = bins == number
        error += inside.mean() * abs(said[inside].mean() - is_right[inside].mean())
    return error


def show_industries(kinds: Kinds, rows: Rows) -> None:
    asked = [row for row in rows if row["Industry"] not in PARTED]
    segments = kinds.segments
    in_groups = np.eye(len(segments.groups))[segments.group_of]
    of_groups = chances(kinds, column(asked, "Text")) @ in_groups
    right = [RENAMED.get(row["Industry"], row["Industry"]) for row in asked]
    shares = []
    for most in (1, 3):
        hits = [
            among_first(found, segments.groups, industry, most)
            for found, industry in zip(of_groups, right, strict=True)
        ]
        shares.append(float(np.mean(hits)))
    print(
        f"the same, {len(asked)} with an industry: right {shares[0]:.3f}, "
        f"among the first three {shares[1]:.3f}"
    )


def shared_runs(folder: Path) -> int:
    """How many runs of words stand in our texts of kinds and in a file that is measured with."""
    ours: set[tuple[str, ...]] = set()
    for each in described().values():
        pitches = [pitch.text for pitch in (*each.pitches, *each.words)]
        for text in (each.segment.name, each.definition, *each.texts, *pitches, *each.slogans):
            ours |= runs(text)
    shared = 0
    for file in sorted(folder.glob("*.csv")):
        for row in read(file):
            for text in row.values():
                shared += len(ours & runs(text))
    return shared


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def show_cost(model: Model, catalogue: Rows) -> None:
    without = replace(model, kinds=None)
    texts = [text[:1000] for text in column(catalogue, "Text")]
    taken = {"with": 0.0, "without": 0.0}
    # By turns, so that what else the machine does meets both alike
    for _ in range(4):
        for name, scorer in (("with", model), ("without", without)):
            begun = time.process_time()
            scorer.score(texts)
            taken[name] += time.process_time() - begun
    print(f"scoring with kinds takes {taken['with'] / taken['without']:.2f} times as long")
    print(f"the artefact has {len(dumps(model)) / 1e6:.1f} MB")


def show_differing(model: Model, catalogue: Rows, rows: Rows) -> None:
    """How often the sector of a text is not the category that most of its cluster have."""
    members: dict[int | None, list[str]] = {}
    for score, company in zip(model.score(column(catalogue, "Text")), catalogue, strict=True):
        members.setdefault(score.cluster, []).append(company["Category"])
    usual = {cluster: max(set(names), key=names.count) for cluster, names in members.items()}
    told = [score for score in model.score(column(rows, "Text")) if score.kind]
    differing = [score for score in told if score.kind.sectors[0].name != usual[score.cluster]]
    print(
        f"the sector of {len(differing)} of {len(told)} openings is not that of their cluster "
        f"({model.settings.k} clusters, {len(set(usual.values()))} sectors)"
    )


if __name__ == "__main__":
    main()
