"""The page of the map, what a script asks for of it, and the card of a company on it."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.collections.rights import rights_in
from scoring.collections.scopes import scope_of, widest_scope
from scoring.company_map.among import other_around
from scoring.company_map.asked import Asked
from scoring.company_map.page import draw_map, read_counts
from scoring.endpoint import scoring
from scoring.kinds.names import links_of
from scoring.kinds.sureness import in_words
from scoring.maps.rows import Source
from scoring.models import ShownClusters, Submission, model_versions
from scoring.models.assignments import DOUBTFUL
from scoring.pages.visitors import HtmxRequest
from scoring.similar.likelihood import likely_clusters


@require_safe
@never_cache
def company_map_page(request: HtmxRequest) -> HttpResponse:
    scope = scope_of(request)
    source = Source.of_active(model_versions.active(), scope)
    context: dict[str, Any] = {
        "source": source,
        "remote_host": scoring.remote_host(),
    }
    if source:
        counts = read_counts(source)
        may_see_imports = scope.is_narrow and rights_in(request, scope.collections[0]).may_edit
        asked = Asked.read(request.GET)
        drawing = draw_map(asked, source, counts, may_see_imports=may_see_imports)
        context |= {"drawing": drawing, "is_drawn": drawing.has_anything}
        statuses: Counter[str] = Counter()
        for (version, status, *_), total in counts.items():
            if version == source.places.pk:
                statuses[status] += total
        context["pending"] = statuses["pending"]
        context["unplaced"] = statuses["unplaced"]
    is_part = request.htmx and source
    template = "company_map/_parts.html" if is_part else "company_map/page.html"
    return render(request, template, context)


@require_safe
@never_cache
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """What a company on the map is, before its page is opened."""
    company = get_object_or_404(Submission.objects.visible_to(widest_scope(request)), pk=pk)
    active = model_versions.active()
    clusters = ShownClusters.of_version(active)
    row = company.assignments.filter(version=active).defer("vector", "raw_reply").first()
    asked = Asked.read(request.GET)
    cluster = clusters.of_assignment(row)
    others = []
    if row:
        others = [each.cluster for each in likely_clusters(row, clusters)]
    other = next((each for each in others if each != cluster), None)
    source = Source.of_active(active, scope_of(request))
    context = {
        "company": company,
        "among": other_around(pk, cluster, source, clusters.without_hidden()) if source else None,
        "row": row,
        "cluster": cluster,
        "words": in_words(row.kind, cluster, other) if row else "",
        "kind": links_of(row.kind) if row and row.answer not in DOUBTFUL else None,
        "choose": asked.choosing(pk),
        "is_chosen": pk in asked.chosen,
    }
    return render(request, "company_map/_card.html", context)
