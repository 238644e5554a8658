"""The page of the map, and the part of it that a script asks for while somebody moves about."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.company_map.page import draw_map, read_query
from scoring.endpoint import scoring
from scoring.maps.drawing import RING_RADIUS, UNITS
from scoring.maps.windows import MOST_ZOOM, STEPS
from scoring.models import model_versions, tallies
from scoring.pages.visitors import HtmxRequest


@require_safe
@never_cache
def company_map_page(request: HtmxRequest) -> HttpResponse:
    active = model_versions.active()
    places = model_versions.embedded_beside(active)
    drawing = None
    if places:
        asked = read_query(request.GET)
        drawing = draw_map(asked, places, active or places)
    context = {
        "drawing": drawing,
        "places": places,
        "counts": tallies.counts_by_status(places),
        "remote_host": scoring.remote_host(),
        # The script moves the picture by these
        "units": UNITS,
        "most_zoom": MOST_ZOOM,
        "steps_of_side": STEPS,
        "ring_radius": RING_RADIUS,
    }
    is_part = request.htmx and drawing
    template = "company_map/_map.html" if is_part else "company_map/page.html"
    return render(request, template, context)
