"""The companies of one own cluster, the most typical first."""

from typing import NamedTuple

from django.db.models import F

from scoring.kinds.names import readable
from scoring.markets.boxes import placed_in, shown_clusters
from scoring.markets.differences import changed_since
from scoring.models import Cluster, Collection, ModelVersion, Submission, model_versions
from scoring.models.assignments import Assignment

AT_ONCE = 100
BEGINNING = 200


class Line(NamedTuple):
    """A company, its kind, and in which other cluster its nearest companies are; None for none.

    `is_changed` says that its text was another one when it was divided.
    """

    company: Submission
    says: str
    sector: str
    segment: str
    part: Cluster | None
    otherwise: Cluster | None
    is_new: bool
    is_settled: bool
    is_changed: bool


class Page(NamedTuple):
    """Some companies of a cluster, and the number of the next page and the one before."""

    lines: list[Line]
    total: int
    next: int | None
    previous: int | None


def list_page(
    collection: Collection, version: ModelVersion, numbers: list[int] | None, page: int
) -> Page:
    """A page of the companies in these numbers, or of those outside."""
    placed = placed_in(collection, version)
    if numbers is None:
        placed = placed.filter(shown_cluster=None)
    else:
        placed = placed.filter(shown_cluster__in=numbers)
    total = placed.count()
    begin = page * AT_ONCE
    ordered = placed.select_related("submission").order_by("-fit", "pk")
    rows = list(ordered[begin : begin + AT_ONCE])
    listed = [row.submission_id for row in rows]
    changed_ones = changed_since(collection, version).filter(pk__in=listed)
    changed = set(changed_ones.values_list("pk", flat=True))
    kinds = _kinds(collection, listed)
    clusters = shown_clusters(version)
    parts = {cluster.number: cluster for cluster in version.clusters.exclude(part_of=None)}
    lines = []
    for row in rows:
        sector, segment = kinds.get(row.submission_id, ("", ""))
        line = Line(
            company=row.submission,
            says=row.submission.text[:BEGINNING],
            sector=readable(sector),
            segment=segment,
            part=parts.get(row.part) if row.part is not None else None,
            otherwise=clusters.get(row.otherwise),
            is_new=row.is_new,
            is_settled=row.is_settled,
            is_changed=row.submission_id in changed,
        )
        lines.append(line)
    return Page(
        lines,
        total,
        next=page + 1 if begin + AT_ONCE < total else None,
        previous=page - 1 if page else None,
    )


def _kinds(collection: Collection, companies: list[int]) -> dict[int, tuple[str, str]]:
    rows = Assignment.objects.visible_to(collection.alone).filter(
        version=model_versions.embedded(),
        submission__in=companies,
    )
    kinds = rows.values_list("submission", F("shown_sector"), F("shown_segment"))
    return {pk: (sector, segment) for pk, sector, segment in kinds}
