"""Model versions compared on the same rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from clustering.evaluation.agreement import quality
from clustering.evaluation.table import Line, evaluation_table
from clustering.neighbours import nearest
from clustering.score import Score
from clustering.training import Rows
from scoring.endpoint import embedded
from scoring.models import ModelVersion

NEAREST = 10


@dataclass(frozen=True)
class Comparison:
    """One version on the rows: how many have a cluster, its figures, and the studio's table.

    Without a category on any placed row there are no figures.
    """

    version: ModelVersion
    placed: int
    figures: dict[str, float]
    table: list[Line]


def compare_versions(versions: Iterable[ModelVersion], rows: Rows) -> list[Comparison]:
    """Score the rows under each version; nothing is stored.

    Raises:
        NoModelError: an artefact is absent, damaged or of another format.
    """
    comparisons = []
    for version in versions:
        model = embedded.model(version.pk)
        scores = model.score(rows.texts)
        clusters = [score.cluster for score in scores]
        placed = sum(cluster is not None for cluster in clusters)
        figures = quality(clusters, rows.categories)
        if figures:
            figures["nearest"] = same_category(scores, rows.categories)
        distances = [score.distances for score in scores]
        table = evaluation_table(distances, model.settings.k)
        comparisons.append(Comparison(version, placed, figures, table))
    return comparisons


def same_category(scores: list[Score], categories: Iterable[str]) -> float:
    """Share of the ten nearest other rows that are in the same category.

    From 0 to 1: the mean over the placed rows with a category.
    """
    labels = list(categories)
    matrix = np.array([score.vector for score in scores])
    shares = []
    for row, (score, label) in enumerate(zip(scores, labels, strict=True)):
        if not label:
            continue
        # One more, for a row is the nearest to itself
        closest = nearest(score.vector, matrix, NEAREST + 1)
        others = []
        for place, _ in closest:
            if place != row:
                others.append(labels[place])
        if others:
            shares.append(np.mean([other == label for other in others]))
    if not shares:
        return 0.0
    return float(np.mean(shares))
