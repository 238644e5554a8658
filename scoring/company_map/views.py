"""The page of the map, and the part of it that a script asks for while somebody moves about."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.company_map import page
from scoring.endpoint import scoring
from scoring.models import model_versions, tallies
from scoring.pages.visitors import HtmxRequest


@require_safe
@never_cache
def company_map_page(request: HtmxRequest) -> HttpResponse:
    places, clusters = model_versions.embedded(), model_versions.active()
    drawn = page.draw(page.asked(request.GET), places, clusters or places) if places else None
    context = {
        "drawing": drawn,
        "places": places,
        "counts": tallies.counts(places),
        "remote_host": scoring.remote_host(),
    }
    return render(
        request,
        "company_map/_map.html" if request.htmx and drawn else "company_map/page.html",
        context,
    )
