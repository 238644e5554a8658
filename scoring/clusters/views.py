"""The pages of clusters: those of the active version, and of any version at a permanent address."""

import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.clusters import display, figures, overview, overview_page
from scoring.collections.exports import note_export
from scoring.collections.scopes import scope_of
from scoring.companies import choosing, lists
from scoring.companies.facet_links import offered_to
from scoring.companies.filters import KNOWN_FIRST
from scoring.models import ModelVersion, ShownClusters, model_versions
from scoring.pages import downloads
from scoring.pages.caching import drawn_for_all


@require_safe
@never_cache
def clusters(request: HttpRequest) -> HttpResponseBase:
    begun = time.monotonic()
    version = model_versions.active()
    scope = scope_of(request)
    if wanted := downloads.asked_format(request):
        return downloads.reply(overview.clusters_table(version, scope), wanted)
    if version is None:
        return render(request, "clusters/overview.html", {"version": None})
    all_shown = ShownClusters.of_version(version)
    context: dict[str, Any] = {"version": version, "scope": scope}
    if all_shown.all_numbers:
        may_review = request.user.has_perm("scoring.change_submission")
        key = f"clusters {version.pk} {may_review} {scope.key} {scope.asked}"
        context["drawn"] = drawn_for_all(
            key,
            begun,
            lambda: overview_page.drawn(version, all_shown, scope, for_reviewers=may_review),
        )
    for_reviewers = _desk(request, version, all_shown)
    if for_reviewers:
        hidden = [cluster for cluster in all_shown if cluster.is_hidden]
        shelves = [overview.shelf_of(cluster, all_shown, scope) for cluster in hidden]
        for_reviewers["hidden"] = shelves
    return render(request, "clusters/overview.html", context | for_reviewers)


@require_safe
@never_cache
def cluster(request: HttpRequest, number: int) -> HttpResponseBase:
    return _page(request, model_versions.active(), number)


@require_safe
@never_cache
def version_cluster(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    version = get_object_or_404(ModelVersion.objects.of_site(), pk=pk)
    return _page(request, version, number)


def _page(request: HttpRequest, version: ModelVersion | None, number: int) -> HttpResponseBase:
    clusters = ShownClusters.of_version(version)
    shown = clusters.get(number)
    if version is None or shown is None:
        raise Http404("no such cluster")
    if shown.number != number:
        merged = clusters.own(number)
        messages.info(request, f"{merged} is shown as a part of this one.")
        # The same kind of address
        return redirect(f"../{shown.number}/{scope_of(request).query}")
    fixed = {"cluster": str(number)}
    scope = scope_of(request)
    if wanted := downloads.asked_format(request):
        note_export(request, scope.collections)
        table = lists.list_table(request.GET, version, clusters, scope, fixed)
        return downloads.reply(table, wanted)
    if answer := choosing.answer(request, version, clusters, scope):
        return answer
    by_number = figures.typical_members(version, clusters, [shown], figures.TYPICAL, scope)
    members = by_number[number]
    others = [other for other in clusters.without_hidden() if other != shown]
    offered = offered_to(request.user)
    listed = lists.list_page(
        request.GET, version, clusters, scope, offered, fixed, otherwise=KNOWN_FIRST
    )
    context = {
        "version": version,
        "shelf": overview.shelf_of(shown, clusters, scope),
        "members": members,
        "tightness": figures.tightness(version, clusters, shown, scope),
        "neighbours": figures.nearest_clusters(members, clusters, others),
        "others": others,
        "listed": listed,
        "scope": scope,
    }
    for_reviewers = _desk(request, version, clusters, clusters.numbers_in(number))
    return render(request, "clusters/cluster.html", context | for_reviewers)


def _desk(
    request: HttpRequest,
    version: ModelVersion,
    clusters: ShownClusters,
    numbers: list[int] | None = None,
) -> dict[str, Any]:
    """What only reviewers see: of some clusters, or of all."""
    if not request.user.has_perm("scoring.change_cluster"):
        return {}
    names = {cluster.number: cluster.name for cluster in clusters.all_own}
    told = []
    for change in display.changes(version, numbers):
        words = change.told(names)
        told.append((change, words))
    return {"may_change": True, "changes": told}
