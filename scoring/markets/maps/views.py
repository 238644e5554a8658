"""The page of the market map, and the card of a company on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.collections.exports import note_export
from scoring.collections.rights import rights_in
from scoring.kinds.names import links_of
from scoring.kinds.sureness import LABELS
from scoring.markets.boxes import placed_in, shown_clusters
from scoring.markets.divisions import divisions_of
from scoring.markets.maps import files
from scoring.markets.maps.colours import CLUSTER, ways_of
from scoring.markets.maps.drawing import MOST_NAMED, Asked, draw
from scoring.models import Assignment, Collection, Submission, model_versions
from scoring.models.assignments import DOUBTFUL
from scoring.pages.paging import whole_number

LONGEST_WORDS = 200
MOST_PAGES = 1_000


@require_safe
@never_cache
def market_map(request: HttpRequest, pk: int) -> HttpResponse:
    """All clusters as regions, or one of them with the names of all its companies."""
    rights = rights_in(request, pk)
    shown = divisions_of(rights.collection).shown
    if shown is None:
        return redirect("own-clusters", pk)
    by = request.GET.get("by", "")
    only = whole_number(request.GET.get("cluster", ""))
    clusters = shown_clusters(shown)
    if only is not None and clusters.get(only) is None:
        raise Http404("There is no such cluster.")
    ways = ways_of(rights.collection, may_see_imports=rights.may_edit)
    asked = Asked(
        only=only,
        by=by if by in ways else CLUSTER,
        words=" ".join(request.GET.get("q", "")[:LONGEST_WORDS].split()),
        page=min(whole_number(request.GET.get("page", "")) or 0, MOST_PAGES),
    )
    wanted = request.GET.get("format", "")
    is_file = wanted in files.FORMATS
    context = {
        "collection": rights.collection,
        "rights": rights,
        "asked": asked,
        "cluster": clusters.get(only),
        "ways": ways,
        "most_named": MOST_NAMED,
        "drawn": draw(rights.collection, shown, asked, is_file=is_file),
    }
    if is_file:
        note_export(request, [pk])
        return files.reply(wanted, {**context, "made_at": shown.activated_at})
    response = render(request, "markets/map.html", context)
    if rights.collection.visibility != Collection.Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
@never_cache
def market_card(request: HttpRequest, pk: int, company: int) -> HttpResponse:
    """Title, segment, one line and answer of a company on the map."""
    collection = rights_in(request, pk).collection
    shown = divisions_of(collection).shown
    cluster = None
    if shown:
        placed = placed_in(collection, shown).filter(submission=company).first()
        if placed:
            cluster = shown_clusters(shown).get(placed.shown_cluster)
    found = get_object_or_404(Submission.objects.visible_to(collection.alone), pk=company)
    rows = Assignment.objects.visible_to(collection.alone).filter(version=model_versions.embedded())
    row = rows.filter(submission=found).first()
    context = {
        "company": found,
        "cluster": cluster,
        "kind": links_of(row.kind) if row and row.answer not in DOUBTFUL else None,
        "answer": LABELS.get(row.answer, "") if row else "",
    }
    return render(request, "markets/_card.html", context)
