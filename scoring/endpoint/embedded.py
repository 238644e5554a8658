"""Stored artefacts as models in memory."""

from collections.abc import Sequence
from functools import lru_cache, partial

from django.conf import settings

from clustering.artifact import ArtifactError, loads
from clustering.many_cores import ManyCores
from clustering.model import Model
from clustering.score import Score
from scoring.models import Cluster, ModelArtefact, ModelVersion


class NoModelError(Exception):
    """The version's artefact is absent or cannot be read; the message is fit for a person."""


@lru_cache(maxsize=3)
def model(version_id: int) -> Model:
    """A trained model, kept for the next call: a version never changes once it is stored."""
    try:
        return loads(_artefact(version_id))
    except ArtifactError as error:
        raise NoModelError(f"The model of version {version_id} cannot be read: {error}") from error


def _artefact(version_id: int) -> bytes:
    data = ModelArtefact.objects.filter(version=version_id).values_list("data", flat=True).first()
    if data is None:
        raise NoModelError(f"The model of version {version_id} is not stored.")
    return bytes(data)


def score(version_id: int, texts: Sequence[str]) -> list[Score]:
    """The scores of texts under a version; of very many, with SCORING_PROCESSES processes.

    Raises:
        NoModelError: its model cannot be read.
    """
    scoring_model = model(version_id)
    if version_id not in _on_many_cores:
        artefact = partial(_artefact, version_id)
        _on_many_cores[version_id] = ManyCores(scoring_model, artefact, settings.SCORING_PROCESSES)
    return _on_many_cores[version_id].score(texts)


# Whatever version scores much; few do before there is nothing to do
_on_many_cores: dict[int, ManyCores] = {}


def rest() -> None:
    """End the processes that score beside this one, until there is much to score again."""
    while _on_many_cores:
        _on_many_cores.popitem()[1].end()


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
