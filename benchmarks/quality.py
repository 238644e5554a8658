"""How good the model is, on texts that it was not trained on."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from benchmarks.rows import Rows, column, training_rows
from clustering.evaluation.agreement import quality
from clustering.evaluation.folds import five_fold
from clustering.model import Model, Score
from clustering.neighbours import nearest
from clustering.settings import PRESETS

NEAREST, NEAREST_ON_MAP = 10, 20


def measure(name: str, model: Model, catalogue: Rows, one_liners: Rows, held_out: Rows) -> None:
    """Print the figures of a model that was trained on the catalogue with the preset `name`."""
    print(f"preset {name}, k = {model.settings.k}: {', '.join(model.names)}")
    show("five folds of the catalogue", five_fold(training_rows(catalogue), PRESETS[name]))
    own = model.score(column(catalogue, "Text"))
    show(f"{len(one_liners)} one-liners", short_texts(model, catalogue, own, one_liners))
    if held_out:
        scores = model.score(column(held_out, "Text"))
        figures = quality([score.cluster for score in scores], column(held_out, "Category"))
        figures |= neighbours(scores, held_out, own, catalogue)
        figures[f"nearest {NEAREST} among the {NEAREST_ON_MAP} nearest on the map"] = kept_on_map(
            scores, own
        )
        show(f"{len(held_out)} held-out rows of the S&P 500 file", figures)


def show(what: str, figures: Mapping[str, float]) -> None:
    print(f"  {what}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))


def short_texts(
    model: Model, catalogue: Rows, own: list[Score], one_liners: Rows
) -> dict[str, float]:
    """Shares in a cluster whose most frequent category is right,
    and with a nearest company of the right category.
    """
    scores = model.score(column(one_liners, "Text"))
    most = most_frequent(own, column(catalogue, "Category"))
    right = [
        most.get(score.cluster) == row["Category"]
        for score, row in zip(scores, one_liners, strict=True)
    ]
    matrix = np.array([score.vector for score in own])
    first = [nearest(score.vector, matrix, 1) for score in scores]
    close = [
        bool(found) and catalogue[found[0][0]]["Category"] == row["Category"]
        for found, row in zip(first, one_liners, strict=True)
    ]
    return {"right cluster": float(np.mean(right)), "right nearest company": float(np.mean(close))}


def most_frequent(scores: list[Score], categories: list[str]) -> dict[int | None, str]:
    """Each cluster's most frequent category."""
    counts: dict[int | None, Counter[str]] = {}
    for score, category in zip(scores, categories, strict=True):
        counts.setdefault(score.cluster, Counter())[category] += 1
    return {
        cluster: found.most_common(1)[0][0]
        for cluster, found in counts.items()
        if cluster is not None
    }


def neighbours(
    scores: list[Score], rows: Rows, own: list[Score], catalogue: Rows
) -> dict[str, float]:
    """Share of the ten nearest catalogue companies, the company itself left out,
    with the same label.
    """
    matrix = np.array([score.vector for score in own])
    shares: dict[str, list[float]] = {"Category": [], "Industry": []}
    for score, row in zip(scores, rows, strict=True):
        found = [catalogue[place] for place, _ in nearest(score.vector, matrix, NEAREST + 1)]
        others = [each for each in found if first_word(each) != first_word(row)][:NEAREST]
        for label, hits in shares.items():
            hits.append(
                float(np.mean([each[label] == row[label] for each in others])) if others else 0.0
            )
    return {
        f"nearest {NEAREST} in the same {label.lower()}": float(np.mean(hits))
        for label, hits in shares.items()
    }


def kept_on_map(scores: list[Score], own: list[Score]) -> float:
    """Share of the nearest catalogue companies that are among the nearest on the map too."""
    placed, known = (
        [score for score in scores if score.map_place],
        [score for score in own if score.map_place],
    )
    vectors, known_vectors = (
        np.array([score.vector for score in each]) for each in (placed, known)
    )
    places, known_places = (
        np.array([score.map_place for score in each]) for each in (placed, known)
    )
    like = np.argsort(-(vectors @ known_vectors.T), axis=1)[:, :NEAREST]
    apart = np.linalg.norm(places[:, None] - known_places, axis=-1)
    close = np.argsort(apart, axis=1)[:, :NEAREST_ON_MAP]
    return float(
        np.mean([len(set(a) & set(b)) / NEAREST for a, b in zip(like, close, strict=True)])
    )


def first_word(row: dict[str, str]) -> str:
    """By it a company is known in both files, whose titles differ in their endings."""
    return row["Title"].split()[0].lower()
