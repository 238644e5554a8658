"""Where companies lie: how often pairs of them are of one trade, by the cosine of their vectors.

Run as `python -m benchmarks.similar_scores`.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.rows import ROOT, Rows, column, read, training_rows
from clustering.neighbours import common_words
from clustering.settings import PRESETS
from clustering.training import train

MARKS = (30, 50, 70, 80, 90, 95)
WIDTH = 5
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def main() -> None:
    rows = read(ROOT / "data" / "companies.csv")
    show("companies that the model was trained on", rows, rows)
    show("companies that it was not trained on", rows[::2], rows[1::2])


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
