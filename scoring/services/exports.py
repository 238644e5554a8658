"""Companies as files."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from scoring.models import Submission
from scoring.services import model_versions

FIELDS = ("pk", "title", "category", "industry", "text", "shown_cluster", "status", "verdict", "source", "sent_at")
HEADER = ["Id", "Title", "Category", "Industry", "Text"]
HEADER += ["Cluster", "Cluster name", "Status", "Review", "Source", "Sent"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """What csv.writer writes to when its lines are wanted one by one."""

    def write(self, line: str) -> str:
        return line


def csv_lines(companies: QuerySet[Submission]) -> Iterator[str]:
    """Lines of a CSV of companies that were read `under` a version; memory does not grow with their number."""
    clusters = model_versions.cluster_names(model_versions.active())
    names = {number: cluster.name for number, cluster in clusters.items()}
    rows = companies.values_list(*FIELDS).iterator(chunk_size=1000)
    return lines(
        HEADER,
        (
            [*cells, cluster, names.get(cluster), status, verdict, source, sent_at.isoformat(timespec="seconds")]
            for *cells, cluster, status, verdict, source, sent_at in rows
        ),
    )


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines of a CSV that spreadsheets read, without running anything in it."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    # The mark by which spreadsheets know UTF-8
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([_safe(value) for value in row])


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula begins with an apostrophe instead."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
