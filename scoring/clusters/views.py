"""The pages of clusters: those of the active version, and of any version at a permanent address."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.clusters import display, figures, heat_map, overview
from scoring.companies import lists
from scoring.models import Cluster, ModelVersion, model_versions, shown_clusters
from scoring.pages import downloads

REPRESENTATIVES = 3
Clusters = dict[int, Cluster]


@require_safe
@never_cache
def clusters(request: HttpRequest) -> HttpResponseBase:
    version = model_versions.active()
    if wanted := downloads.asked(request):
        return downloads.reply(overview.table(version), wanted)
    if version is None:
        return render(request, "clusters/overview.html", {"version": None})
    names, totals = shown_clusters.cluster_names(version), overview.totals(version)
    shown, hidden = overview.parted(overview.fill(names, totals))
    members = figures.typical(version, [shelf.cluster for shelf in shown], REPRESENTATIVES)
    context = {
        "version": version,
        "shelves": [(shelf, members[shelf.cluster.number]) for shelf in shown],
        "hidden": hidden,
        "table": heat_map.table(names, totals),
        "legend": heat_map.legend(),
    }
    return render(request, "clusters/overview.html", context | _desk(request, version, None))


@require_safe
@never_cache
def cluster(request: HttpRequest, number: int) -> HttpResponseBase:
    return _page(request, model_versions.active(), number)


@require_safe
@never_cache
def version_cluster(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    return _page(request, get_object_or_404(ModelVersion, pk=pk), number)


def _page(request: HttpRequest, version: ModelVersion | None, number: int) -> HttpResponseBase:
    names = shown_clusters.cluster_names(version)
    if version is None or number not in names:
        raise Http404("no such cluster")
    shown = names[number]
    if shown.number != number:
        own = shown_clusters.own_names(names)[number]
        messages.info(request, f"Cluster {own} is shown as a part of this one.")
        # The same kind of address
        return redirect(f"../{shown.number}/")
    if wanted := downloads.asked(request):
        return downloads.reply(lists.table(request.GET, version, number), wanted)
    return render(request, "clusters/cluster.html", _context(request, version, shown, names))


def _context(
    request: HttpRequest, version: ModelVersion, shown: Cluster, names: Clusters
) -> dict[str, Any]:
    numbers = shown_clusters.numbers(shown)
    members = figures.typical(version, [shown], figures.TYPICAL)[shown.number]
    others = {each.number: each for each in names.values() if each != shown and not each.is_hidden}
    return {
        "version": version,
        "shelf": overview.of(shown),
        "members": members,
        "tightness": figures.tightness(version, shown),
        "neighbours": figures.neighbours(members, list(others.values())),
        "others": others.values(),
        "listed": lists.listed(request.GET, version, shown.number),
        **_desk(request, version, numbers),
    }


def _desk(request: HttpRequest, version: ModelVersion, numbers: list[int] | None) -> dict[str, Any]:
    """What only reviewers see."""
    if not request.user.has_perm("scoring.change_cluster"):
        return {}
    return {"may_change": True, "changes": display.changes(version, numbers)}
