"""The companies of a sector, and those of a kind of business, with what that is."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.collections.exports import note_export
from scoring.collections.scopes import scope_of
from scoring.companies import choosing, lists
from scoring.companies.facet_links import offered_to
from scoring.companies.filters import KNOWN_FIRST
from scoring.kinds import names
from scoring.kinds.data import described
from scoring.models import ModelVersion, SegmentTally, ShownClusters, model_versions
from scoring.models.assignments import KNOWN
from scoring.pages import downloads


@require_safe
@never_cache
def sector(request: HttpRequest, slug: str) -> HttpResponseBase:
    official = names.sector_at(slug)
    if not official:
        raise Http404("There is no such sector.")
    version = model_versions.active()
    visible = SegmentTally.objects.visible_to(scope_of(request))
    counts = visible.filter(version=version, sector=official, answer__in=KNOWN)
    segments = []
    for name, companies in counts.exclude(segment="").totals("segment").items():
        segments.append((name, names.segment_address(name), companies))
    context = {
        "title": names.readable(official),
        "official": official,
        "segments": sorted(segments, key=lambda segment: (-segment[2], segment[0])),
    }
    return _page(request, version, {"sector": official}, context)


@require_safe
@never_cache
def segment(request: HttpRequest, slug: str) -> HttpResponseBase:
    name = names.segment_at(slug)
    if not name:
        raise Http404("There is no such kind of business.")
    kind = described()[name]
    context = {
        "title": name,
        "definition": kind.definition,
        "industry": kind.segment.industry,
        "sector": names.readable(kind.segment.sector),
        "sector_address": names.sector_address(kind.segment.sector),
    }
    return _page(request, model_versions.active(), {"segment": name}, context)


def _page(
    request: HttpRequest,
    version: ModelVersion | None,
    fixed: Mapping[str, str],
    context: dict[str, Any],
) -> HttpResponseBase:
    """The page with its list, a file of the list, or what was asked for ticked companies."""
    clusters = ShownClusters.of_version(version)
    scope = scope_of(request)
    if wanted := downloads.asked_format(request):
        note_export(request, scope.collections)
        table = lists.list_table(request.GET, version, clusters, scope, fixed)
        return downloads.reply(table, wanted)
    if answer := choosing.answer(request, version, clusters, scope):
        return answer
    offered = offered_to(request.user)
    listed = lists.list_page(
        request.GET,
        version,
        clusters,
        scope,
        offered,
        fixed,
        otherwise=KNOWN_FIRST,
    )
    return render(request, "companies/kind.html", {**context, "listed": listed, "scope": scope})
