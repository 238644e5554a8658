"""An active version of before kinds of business gets a successor that tells them."""

from collections.abc import Callable

from scoring.endpoint import embedded
from scoring.models import ModelVersion, model_versions
from scoring.versions import activation, of_catalogue


def is_due(version: ModelVersion) -> bool:
    """Whether the active version is one that needs a successor, and none is on its way."""
    if not embedded.is_readable(version) or embedded.tells_kinds(version):
        return False
    if model_versions.being_prepared().exists():
        return False
    were_active = ModelVersion.objects.filter(
        kind=ModelVersion.Kind.EMBEDDED,
        activated_at__isnull=False,
    )
    # Where one that tells them was active before, a person has gone back to an older one
    return not any(embedded.tells_kinds(other) for other in were_active)


def prepare_successor(version: ModelVersion, when_busy: Callable[[], object]) -> ModelVersion:
    """Have the worker prepare a version with as many clusters, which then becomes active.

    Raises:
        RecipeError: there is no catalogue to train on.
        TrainingError: the catalogue cannot make a model of so many clusters.
    """
    k = embedded.model(version.pk).settings.k
    successor = of_catalogue.stored_or_trained(k, when_busy)
    activation.prepare(successor)
    return successor
