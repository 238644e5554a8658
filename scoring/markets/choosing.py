"""Companies that somebody chose by ticks or on the map: what they share, and what to do."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from scoring.collections.exports import note_export
from scoring.collections.rights import Rights, rights_in
from scoring.markets.boxes import market_of
from scoring.markets.changing import acting
from scoring.markets.exporting import Export
from scoring.markets.views import private, refuse_readers, shown_version
from scoring.models import ModelVersion, Submission
from scoring.pages import downloads
from scoring.pages.paging import whole_number
from scoring.pages.returning import back
from scoring.selections.shared import shared_by
from scoring.similar.examples import LIKE, MOST

# As many as a map has marks
MOST_CHOSEN = 2_000
# The others go along without a tick of their own
MOST_LISTED = 100
COMPARED = 2
# Many ids in one field: a form has no room for thousands of fields
ALSO = "also"


def chosen_in(sent: QueryDict) -> list[int]:
    """The ids of ticked companies, and of those that go along, each once."""
    along = sent.get(ALSO, "").split()
    typed = [*sent.getlist(LIKE), *along]
    numbers = dict.fromkeys(whole_number(each) for each in typed)
    return [number for number in numbers if number][:MOST_CHOSEN]


@require_POST
@never_cache
def chosen_companies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What chosen companies share, or what a button says to do with them."""
    rights = rights_in(request, pk)
    version = shown_version(rights.collection)
    visible = Submission.objects.visible_to(rights.collection.alone)
    asked = chosen_in(request.POST)
    found = visible.filter(pk__in=asked)
    there = set(found.values_list("pk", flat=True))
    chosen = [number for number in asked if number in there]
    wanted = request.POST.get("do", "")
    if wanted in ("move", "divide"):
        refuse_readers(rights)
        acting.change_chosen(request, rights.collection, version, chosen)
        return back(request, reverse("own-clusters", args=[pk]))
    if not chosen:
        messages.error(request, "Tick companies first, then choose what to do with them.")
        return back(request, reverse("own-clusters", args=[pk]))
    if wanted in ("csv", "xlsx"):
        note_export(request, [pk])
        return downloads.reply(Export(rights.collection, version, chosen).flat(), wanted)
    if wanted == "more":
        like_them = urlencode({LIKE: chosen[:MOST]}, doseq=True)
        return redirect(f"{reverse('similar')}?{like_them}")
    if wanted == "compare" and len(chosen) == COMPARED:
        return redirect("compare", *chosen)
    if wanted == "compare":
        messages.info(request, "Two companies can be compared: leave exactly two ticked.")
    return _page(request, rights, version, chosen)


def _page(
    request: HttpRequest,
    rights: Rights,
    version: ModelVersion,
    chosen: Sequence[int],
) -> HttpResponse:
    """Of the chosen; the map's script takes its main part and shows it beside the map."""
    visible = Submission.objects.visible_to(rights.collection.alone).defer("text")
    listed = visible.in_bulk(chosen[:MOST_LISTED])
    boxes = market_of(rights.collection, version).boxes
    context = {
        "collection": rights.collection,
        "rights": rights,
        "companies": [listed[number] for number in chosen if number in listed],
        "also": " ".join(map(str, chosen[MOST_LISTED:])),
        "total": len(chosen),
        "most_alike": MOST,
        "shared": shared_by(chosen, rights.collection.alone),
        "others": [box.cluster for box in boxes],
        "next": request.POST.get("next", ""),
    }
    return private(render(request, "markets/chosen.html", context), rights.collection)
