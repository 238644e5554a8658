"""What pages show of model versions."""

from typing import Any, NamedTuple

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


def table() -> writing.Table:
    """All model versions with their figures on rows left out, for a file."""
    header = [
        "Id",
        "Kind",
        "State",
        "Active",
        "Made",
        "Clusters",
        "Rows",
        "Rows from",
        "Preset",
        *FIGURES,
    ]
    return writing.Table("models", header, [_cells(version) for version in all_versions()])


def _cells(version: ModelVersion) -> list[Any]:
    made = version.created_at.isoformat(timespec="seconds")
    cells = [version.pk, version.kind, version.state, version.is_active, made, version.k]
    figures = [version.folds.get(name.lower()) for name in FIGURES]
    return [*cells, version.rows, version.rows_from or version.host, version.preset, *figures]


def composition(version: ModelVersion) -> list[CategoryLine]:
    """The Category x Cluster table of the training rows, the largest categories first."""
    lines = [
        CategoryLine(category, counts, sum(counts), max(counts, default=0))
        for category, counts in version.composition.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.category))[:SHOWN_CATEGORIES]


def shown_settings(version: ModelVersion) -> dict[str, str]:
    """All settings by a readable name; those of a step stand behind the step's name."""
    shown: dict[str, str] = {}
    for name, value in sorted(version.settings.items()):
        parts = sorted(value.items()) if isinstance(value, dict) else [("", value)]
        shown |= {
            f"{name} {part}".strip().replace("_", " "): _readable(each) for part, each in parts
        }
    return shown


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def vocabulary_table(version_id: int) -> str:
    """The n-grams of a version as the studio's table.

    Raises NoModelError when its model cannot be read.
    """
    return write_table(embedded.model(version_id).vocabulary)
