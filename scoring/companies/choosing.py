"""What can be done with the companies that somebody ticked in a list."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from scoring.collections.exports import note_export
from scoring.companies import lists
from scoring.companies.addresses import CHOSEN, MOST_CHOSEN, ListAddress
from scoring.models import ModelVersion, Scope, ShownClusters, Submission
from scoring.pages import downloads

# Buttons that lead to a page of the chosen companies
PAGES = {"more": "similar", "tag": "tag-companies"}


def answer(
    request: HttpRequest,
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
) -> HttpResponseBase | None:
    """The answer to a button (`?do=`) beside the list; None where none was pressed."""
    wanted = request.GET.get("do")
    if not wanted:
        return None
    chosen = ListAddress.read(request.GET, ()).chosen
    if len(set(request.GET.getlist(CHOSEN))) > MOST_CHOSEN:
        messages.info(request, f"The first {MOST_CHOSEN} that you chose are used.")
    if not chosen:
        messages.info(request, "Tick the companies first, then choose what to do with them.")
    elif wanted in downloads.FORMATS:
        # Ticks may be of other collections than the list looks at now
        ticked = Submission.objects.visible_to(scope.widest).filter(pk__in=chosen)
        note_export(request, ticked.values_list("collection", flat=True))
        table = lists.chosen_table(request.GET, chosen, version, clusters, scope)
        return downloads.reply(table, wanted)
    elif wanted in PAGES:
        of_chosen = urlencode({CHOSEN: chosen}, doseq=True)
        return redirect(f"{reverse(PAGES[wanted])}?{of_chosen}")
    elif wanted == "compare" and len(chosen) == 2:
        return redirect("compare", *chosen)
    elif wanted == "compare":
        messages.info(request, "Two companies can be compared: tick exactly two.")
    # The same list, with what is chosen
    back = request.GET.copy()
    del back["do"]
    return redirect(f"{request.path}?{back.urlencode()}")
