"""What pages show of model versions."""

from typing import Any, NamedTuple

from django.db.models import QuerySet

from clustering.text.vocabulary import write_table
from scoring.endpoint import embedded
from scoring.models import Assignment, Cluster, ModelVersion, Submission
from scoring.tables import writing

SHOWN_CATEGORIES = 30
FIGURES = ("Purity", "NMI", "ARI", "Nearest")


class CategoryLine(NamedTuple):
    """A category's rows in each cluster, and where most of them are."""

    category: str
    counts: list[int]
    total: int
    most: int


class Earlier(NamedTuple):
    """A company's place under a version that is not the shown one."""

    row: Assignment
    cluster: Cluster | None


def all_versions() -> QuerySet[ModelVersion]:
    """Newest first."""
    return ModelVersion.objects.order_by("-pk")


def table() -> writing.Table:
    """All model versions with their figures on rows left out, for a file."""
    header = ["Id", "Kind", "State", "Active", "Made", "Clusters", "Rows", "Rows from", "Preset", *FIGURES]
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
        shown |= {f"{name} {part}".strip().replace("_", " "): _readable(each) for part, each in parts}
    return shown


def _readable(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def vocabulary_table(version_id: int) -> str:
    """The n-grams of a version as the studio's table. Raises NoModelError when its model cannot be read."""
    return write_table(embedded.model(version_id).vocabulary)


def earlier(company: Submission, shown: ModelVersion | None) -> list[Earlier]:
    """The scores that other versions gave a company, newest first."""
    rows = company.assignments.exclude(version=shown).filter(scored_at__isnull=False)
    rows = rows.select_related("version").defer("vector", "raw_reply").order_by("-version")
    own: dict[tuple[int, int | None], Cluster] = {
        (cluster.version_id, cluster.number): cluster
        for cluster in Cluster.objects.filter(version__in=[row.version_id for row in rows])
    }
    return [Earlier(row, _shown(own, row)) for row in rows]


def _shown(own: dict[tuple[int, int | None], Cluster], row: Assignment) -> Cluster | None:
    """The cluster that a row's is shown as under its version."""
    cluster = own.get((row.version_id, row.shown_cluster))
    if cluster is None or cluster.merged_into is None:
        return cluster
    return own[row.version_id, cluster.merged_into]
