"""Versions that the usual preset makes of the catalogue: each number of clusters is trained once.

Loads scikit-learn only where it has to train.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils import timezone

from scoring.endpoint import embedded
from scoring.models import ModelVersion
from scoring.models.database.locks import alone
from scoring.versions.recipes import STORED_ROWS, Recipe


def stored(k: int) -> Iterator[ModelVersion]:
    """Those with k clusters that can be read and tell kinds of business, the newest first."""
    recipe = Recipe(k=k)
    settings = recipe.settings()
    versions = ModelVersion.objects.filter(
        kind=ModelVersion.Kind.EMBEDDED,
        preset=recipe.preset,
        k=k,
        rows_from=STORED_ROWS[recipe.rows],
    )
    for version in versions.order_by("-pk"):
        if not embedded.tells_kinds(version):
            continue
        # Where rows have few categories, training takes another space than it was asked for
        trained_with = replace(embedded.model(version.pk).settings, space=settings.space)
        if trained_with == settings:
            yield version


def stored_or_trained(k: int, when_busy: Callable[[], object]) -> ModelVersion:
    """The version of k clusters and today's catalogue; it is not made active.

    `when_busy` is called before a wait for another training.

    Raises:
        RecipeError: there is no catalogue.
        TrainingError: the catalogue cannot make a model of k clusters.
    """
    # They load scikit-learn, which pages do without
    from scoring.versions.training import train_version
    from scoring.versions.training_rows import training_rows

    recipe = Recipe(k=k)
    source = training_rows(recipe.rows)
    for version in stored(k):
        if version.data_fingerprint == source.fingerprint:
            return version
    asked_at = timezone.now()
    with alone("train", when_busy):
        return train_version(recipe, source, asked_at)
