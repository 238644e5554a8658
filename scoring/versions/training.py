"""Training rows as a stored model version. Only this module and `comparing` load scikit-learn."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from clustering.artifact import dumps
from clustering.evaluation.agreement import quality
from clustering.evaluation.folds import five_fold
from clustering.evaluation.sweep import sweep
from clustering.model import Model
from clustering.text.vocabulary import VocabularyError, read_table
from clustering.training import TrainingError, train
from clustering.training.corpus import Progress
from clustering.training.vocabularies import Known
from scoring.models import Cluster, ModelArtefact, ModelVersion
from scoring.versions.recipes import CATALOGUE, Recipe, RecipeError
from scoring.versions.training_rows import TrainingRows

NOT_PLACED = (
    "The model could place only {placed} of the {rows} rows that it was trained on. It reads "
    "English alone, and needs a sentence or more of each company: translate or lengthen the texts."
)


def train_version(recipe: Recipe, source: TrainingRows, progress: Progress = iter) -> ModelVersion:
    """Train on rows as the recipe says and store the result; it is not active yet.

    Raises:
        RecipeError: the recipe cannot be followed, or its vocabulary not be read.
        TrainingError: the rows cannot make a model; the message says what to change.
    """
    rows = source.rows
    if not rows.texts:
        hint = " Run manage.py load_catalogue first." if recipe.rows == CATALOGUE else ""
        raise RecipeError(f"There are no rows to train on in {source.source}.{hint}")
    known = _known_vocabulary(recipe)
    settings = recipe.settings()
    if recipe.sweep:
        ks = [k for k in recipe.sweep_range() if k < len(rows.texts)]
        if not ks:
            raise RecipeError(
                f"The sweep {recipe.sweep} is beyond {len(rows.texts)} rows: "
                "begin it lower, or add rows."
            )
        best = sweep(rows, settings, ks, known=known)[0]
        settings = replace(settings, k=best.k)
    model = train(rows, settings, progress, known)
    folds = five_fold(rows, settings, known)
    return store_version(model, source, recipe.preset, folds)


def _known_vocabulary(recipe: Recipe) -> Known | None:
    if not recipe.vocabulary:
        return None
    path = Path(recipe.vocabulary)
    try:
        table = path.read_text(encoding="utf-8")
        return Known(read_table(table), recipe.vocabulary_mode)
    except OSError as error:
        raise RecipeError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, VocabularyError) as error:
        raise RecipeError(f"{path} is no vocabulary: {error}") from error


def store_version(
    model: Model, source: TrainingRows, preset_name: str, folds: Mapping[str, float]
) -> ModelVersion:
    """Store a model that was trained on these rows, with its figures on them.

    Raises TrainingError when it could not place most of its own rows.
    """
    categories = source.rows.categories
    labels = [score.cluster for score in model.score(source.rows.texts)]
    placed = len(labels) - labels.count(None)
    if 2 * placed < len(labels):
        raise TrainingError(NOT_PLACED.format(placed=placed, rows=len(labels)))
    counts = Counter(zip(categories, labels, strict=True))
    numbers = range(model.settings.k)
    composition = {}
    for name in sorted(set(categories)):
        composition[name] = [counts[name, number] for number in numbers]
    with transaction.atomic():
        version = ModelVersion.objects.create(
            kind=ModelVersion.Kind.EMBEDDED,
            preset=preset_name,
            k=model.settings.k,
            rows=len(labels),
            rows_from=source.source,
            data_fingerprint=source.fingerprint,
            settings=model.settings.as_dict(),
            figures={**model.figures, **quality(labels, categories)},
            folds=dict(folds),
            composition=composition,
            libraries=dict(model.libraries),
        )
        ModelArtefact.objects.create(version=version, data=dumps(model))
        clusters = []
        for number, name in enumerate(model.names):
            phrases = list(model.phrases[number])
            cluster = Cluster(version=version, number=number, model_name=name, phrases=phrases)
            clusters.append(cluster)
        Cluster.objects.bulk_create(clusters)
    return version
