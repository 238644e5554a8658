"""What a score of two similar companies says: how often pairs of companies are of one trade, by
their score.

Run as `python -m benchmarks.similar_scores`.
"""

import os

import django
import numpy as np
from numpy.typing import NDArray

from benchmarks.rows import ROOT, Rows, column, read, training_rows
from clustering.neighbours import common_words
from clustering.settings import PRESETS
from clustering.training import train

MARKS = (30, 50, 70, 80, 90, 95)
WIDTH = 5
FOLDS = 5
NEAREST = 10
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def main() -> None:
    rows = read(ROOT / "data" / "companies.csv")
    show("companies that the model was trained on", rows, rows)
    show("companies that it was not trained on", rows[::2], rows[1::2])
    show_words(rows)


def show_words(rows: Rows) -> None:
    """Print how often the nearest ten of left-out companies are of one trade, by score's word."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "similarco_site.settings")
    django.setup()
    from scoring.similar.ranking import score, word

    found: dict[str, list[list[bool]]] = {}
    order = np.random.default_rng(1).permutation(len(rows))
    for fold in range(FOLDS):
        left_out = order[fold::FOLDS]
        new = [rows[place] for place in left_out]
        known = [rows[place] for place in np.setdiff1d(order, left_out)]
        model = train(training_rows(known), PRESETS["similarco"])
        there = np.array([each.vector for each in model.score(column(known, "Text"))])
        asked = np.array([each.vector for each in model.score(column(new, "Text"))])
        for row, cosines in zip(new, asked @ there.T, strict=True):
            for place in np.argsort(-cosines)[:NEAREST]:
                other = known[place]
                is_one = (
                    row["Category"] == other["Category"],
                    row["Industry"] == other["Industry"],
                )
                found.setdefault(word(score(cosines[place])), []).append(is_one)
    for name, pairs in found.items():
        category, industry = np.mean(pairs, axis=0)
        print(f"  {name}: {len(pairs)}, one category {category:.0%}, one industry {industry:.0%}")


def show(what: str, known: Rows, measured: Rows) -> None:
    """Print the scores of pairs of `measured` rows under a model of the `known` ones."""
    model = train(training_rows(known), PRESETS["similarco"])
    vectors = np.array([score.vector for score in model.score(column(measured, "Text"))])
    pairs = np.triu_indices(len(measured), 1)
    scores = 100 * (vectors @ vectors.T)[pairs]
    category, industry = (same(column(measured, name))[pairs] for name in ("Category", "Industry"))
    print(f"{what}: {len(measured)} companies")
    for name, chosen in {
        "one industry": industry,
        "one category": category,
        "two categories": ~category,
    }.items():
        quantiles = ", ".join(f"{value:.0f}" for value in np.quantile(scores[chosen], QUANTILES))
        print(f"  pairs of {name}: {chosen.sum()}, 5/25/50/75/95 % are under {quantiles}")
    for mark in MARKS:
        near = np.abs(scores - mark) <= WIDTH / 2
        print(
            f"  score {mark}: {near.sum()} pairs, {(scores >= mark).mean():.1%} of all are higher; "
            f"one category {category[near].mean():.0%}, one industry {industry[near].mean():.0%}"
        )
    words = max(
        common_words(measured[one]["Text"], measured[other]["Text"])
        for one, other, score in zip(*pairs, scores, strict=True)
        if score >= 90
    )
    print(f"  pairs of 90 or more have {words:.0%} of their words in common at most")


def same(labels: list[str]) -> NDArray[np.bool_]:
    values = np.array(labels)
    return np.asarray(values[:, None] == values[None, :])


if __name__ == "__main__":
    main()
