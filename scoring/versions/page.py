"""What pages show of model versions."""

from typing import NamedTuple

from django.db.models import QuerySet

from clustering.text.vocabulary import write_table
from scoring.endpoint import embedded
from scoring.models import ModelVersion
from scoring.tables import writing

SHOWN_CATEGORIES = 30
FIGURES = ("Purity", "NMI", "ARI", "Nearest")


class CategoryLine(NamedTuple):
    """A category's rows in each cluster, and where most of them are."""

    category: str
    counts: list[int]
    total: int
    most: int


def all_versions() -> QuerySet[ModelVersion]:
    """Newest first."""
    return ModelVersion.objects.order_by("-pk")


def versions_table() -> writing.Table:
    """All model versions with their figures on rows left out, for a file."""
    header = ["Id", "Kind", "State", "Active", "Made", "Clusters"]
    header += ["Rows", "Rows from", "Preset", *FIGURES]
    lines = []
    for version in all_versions():
        made = version.created_at.isoformat(timespec="seconds")
        cells = [version.pk, version.kind, version.state, version.is_active, made, version.k]
        cells += [version.rows, version.rows_from or version.host, version.preset]
        cells += [version.folds.get(name.lower()) for name in FIGURES]
        lines.append(cells)
    return writing.Table("models", header, lines)


def composition(version: ModelVersion) -> list[CategoryLine]:
    """The Category x Cluster table of the training rows, the largest categories first."""
    lines = []
    for category, counts in version.composition.items():
        lines.append(CategoryLine(category, counts, sum(counts), max(counts, default=0)))
    lines.sort(key=lambda line: (-line.total, line.category))
    return lines[:SHOWN_CATEGORIES]


def shown_settings(version: ModelVersion) -> dict[str, str]:
    """All settings by a readable name; those of a step stand behind the step's name."""
    shown: dict[str, str] = {}
    for step, settings in sorted(version.settings.items()):
        parts = [("", settings)]
        if isinstance(settings, dict):
            parts = sorted(settings.items())
        for part, value in parts:
            name = f"{step} {part}".strip().replace("_", " ")
            if isinstance(value, bool):
                shown[name] = "yes" if value else "no"
            elif isinstance(value, list):
                shown[name] = ", ".join(str(item) for item in value) or "none"
            else:
                shown[name] = str(value)
    return shown


def vocabulary_table(version_id: int) -> str:
    """The n-grams of a version as the studio's table.

    Raises:
        NoModelError: its model cannot be read.
    """
    return write_table(embedded.model(version_id).vocabulary)
