"""One company with its result as plain data, for programs and for copying."""

from typing import Any

from django.conf import settings

from scoring.endpoint import versions
from scoring.models import Assignment, Cluster, Submission
from scoring.pages import categories
from scoring.similar.nearest import Similar


def as_data(
    company: Submission,
    row: Assignment | None,
    clusters: dict[int, Cluster],
    found: list[tuple[Similar, Cluster | None]],
) -> dict[str, Any]:
    """Everything that the result page says, with numbers as they are stored."""
    return {
        "id": company.pk,
        "address": address(company),
        "title": company.title,
        "category": company.category,
        "industry": company.industry,
        "text": company.text,
        "source": company.source,
        "sent_at": company.sent_at.isoformat(),
        **_placement(row, clusters),
        "similar": [_neighbour(each, cluster) for each, cluster in found],
    }


def address(company: Submission) -> str:
    """The whole address of a company's page, to be shared."""
    return settings.SITE_URL + company.get_absolute_url()


def _placement(row: Assignment | None, clusters: dict[int, Cluster]) -> dict[str, Any]:
    if row is None:
        return {"version": None, "status": Assignment.Status.PENDING}
    own = versions.own_names(clusters)
    distances = [
        {"cluster": number, "name": _name(own.get(number)), "distance": distance}
        for number, distance in enumerate(row.distances)
    ]
    return {
        "version": row.version_id,
        "status": row.status,
        "reason": row.reason,
        "cluster": _cluster(categories.shown(clusters, row)),
        "cluster_by_the_model": row.cluster,
        "review": row.verdict,
        "sure": row.sure,
        "coverage": row.coverage,
        "distances": distances,
    }


def _neighbour(each: Similar, cluster: Cluster | None) -> dict[str, Any]:
    return {
        "id": each.company.pk,
        "address": address(each.company),
        "title": each.company.title,
        "score": each.score,
        "cluster": _cluster(cluster),
        "phrases": each.phrases,
    }


def _cluster(cluster: Cluster | None) -> dict[str, Any] | None:
    return {"number": cluster.number, "name": cluster.name} if cluster else None


def _name(cluster: Cluster | None) -> str:
    return cluster.name if cluster else ""
