"""What the page of one company shows, and the same as plain data for programs."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from scoring.collections.rights import changeable
from scoring.collections.scopes import scope_of
from scoring.kinds.sureness import in_words
from scoring.maps.rows import Source
from scoring.maps.small import surroundings
from scoring.models import (
    Assignment,
    Cluster,
    ModelVersion,
    ShownClusters,
    Submission,
    model_versions,
)
from scoring.models.database.written import WrittenOnce
from scoring.own_columns.columns import own_values
from scoring.pages.caching import counted_lately, digest_of
from scoring.similar import lists as similar_lists
from scoring.similar.answer import answer_to
from scoring.similar.forms import SimilarQuery
from scoring.similar.lists import SimilarList, cluster_as_data, nearest_as_data
from scoring.similar.seeds import seeds_of
from scoring.similar.sources import Sources
from scoring.tags.reading import kept_with, suggested_tags

ALL_ROWS = WrittenOnce(
    lambda company: Assignment.objects.filter(submission=company).defer("raw_reply")
)


def as_data(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the result page says (`placement`), with numbers as they are stored."""
    company = shown["company"]
    sources = shown["sources"]
    kept = shown["kept"]
    return {
        "id": company.pk,
        "address": company.whole_address,
        "title": company.title,
        "category": company.category,
        "industry": company.industry,
        "text": company.text,
        "source": company.source,
        "sent_at": company.sent_at.isoformat(),
        "tags": list(kept.tags),
        "note": kept.text,
        "own_columns": {value.name: value.text for value in shown["own_columns"]},
        **_placement_data(shown["row"], sources.clusters),
        **nearest_as_data(shown["similar"].nearest, sources),
    }


def _placement_data(row: Assignment | None, clusters: ShownClusters) -> dict[str, Any]:
    if row is None:
        return {"version": None, "status": Assignment.Status.PENDING}
    distances = []
    for number, distance in enumerate(row.distances):
        if distance is None:
            continue
        cluster = clusters.own(number)
        name = cluster.name if cluster else ""
        distances.append({"cluster": number, "name": name, "distance": distance})
    return {
        "version": row.version_id,
        "status": row.status,
        "reason": row.reason,
        "cluster": cluster_as_data(clusters.of_assignment(row)),
        "cluster_by_the_model": row.cluster,
        "review": row.verdict,
        "sure": row.sure,
        **row.kind._asdict(),
        "coverage": row.coverage,
        "distances": distances,
    }


class StoredResult(NamedTuple):
    """A company and what the active version says of it; no row while that waits for a model.

    `others` are its rows under other versions.
    """

    company: Submission
    version: ModelVersion | None
    row: Assignment | None
    others: list[Assignment]

    @property
    def is_waiting(self) -> bool:
        """Whether a score may still come: the page asks again until this is over."""
        return self.row is None or self.row.status == Assignment.Status.PENDING

    @property
    def attempts(self) -> int:
        """How often a score was tried; the page asks again with the number that it shows."""
        if not self.row:
            return 0
        return self.row.attempts


def stored_result(company: Submission) -> StoredResult:
    """What the active version says of a company now, and what others said."""
    version = model_versions.active()
    # Together, for most companies have one row or two
    rows = {row.version_id: row for row in ALL_ROWS.read(company.pk)}
    row = None
    if version:
        row = rows.pop(version.pk, None)
    return StoredResult(company, version, row, list(rows.values()))


def placement(request: HttpRequest, result: StoredResult) -> dict[str, Any]:
    """All that the page of a company shows."""
    company, version, row, others = result
    clusters = ShownClusters.of_version(version)
    may_edit = bool(changeable(request, [company]))
    sources = Sources.beside(version, clusters, scope_of(request))
    seeds = seeds_of(company, row, sources)
    query = SimilarQuery(request.GET, clusters, sources.scope)
    similar = similar_lists.similar_to_seeds(seeds, [company], query, sources)
    return {
        **result._asdict(),
        "collection": company.collection,
        "may_edit": may_edit,
        "kept": kept_with(company),
        "known_tags": suggested_tags(company.collection.alone) if may_edit else [],
        "is_waiting": result.is_waiting,
        "sources": sources,
        "clusters": clusters,
        "address": company.whole_address,
        "map_address": f"{reverse('map')}?company={company.pk}",
        "similar": similar,
        "answer": answer_to(company.text, row, seeds, similar, sources),
        "earlier": earlier(others),
        "own_columns": own_values(company),
    }


def map_around(company: Submission, similar: SimilarList, sources: Sources) -> str:
    """The map around a company, drawn at most a minute ago; empty while it has no place."""
    if sources.embedded is None or not similar.nearest.is_placed:
        return ""
    source = Source(
        sources.embedded,
        sources.active or sources.embedded,
        sources.scope,
    )
    near = [each.company for each in similar.rows]

    def draw() -> str:
        around = surroundings(company, near, source, sources.clusters)
        if around is None:
            return ""
        return render_to_string("maps/surroundings.html", {"around": around})

    # Fifty numbers would be longer than a key of a cache may be
    shown = digest_of([other.pk for other in near])
    key = f"around-{source.key}-{company.pk}-{shown}"
    return counted_lately(key, draw)


class Earlier(NamedTuple):
    """A company's place under a version that is not the shown one."""

    row: Assignment
    cluster: Cluster | None
    words: str


def earlier(others: Sequence[Assignment]) -> list[Earlier]:
    """The scores that other versions gave a company, newest first."""
    rows = [row for row in others if row.scored_at]
    if not rows:
        return []
    rows.sort(key=lambda row: -row.version_id)
    # One query for the clusters of all those versions
    stored: dict[int, list[Cluster]] = {row.version_id: [] for row in rows}
    for cluster in Cluster.objects.filter(version__in=stored):
        stored[cluster.version_id].append(cluster)
    scores = []
    for row in rows:
        clusters = ShownClusters(stored[row.version_id])
        shown = clusters.of_assignment(row)
        words = in_words(row.kind, shown)
        scores.append(Earlier(row, shown, words))
    return scores
