"""What pages show of model versions."""

from collections import Counter
from typing import NamedTuple

from django.db.models import QuerySet

from clustering.text.vocabulary import write_table
from scoring.endpoint import embedded
from scoring.models import Cluster, ModelVersion, Scope, ShownClusters, Tally
from scoring.models.database.measured import Unreadable
from scoring.tables import writing

SHOWN_CATEGORIES = 30
LARGEST = 4
# The first clusters have all of their counts on the page, so that any number of clusters fits
DETAILED = 30
FIGURES = ("Purity", "NMI", "ARI", "Nearest")


class InWords(NamedTuple):
    """What a version knows and how good it is, for sentences.

    Of 100 companies that it had not seen, `right` land in a cluster of mostly their own category,
    and `alike` of the ten closest are of the same one; None where that was not measured.
    """

    categories: int
    phrases: int | None
    right: int | None
    alike: float | None


class ClusterLine(NamedTuple):
    """A cluster of the model itself, and how many of the training rows in it have each category.

    `rows` are all of them, or None where nothing is known of training rows; `companies` those that
    stand in it now, or None where the version says no clusters now; `largest` the categories with
    the most rows, with their numbers.
    """

    cluster: Cluster
    shown_as: Cluster
    rows: int | None
    companies: int | None
    counts: list[int]
    largest: list[tuple[str, int]]


def all_versions() -> QuerySet[ModelVersion]:
    """Newest first."""
    return ModelVersion.objects.of_site().order_by("-pk")


def versions_table() -> writing.Table:
    """All model versions with their figures on rows left out, for a file."""
    header = ["Id", "Kind", "State", "Active", "Made", "Clusters"]
    header += ["Rows", "Rows from", "Preset", *FIGURES]
    lines = []
    for version in all_versions():
        cells = [
            version.pk,
            version.kind,
            version.state,
            version.is_active,
            version.created_at.isoformat(timespec="seconds"),
            version.k,
            version.rows,
            version.rows_from or version.host,
            version.preset,
        ]
        cells += [version.folds.get(name.lower()) for name in FIGURES]
        lines.append(cells)
    return writing.Table("models", header, lines)


def in_words(version: ModelVersion) -> InWords:
    """What a version measured of itself when it was trained."""
    right = version.folds.get("purity")
    alike = version.folds.get("nearest")
    named = [category for category in version.composition if category]
    return InWords(
        categories=len(named),
        phrases=version.figures.get("ngrams"),
        right=None if right is None else int(100 * right),
        alike=None if alike is None else round(10 * alike, 1),
    )


class Measured(NamedTuple):
    """One column of the curve: of so many answers, told as likely to so many per cent, were right.

    All in per cent but for the number.
    """

    said: int
    right: int
    number: int


class Sureness(NamedTuple):
    """How often answers were right that a version gave on texts left out, of 100.

    `told` of 100 were told as sure, `right` of 100 of these were right. `lesson` is what became of
    the answers of reviewers, where it learned from them.
    """

    told: float
    right: float
    curve: list[Measured]
    lesson: dict[str, int] | None


def sureness(version: ModelVersion) -> Sureness | None:
    """None for a version that measured none."""
    measured = version.calibration
    if not measured.keys() >= {"points", "share_sure", "right_of_sure"}:
        return None
    curve = []
    for said, right, number in measured["points"]:
        curve.append(Measured(round(100 * said), round(100 * right), number))
    return Sureness(
        told=round(100 * measured["share_sure"], 1),
        right=round(100 * measured["right_of_sure"], 1),
        curve=curve,
        lesson=measured.get("lesson"),
    )


def unreadable(version: ModelVersion) -> list[str]:
    """What somebody damaged, by the names of its columns; it counts as never measured."""
    fields = ModelVersion._meta.concrete_fields
    damaged = [each for each in fields if isinstance(getattr(version, each.attname), Unreadable)]
    return [str(each.verbose_name) for each in damaged]


def may_become_active(version: ModelVersion) -> bool:
    """Whether somebody may choose it now."""
    is_trained = version.kind == ModelVersion.Kind.EMBEDDED
    is_free = version.state != ModelVersion.State.PREPARING
    return is_trained and is_free and not version.is_active


def categories(version: ModelVersion) -> list[str]:
    """Those of the training rows, the largest first; of very many the largest alone."""

    def place_in_list(name: str) -> tuple[int, str]:
        rows = sum(version.composition[name])
        return -rows, name

    largest_first = sorted(version.composition, key=place_in_list)
    return largest_first[:SHOWN_CATEGORIES]


def companies_in(
    version: ModelVersion, active: ModelVersion | None, scope: Scope
) -> dict[int, int] | None:
    """How many companies each cluster has; None for a version that says no clusters now.

    A remote version has no rows but the companies that it scored.
    """
    if version != active and version.kind == ModelVersion.Kind.EMBEDDED:
        return None
    return Tally.objects.visible_to(scope).filter(version=version).totals("cluster")


def cluster_lines(version: ModelVersion, companies: dict[int, int] | None) -> list[ClusterLine]:
    """A line for each cluster, in order of their numbers."""
    clusters = ShownClusters.of_version(version)
    columns = categories(version)
    # A list that somebody cut short has none of the last clusters
    composition = {name: dict(enumerate(counts)) for name, counts in version.composition.items()}
    lines = []
    for number in sorted(clusters.all_numbers):
        own = clusters.own(number)
        assert own is not None
        of_all = Counter({name: counts.get(number, 0) for name, counts in composition.items()})
        largest = of_all.most_common(LARGEST)
        line = ClusterLine(
            cluster=own,
            shown_as=clusters[number],
            rows=of_all.total() if composition else None,
            companies=None if companies is None else companies.get(number, 0),
            counts=[of_all[name] for name in columns],
            largest=[(name, rows) for name, rows in largest if rows],
        )
        lines.append(line)
    return lines


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
                items = [str(item) for item in value]
                shown[name] = ", ".join(items) or "none"
            else:
                shown[name] = str(value)
    return shown


def vocabulary_table(version_id: int) -> str:
    """The n-grams of a version as the studio's table.

    Raises:
        NoModelError: its model cannot be read.
    """
    model = embedded.model(version_id)
    return write_table(model.vocabulary)
