"""Companies as files."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from scoring.models import Submission
from scoring.services import model_versions

COLUMNS = (
    "Id",
    "Title",
    "Category",
    "Industry",
    "Text",
    "Cluster",
    "Cluster name",
    "Status",
    "Review",
    "Source",
    "Sent",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """What csv.writer writes to when its lines are wanted one by one."""

    def write(self, line: str) -> str:
        return line


def csv_lines(companies: QuerySet[Submission]) -> Iterator[str]:
    """Lines of a CSV of companies that were read `under` a version; memory does not grow with their number."""
    clusters = model_versions.cluster_names(model_versions.active())
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    # The mark by which spreadsheets know UTF-8
    yield "\ufeff" + writer.writerow(COLUMNS)
    for company in companies.defer(None).iterator(chunk_size=1000):
        cluster = clusters.get(company.shown_cluster)
        yield writer.writerow([_safe(value) for value in _cells(company, cluster.name if cluster else "")])


def _cells(company: Submission, cluster_name: str) -> tuple[Any, ...]:
    return (
        company.pk,
        company.title,
        company.category,
        company.industry,
        company.text,
        company.shown_cluster,
        cluster_name,
        company.status,
        company.verdict,
        company.source,
        company.sent_at.isoformat(timespec="seconds"),
    )


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula begins with an apostrophe instead."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
