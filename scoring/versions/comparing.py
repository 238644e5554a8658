"""Model versions compared on the same rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from clustering.evaluation.agreement import quality
from clustering.evaluation.table import Line, evaluation_table
from clustering.model import Score
from clustering.neighbours import nearest
from clustering.training import Rows
from scoring.endpoint import embedded
from scoring.models import ModelVersion

NEAREST = 10


@dataclass(frozen=True)
class Comparison:
    """One version on the rows: how many have a cluster, its figures, and the studio's table."""

    version: ModelVersion
    placed: int
    figures: dict[str, float]
    table: list[Line]


def compare(versions: Iterable[ModelVersion], rows: Rows) -> list[Comparison]:
    """Score the rows under each version; nothing is stored.

    Raises:
        NoModelError: an artefact is absent, damaged or of another format.
    """
    return [_comparison(version, rows) for version in versions]


def _comparison(version: ModelVersion, rows: Rows) -> Comparison:
    model = embedded.model(version.pk)
    scores = model.score(rows.texts)
    figures = quality([score.cluster for score in scores], rows.categories)
    if figures:
        figures["nearest"] = same_category(scores, rows.categories)
    return Comparison(
        version=version,
        placed=sum(score.cluster is not None for score in scores),
        figures=figures,
        table=evaluation_table([score.distances for score in scores], model.settings.k),
    )


def same_category(scores: list[Score], categories: Iterable[str]) -> float:
    """Share (0..1) of the ten nearest other rows in the same category,
    over the placed rows with a category.
    """
    labels = list(categories)
    matrix = np.array([score.vector for score in scores])
    shares = [
        np.mean([labels[place] == label for place in others])
        for row, (score, label) in enumerate(zip(scores, labels, strict=True))
        if label
        and (
            others := [
                place for place, _ in nearest(score.vector, matrix, NEAREST + 1) if place != row
            ]
        )
    ]
    return float(np.mean(shares)) if shares else 0.0
