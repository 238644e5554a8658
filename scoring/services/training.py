"""Training rows as a stored model version. Only this module and evaluation load scikit-learn."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from clustering.artifact import dumps
from clustering.evaluation import quality
from clustering.model import Model
from clustering.training import Settings, train
from scoring.models import Cluster, ModelArtefact, ModelVersion, Submission


def train_version(rows: Sequence[Submission], rows_from: str, options: Settings) -> ModelVersion:
    """Train on submissions and store the result; it is not active yet.

    Raises:
        TrainingError: the rows cannot make a model; the message says what to change.
    """
    model = train([row.title for row in rows], [row.text for row in rows], options)
    return store_version(model, rows, rows_from, options)


def store_version(model: Model, rows: Sequence[Submission], rows_from: str, options: Settings) -> ModelVersion:
    """Store a model that was trained on these rows, with its figures on them."""
    with transaction.atomic():
        version = ModelVersion.objects.create(
            kind=ModelVersion.Kind.EMBEDDED,
            k=options.k,
            rows=len(rows),
            rows_from=rows_from,
            data_fingerprint=_fingerprint(rows),
            settings=asdict(options),
            figures={**model.figures, **_figures(model, rows)},
            libraries=dict(model.libraries),
        )
        ModelArtefact.objects.create(version=version, data=dumps(model))
        _store_clusters(version, model)
    return version


def _figures(model: Model, rows: Sequence[Submission]) -> dict[str, float]:
    """How well the clusters agree with the categories, over the rows that have both."""
    labels = [score.cluster for score in model.score([row.text for row in rows])]
    pairs = [(label, row.category) for label, row in zip(labels, rows, strict=True) if label is not None]
    return quality([label for label, _ in pairs], [category for _, category in pairs])


def _store_clusters(version: ModelVersion, model: Model) -> None:
    Cluster.objects.bulk_create(
        Cluster(version=version, number=number, model_name=name, phrases=list(phrases))
        for number, (name, phrases) in enumerate(zip(model.names, model.phrases, strict=True))
    )


def _fingerprint(rows: Sequence[Submission]) -> str:
    return hashlib.sha256(json.dumps([row.fingerprint for row in rows]).encode()).hexdigest()
