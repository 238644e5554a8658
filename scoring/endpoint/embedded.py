"""Stored artefacts as models in memory."""

import gc
from collections.abc import Sequence
from functools import lru_cache, partial

from clustering.artifact import ArtifactError, loads
from clustering.many_cores import LEAST_EXPECTED, ManyCores
from clustering.model import Model
from clustering.score import Score
from scoring.models import Cluster, ModelArtefact, ModelVersion

MOST_MODELS = 3


class NoModelError(Exception):
    """The version's artefact is absent or cannot be read; the message is fit for a person."""


@lru_cache(maxsize=MOST_MODELS)
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
    """The scores of texts under a version; a worker's are made by `use_cores` processes.

    Raises:
        NoModelError: its model cannot be read.
    """
    if _cores == 1:
        return model(version_id).score(texts)
    return _many_cores(version_id).score(texts)


def expect(version_id: int, many: int) -> None:
    """Prepare for texts that are soon to be scored, where there are so many that it pays.

    Raises:
        NoModelError: its model cannot be read.
    """
    if many < LEAST_EXPECTED:
        return
    model(version_id)
    # The collector of garbage looks no more at what there is now, a model most of all: to go
    # through it again and again takes a tenth of an import. What came before may be garbage by now
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    if _cores > 1:
        _many_cores(version_id).start_early()


def _many_cores(version_id: int) -> ManyCores:
    scoring_model = model(version_id)
    on_many_cores = _on_many_cores.get(version_id)
    if on_many_cores is None or on_many_cores.model is not scoring_model:
        # No more versions than models that are kept
        if len(_on_many_cores) == MOST_MODELS or on_many_cores:
            rest()
        artefact = partial(_artefact, version_id)
        on_many_cores = ManyCores(scoring_model, artefact, _cores)
        _on_many_cores[version_id] = on_many_cores
    return on_many_cores


def begin(version_id: int, texts: Sequence[str]) -> None:
    """Have the processes beside this one begin with texts whose scores are soon asked for."""
    if on_many_cores := _on_many_cores.get(version_id):
        on_many_cores.begin(texts)


_cores = 1
_on_many_cores: dict[int, ManyCores] = {}


def use_cores(number: int) -> None:
    """Have so many processes score together from now on, once there are very many texts.

    For a worker: who answers visitors has few at once.
    """
    global _cores
    rest()
    _cores = number


def rest() -> None:
    """End the processes that score beside this one, until there is much to score again."""
    while _on_many_cores:
        _on_many_cores.popitem()[1].end()


@lru_cache(maxsize=MOST_MODELS)
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
