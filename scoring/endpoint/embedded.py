"""Stored artefacts as models in memory."""

from functools import lru_cache

from clustering.artifact import ArtifactError, loads
from clustering.model import Model
from scoring.models import Cluster, ModelArtefact, ModelVersion


class NoModelError(Exception):
    """The version's artefact is absent or cannot be read; the message is fit for a person."""


@lru_cache(maxsize=3)
def model(version_id: int) -> Model:
    """A trained model, kept for the next call: a version never changes once it is stored."""
    data = ModelArtefact.objects.filter(version=version_id).values_list("data", flat=True).first()
    if data is None:
        raise NoModelError(f"The model of version {version_id} is not stored.")
    try:
        return loads(bytes(data))
    except ArtifactError as error:
        raise NoModelError(f"The model of version {version_id} cannot be read: {error}") from error


@lru_cache(maxsize=3)
def sectors(version_id: int) -> dict[int, str]:
    """The sector of each cluster of a trained model; they do not change either."""
    return dict(Cluster.objects.filter(version=version_id).values_list("number", "sector"))


def is_readable(version: ModelVersion | None) -> bool:
    """Whether there is a version and its artefact makes a model."""
    try:
        return version is not None and bool(model(version.pk))
    except NoModelError:
        return False


def tells_kinds(version: ModelVersion) -> bool:
    """Whether its model can be read and is not of the time before kinds of business."""
    return is_readable(version) and model(version.pk).kinds is not None
