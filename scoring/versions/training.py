"""Training rows as a stored model version. Only this module and `comparing` load scikit-learn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import transaction

from clustering.artifact import dumps
from clustering.evaluation.agreement import quality_of_counts
from clustering.evaluation.folds import five_fold
from clustering.evaluation.sweep import sweep
from clustering.evaluation.unseen import read_unseen
from clustering.model import Model
from clustering.text.vocabulary import VocabularyError, read_table
from clustering.training import Rows, TrainingError, train
from clustering.training.corpus import Progress
from clustering.training.vocabularies import Known
from scoring.endpoint import embedded
from scoring.kinds.names import READABLE, readable
from scoring.models import Cluster, ModelArtefact, ModelVersion, model_versions
from scoring.versions import readings
from scoring.versions.learning.kind_rows import (
    kinds_of_business,
    kinds_with,
    right_unseen,
)
from scoring.versions.learning.scores import scores_told
from scoring.versions.recipes import CATALOGUE, Recipe, RecipeError
from scoring.versions.training_rows import TrainingRows

NOT_PLACED = (
    "The model could place only {placed} of the {rows} rows that it was trained on. It reads "
    "English alone, and needs a sentence or more of each company: translate or lengthen the texts."
)


# Category, the sector that it is or that the text tells, and the cluster
Filed = Counter[tuple[str, str, int | None]]


class Origin(NamedTuple):
    """Of which rows a model was made: what to call them, the SHA-256 of their content, and how many
    of them are filed so.
    """

    source: str
    fingerprint: str
    filed: Filed


def train_version(
    recipe: Recipe,
    source: TrainingRows,
    asked_at: datetime,
    progress: Progress = iter,
) -> ModelVersion:
    """Train on rows as the recipe says and store the result; it is not active yet.

    A version with the same model that somebody else stored since `asked_at` is given instead.

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
    kinds = kinds_with(source.taught) if source.taught else kinds_of_business()
    model = train(rows, settings, progress, known, kinds)
    if same := _same_since(asked_at, model):
        return same
    labels = placed(model, rows)
    folds = five_fold(rows, settings, known)
    unseen = read_unseen(rows, settings, labels, known)
    scores = scores_told(model, source, settings, known)
    return store_version(model, source, recipe.preset, labels, folds, unseen, scores)


def _same_since(asked_at: datetime, model: Model) -> ModelVersion | None:
    data = dumps(model)
    for artefact in ModelArtefact.objects.filter(version__created_at__gte=asked_at):
        if bytes(artefact.data) == data:
            return artefact.version
    return None


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


def placed(model: Model, rows: Rows) -> list[int | None]:
    """The cluster of each of a model's own rows.

    Raises TrainingError when it could not place most of them.
    """
    labels = [score.cluster for score in model.score(rows.texts)]
    number = len(labels) - labels.count(None)
    if 2 * number < len(labels):
        raise TrainingError(NOT_PLACED.format(placed=number, rows=len(labels)))
    return labels


def store_version(
    model: Model,
    source: TrainingRows,
    preset_name: str,
    labels: Sequence[int | None],
    folds: Mapping[str, float],
    unseen: Sequence[int | None] = (),
    scores: Mapping[str, Any] = MappingProxyType({}),
) -> ModelVersion:
    """Store a model that was trained on these rows, with its figures on them.

    `labels` are their clusters, `unseen` those by models that had not seen them, where there are
    such, and `scores` what scores of similar companies mean.
    """
    rows = source.rows
    sectors = dict(enumerate(rows.categories))
    # Where a row's category is no sector, its text tells it
    others = [place for place, category in sectors.items() if category not in READABLE]
    kinds = model.kinds_of([rows.texts[place] for place in others])
    for place, kind in zip(others, kinds, strict=True):
        sectors[place] = kind.sectors[0].name if kind else ""
    filed = Counter(zip(rows.categories, sectors.values(), labels, strict=True))
    origin = Origin(source.source, source.fingerprint, filed)
    calibration = {**_lesson(source), **scores}
    made = new_version(model, origin, preset_name, folds, calibration)
    if unseen:
        made.version.rows_unseen = sum(read is not None for read in unseen)
    with transaction.atomic():
        version = made.store()
        if unseen:
            readings.keep(version, rows, labels, unseen)
    return version


class NewVersion(NamedTuple):
    """A version with all that is stored of it.

    To make it takes seconds. It is done before the transaction, in which nobody else could write to
    SQLite.
    """

    version: ModelVersion
    artefact: bytes
    clusters: list[Cluster]

    def store(self) -> ModelVersion:
        """Needs a transaction."""
        self.version.save(force_insert=True)
        ModelArtefact.objects.create(version=self.version, data=self.artefact)
        Cluster.objects.bulk_create(self.clusters)
        return self.version


def new_version(
    model: Model,
    origin: Origin,
    preset_name: str,
    folds: Mapping[str, float],
    calibration: Mapping[str, Any],
) -> NewVersion:
    """A model as a version; `calibration` is what pages know besides that of the model."""
    of_pairs: Counter[tuple[int | None, str]] = Counter()
    for (category, _, label), rows in origin.filed.items():
        of_pairs[label, category] += rows
    # Category -> training rows in each cluster
    composition = {}
    categories = {category for _, category in of_pairs}
    clusters = range(model.settings.k)
    for name in sorted(categories):
        composition[name] = [of_pairs[number, name] for number in clusters]
    version = ModelVersion(
        kind=ModelVersion.Kind.EMBEDDED,
        preset=preset_name,
        k=model.settings.k,
        rows=of_pairs.total(),
        rows_from=origin.source,
        data_fingerprint=origin.fingerprint,
        settings=model.settings.as_dict(),
        figures={**model.figures, **quality_of_counts(of_pairs)},
        folds=dict(folds),
        composition=composition,
        libraries=dict(model.libraries),
        calibration={**_calibration(model), **calibration},
    )
    named_clusters = _clusters(version, model, _sectors(origin.filed))
    return NewVersion(version, dumps(model), named_clusters)


def _lesson(source: TrainingRows) -> dict[str, Any]:
    """Of what reviewers said: how much the active model tells so, and one that learns from it.

    The second was asked for what it had not seen.
    """
    if not source.taught:
        return {}
    before = model_versions.embedded()
    told_before = 0
    if before and embedded.is_readable(before):
        texts = [each.text for each in source.taught]
        kinds = embedded.model(before.pk).kinds_of(texts)
        for each, kind in zip(source.taught, kinds, strict=True):
            told_before += kind is not None and kind.sectors[0].name == each.sector
    lesson = {
        "answers": len(source.taught),
        "right_before": told_before,
        "right": right_unseen(source.taught),
    }
    return {"lesson": lesson}


def _clusters(
    version: ModelVersion,
    model: Model,
    sectors: Mapping[int, str],
) -> list[Cluster]:
    said = zip(model.names, model.phrases, strict=True)
    clusters = []
    for number, (name, phrases) in enumerate(said):
        cluster = Cluster(
            version=version,
            number=number,
            model_name=readable(name),
            phrases=list(phrases),
            sector=sectors.get(number, ""),
        )
        clusters.append(cluster)
    return clusters


def _calibration(model: Model) -> dict[str, Any]:
    """How often answers were right on texts that were held out, for pages and as JSON has it."""
    measured = model.kinds and model.kinds.calibration
    if not measured:
        return {}
    return {
        "points": [list(point) for point in measured.points],
        "share_sure": measured.share_sure,
        "right_of_sure": measured.right_of_sure,
    }


def _sectors(filed: Filed) -> dict[int, str]:
    """The sector of more than half of a cluster's rows; clusters without one are left out."""
    sizes: Counter[int | None] = Counter()
    companies: Counter[tuple[int | None, str]] = Counter()
    for (_, sector, label), rows in filed.items():
        sizes[label] += rows
        companies[label, sector] += rows
    sectors = {}
    for (number, sector), rows in companies.items():
        if number is not None and sector and 2 * rows > sizes[number]:
            sectors[number] = sector
    return sectors
