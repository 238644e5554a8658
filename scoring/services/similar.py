"""Similar companies: ranked by closeness of their text vectors over all clusters."""

import logging
from collections.abc import Iterator
from heapq import nlargest
from itertools import islice
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from clustering.model import Model
from clustering.neighbours import nearest, shared_phrases
from scoring.models import Assignment, Submission
from scoring.services import loading, model_versions

logger = logging.getLogger(__name__)

CHUNK = 5000
SHARED = 4


class Similar(NamedTuple):
    """A company, its closeness (0 to 100: the cosine of the two text vectors), and the phrases in both texts."""

    company: Submission
    score: int
    cluster: int | None
    phrases: list[str]


def similar(company: Submission, limit: int) -> list[Similar]:
    """The nearest other companies, closest first; none while the text has no vector."""
    version = model_versions.embedded()
    rows = Assignment.objects.filter(version=version, vector__isnull=False)
    own = rows.filter(submission=company).values_list("vector", flat=True).first()
    if version is None or own is None:
        return []
    close = _ranked(np.frombuffer(own, "<f4"), rows.exclude(submission=company), limit)
    return _explained(company, close, version.pk)


def _ranked(vector: np.ndarray, rows: QuerySet[Assignment], limit: int) -> list[tuple[int, float]]:
    """Submission ids with their cosines, read chunk by chunk so that memory stays small."""
    best: list[tuple[int, float]] = []
    for ids, matrix in _chunks(rows):
        found = [(ids[place], closeness) for place, closeness in nearest(vector, matrix, limit)]
        best = nlargest(limit, best + found, key=lambda pair: (pair[1], -pair[0]))
    return best


def _chunks(rows: QuerySet[Assignment]) -> Iterator[tuple[list[int], np.ndarray]]:
    stream = rows.values_list("submission_id", "vector").iterator(chunk_size=CHUNK)
    while chunk := list(islice(stream, CHUNK)):
        ids, vectors = zip(*chunk, strict=True)
        yield list(ids), np.frombuffer(b"".join(map(bytes, vectors)), "<f4").reshape(len(ids), -1)


def _explained(company: Submission, close: list[tuple[int, float]], version_id: int) -> list[Similar]:
    model = _model(version_id)
    shown = model_versions.active()
    found = Submission.objects.in_bulk([pk for pk, _ in close])
    clusters = dict(
        Assignment.objects.filter(version=shown, submission__in=found).values_list("submission_id", "shown_cluster")
    )
    return [
        Similar(
            company=found[pk],
            score=round(100 * max(closeness, 0.0)),
            cluster=clusters.get(pk),
            phrases=shared_phrases(model, model.weigh(company.text), model.weigh(found[pk].text), SHARED)
            if model
            else [],
        )
        for pk, closeness in close
        if pk in found  # else it was deleted since it was ranked
    ]


def _model(version_id: int) -> Model | None:
    """The vectors rank without it; only the reasons need it."""
    try:
        return loading.model(version_id)
    except loading.NoModelError as error:
        logger.error("%s", error)
        return None
