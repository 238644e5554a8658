"""The page of the market map."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.collections.exports import note_export
from scoring.collections.rights import rights_in
from scoring.markets.boxes import shown_clusters
from scoring.markets.divisions import divisions_of
from scoring.markets.maps import files
from scoring.markets.maps.colours import BY, CLUSTER
from scoring.markets.maps.drawing import WIDTH, Asked, draw
from scoring.models import Collection
from scoring.pages.paging import whole_number

LONGEST_WORDS = 200


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
    asked = Asked(
        only=only,
        by=by if by in BY else CLUSTER,
        words=" ".join(request.GET.get("q", "")[:LONGEST_WORDS].split()),
    )
    context = {
        "collection": rights.collection,
        "rights": rights,
        "asked": asked,
        "cluster": clusters.get(only),
        "ways": BY,
        "width": WIDTH,
        "drawn": draw(rights.collection, shown, asked),
    }
    if (wanted := request.GET.get("format", "")) in files.FORMATS:
        note_export(request, [pk])
        return files.reply(wanted, {**context, "made_at": shown.activated_at})
    response = render(request, "markets/map.html", context)
    if rights.collection.visibility != Collection.Visibility.PUBLIC:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response
