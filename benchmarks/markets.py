"""A collection's own clusters: how well they tell markets apart, how steady and how quick they are.

Reads the folder MEASURE_DATA (default ../shared/data), which is not part of the project. Run as
`python -m benchmarks.markets`.
"""

import os
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path

import django
import numpy as np
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from benchmarks.rows import ROOT, Rows, column, read, training_rows
from clustering.closeness import Said
from clustering.market.dividing import ANY_NUMBER, OUTSIDE, Division, Wish, divide
from clustering.market.naming import Filed, named
from clustering.model import Model
from clustering.training import train

TAGS = (
    *("fintech", "education", "biotech", "logistics", "payments"),
    *("gaming", "security", "proptech", "climate", "recruiting"),
)
SEEDS = 5
NEW = 0.1
SIZES = (300, 20_000)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")
    django.setup()
    from scoring.versions.learning.kind_rows import kinds_of_business

    folder = Path(os.environ.get("MEASURE_DATA") or ROOT.parent / "shared" / "data")
    file = folder / "startups_2024.csv"
    if not file.exists():
        print(f"No start-ups in {folder}: the figures of collections are left out.")
        return
    catalogue = read(ROOT / "data" / "companies.csv")
    model = train(training_rows(catalogue), kinds=kinds_of_business())
    background = said_by(model, column(catalogue, "Text"))
    rows = read(file)
    said = said_by(model, column(rows, "Text"))
    show_tags(model, rows, said, background)
    show_steadiness(model, said, background)
    for size in SIZES:
        show_speed(model, column(rows, "Text"), size, background)


def said_by(model: Model, texts: Sequence[str]) -> list[Said]:
    return [score.said for score in model.score(texts)]


def divided(model: Model, said: list[Said], background: list[Said], wish: Wish) -> Division:
    assert model.kinds is not None
    return divide(said, background, model.kinds.segments, wish)


def show_tags(model: Model, rows: Rows, said: list[Said], background: list[Said]) -> None:
    """Adjusted mutual information with tags, against k-means of the same k on plain TF-IDF."""
    division = divided(model, said, background, ANY_NUMBER)
    topics = [[tag for tag in row["Tags"].split() if tag in TAGS] for row in rows]
    tagged = [place for place, tags in enumerate(topics) if tags]
    truth = [topics[place][0] for place in tagged]
    ours = adjusted_mutual_info_score(truth, division.labels[tagged])
    plain = TfidfVectorizer().fit_transform(column(rows, "Text"))
    theirs = []
    for seed in range(SEEDS):
        labels = KMeans(division.k, n_init=10, random_state=seed).fit(plain).labels_
        theirs.append(adjusted_mutual_info_score(truth, labels[tagged]))
    outside = (division.labels == OUTSIDE).sum()
    print(
        f"{len(rows)} start-ups, {division.k} own clusters, {outside} outside: adjusted mutual "
        f"information with {len(truth)} tags {ours:.3f}, of k-means on TF-IDF {np.mean(theirs):.3f}"
        f" ({min(theirs):.3f} to {max(theirs):.3f}): {ours - np.mean(theirs):+.3f}"
    )


def show_steadiness(model: Model, said: list[Said], background: list[Said]) -> None:
    """What another order and new rows change."""
    division = divided(model, said, background, ANY_NUMBER)
    agreements, stays = [], []
    for seed in range(SEEDS):
        chance = np.random.default_rng(seed)
        order = chance.permutation(len(said))
        other = divided(model, [said[place] for place in order], background, ANY_NUMBER)
        agreements.append(adjusted_rand_score(division.labels[order], other.labels))
        old = np.sort(chance.permutation(len(said))[: round(len(said) / (1 + NEW))])
        before = divided(model, [said[place] for place in old], background, ANY_NUMBER)
        earlier = np.full(len(said), OUTSIDE)
        earlier[old] = before.labels
        after = divided(model, said, background, Wish(earlier=earlier.tolist()))
        stays.append((after.labels[old] == before.labels).mean())
    print(
        f"another order: adjusted Rand index {np.mean(agreements):.3f} (least "
        f"{min(agreements):.3f}); 10 % new rows: {np.mean(stays):.3f} of the old stay "
        f"(least {min(stays):.3f})"
    )


def show_speed(model: Model, texts: Sequence[str], size: int, background: list[Said]) -> None:
    """How long so many companies take, with their names, once their texts are scored."""
    chance = random.Random(size)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text)]
    made = list(texts[:size])
    while len(made) < size:
        made.append(" ".join(chance.sample(sentences, 4)))
    said = said_by(model, made)
    filed = Filed([f"Company {place}" for place in range(size)], made, [""] * size, [""] * size)
    begun, used = time.perf_counter(), time.process_time()
    division = divided(model, said, background, ANY_NUMBER)
    names = named(filed, division.labels, division.k)
    print(
        f"{size} companies, {len(names)} clusters: {time.perf_counter() - begun:.1f} s, "
        f"{time.process_time() - used:.1f} s of the processor"
    )


if __name__ == "__main__":
    main()
