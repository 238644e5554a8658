"""Train on many rows and print the time and the most memory. A process of its own, so that the
memory is its own.

The rows are sentences of the catalogue in another order, half of them with their words shuffled, so
that there are as many different pairs of words as in real texts.
"""

import random
import re
import resource
import sys
import time

from benchmarks.rows import ROOT, read
from clustering.settings import PRESETS
from clustering.training import Rows, train

LENGTH = 1000


def main() -> None:
    rows = made_up(int(sys.argv[1]))
    begun = time.perf_counter()
    own_begun = time.process_time()
    model = train(rows, PRESETS["similarco"])
    own_seconds = time.process_time() - own_begun
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    size = f"{len(rows.texts):,} rows of {LENGTH:,} characters"
    print(
        f"training on {size}: {seconds:.1f} s, of the processor {own_seconds:.1f} s, "
        f"{memory:.2f} GiB, {len(model.vocabulary.ngrams):,} n-grams"
    )


def made_up(total: int) -> Rows:
    chance = random.Random(0)
    sentences: dict[str, list[list[str]]] = {}
    for row in read(ROOT / "data" / "companies.csv"):
        parts = re.split(r"(?<=[.])\s", row["Text"])
        sentences.setdefault(row["Category"], []).extend(part.split() for part in parts)
    categories = [chance.choice(sorted(sentences)) for _ in range(total)]
    return Rows(
        [""] * total, categories, [text(sentences[category], chance) for category in categories]
    )


def text(sentences: list[list[str]], chance: random.Random) -> str:
    made = ""
    while len(made) < LENGTH:
        words = list(chance.choice(sentences))
        if chance.random() < 0.5:
            chance.shuffle(words)
        made += " ".join(words) + " "
    return made[:LENGTH]


if __name__ == "__main__":
    main()
