"""The page of a search, and titles that are suggested while one types."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scoring.collections.exports import note_export
from scoring.collections.scopes import scope_of
from scoring.models import Submission
from scoring.pages import downloads, visitors
from scoring.search.finding import suggested_ids
from scoring.search.page import search_page

# Of a visitor, for each company that he may send: one for each letter of a name
SUGGESTIONS = 20


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Companies by title, words or a sentence; an empty search says what can be looked for."""
    page = search_page(request)
    status = 429 if page.wait else 200
    if downloads.asked_format(request) == "json":
        found = [result.company.pk for result in page.results]
        told = Submission.objects.visible_to(page.scope).filter(pk__in=found)
        note_export(request, told.values_list("collection", flat=True))
        response: HttpResponse = JsonResponse(page.as_data(), status=status)
    else:
        response = render(request, "search/search.html", {"search": page}, status=status)
    if page.wait:
        response["Retry-After"] = str(page.wait)
    return response


@require_safe
@never_cache
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that go on from what was typed so far, as links; none to whoever asks too often."""
    scope = scope_of(request)
    if not request.user.is_authenticated:
        hits, seconds = settings.RATE_LIMIT
        wait = visitors.count_one(
            "suggestions",
            request,
            (hits * SUGGESTIONS, seconds),
        )
        if wait:
            return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    ids = suggested_ids(request.GET.get("q", ""), scope)
    titles = dict(
        Submission.objects.visible_to(scope).filter(pk__in=ids).values_list("pk", "title")
    )
    suggested = []
    for pk in ids:
        if pk in titles:
            suggested.append(Submission(pk=pk, title=titles[pk]))
    return render(request, "search/_suggestions.html", {"suggested": suggested})
