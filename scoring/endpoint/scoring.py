"""Rows -> scores, by the embedded model or by the remote endpoint of the settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings

from clustering.kinds.reader import KindOfBusiness
from clustering.kinds.sureness import SURE, UNPLACED, UNSURE
from clustering.model import Model
from clustering.vectors import sureness
from scoring.endpoint import circuit, embedded, protocol_choice
from scoring.endpoint.errors import EndpointError
from scoring.endpoint.failures import Failure
from scoring.models import ModelVersion, model_versions
from wire import Row

# How much nearer one cluster has to be than the next before it alone is told
SURE_OF_CLUSTER = 0.45


@dataclass(frozen=True)
class Scored:
    """One row's score: cluster from 0, or None where too little of the text is known.

    `distances` are in order of cluster number, with None where one was not told; those behind the
    last that was told are missing.
    """

    cluster: int | None
    distances: tuple[float | None, ...]
    sure: float | None
    # How sure a reader may be of the text alone, in a word; empty where nothing tells it
    answer: str
    coverage: float | None = None
    vector: bytes | None = None
    said: bytes | None = None
    map_place: tuple[float, float] | None = None
    raw_reply: str = ""
    # Of the text alone, whatever the clusters are
    kind: KindOfBusiness | None = None
    # How many a remote endpoint tells apart, where its answer says so
    clusters: int | None = None


def score(version: ModelVersion, rows: Sequence[Row], seconds: float) -> list[Scored]:
    """Score rows under a version, one result for each row and in their order.

    Raises:
        EndpointError: with a reason for a person, and the kind of failure.
    """
    if version.kind == ModelVersion.Kind.REMOTE:
        return _remote(version.endpoint, rows, seconds)
    try:
        model = embedded.model(version.pk)
    except embedded.NoModelError as error:
        raise EndpointError(str(error), Failure.NO_MODEL) from error
    texts = [row.text for row in rows]
    scores = []
    for result in embedded.score(version.pk, texts):
        vector = None
        # Zeros have no direction, and no list compares a company without a vector
        if result.vector.any():
            vector = result.vector.astype("<f4").tobytes()
        scored = Scored(
            cluster=result.cluster,
            distances=result.distances,
            sure=result.sure,
            answer=text_answer(model, result.kind, result.sure),
            coverage=result.coverage,
            vector=vector,
            said=result.said.astype("<u4").tobytes(),
            map_place=result.map_place,
            kind=result.kind,
        )
        scores.append(scored)
    return scores


def _remote(endpoint: str, rows: Sequence[Row], seconds: float) -> list[Scored]:
    circuit.enter(endpoint)
    try:
        at_most = min(seconds, settings.AML_TIMEOUT)
        _, answers = protocol_choice.ask(endpoint, rows, at_most)
    except EndpointError as error:
        is_patient = seconds >= settings.AML_TIMEOUT
        circuit.note_error(endpoint, error, len(rows), is_patient=is_patient)
        raise
    circuit.note_answer(endpoint)
    # An endpoint says nothing of kinds of business; the embedded model does, where there is one
    kinds: list[KindOfBusiness | None] = [None] * len(rows)
    version = model_versions.embedded()
    model = None
    if version and embedded.is_readable(version):
        model = embedded.model(version.pk)
        kinds = model.kinds_of([row.text for row in rows])
    scores = []
    for answer, kind in zip(answers, kinds, strict=True):
        distances: tuple[float | None, ...] = answer.distances
        sure = None
        if answer.clusters is not None:
            sure = float(sureness(np.array(answer.distances)))
        elif distances:
            # That to the own centre alone
            distances = (*[None] * answer.cluster, *distances)
        scored = Scored(
            cluster=answer.cluster,
            distances=distances,
            sure=sure,
            answer=text_answer(model, kind, sure),
            raw_reply=answer.raw,
            clusters=answer.clusters,
            kind=kind,
        )
        scores.append(scored)
    return scores


def text_answer(model: Model | None, kind: KindOfBusiness | None, sure: float | None) -> str:
    """How sure a reader may be, in a word, from a text's kind of business under a model.

    Where the model knows no kinds it follows from how sure the cluster is; empty where that is not
    told either.
    """
    if kind:
        return kind.answer
    if model and model.kinds:
        return UNPLACED
    if sure is None:
        return ""
    if sure >= SURE_OF_CLUSTER:
        return SURE
    return UNSURE


def remote_host() -> str:
    """The host that texts are sent to, empty while the embedded model scores."""
    return urlsplit(settings.AML_URL).hostname or ""
