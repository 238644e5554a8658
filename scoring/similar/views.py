"""Similar companies of a text or of several companies, two side by side, and words on pairs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.collections.exports import note_export
from scoring.collections.scopes import scope_of, speaking, widest_scope
from scoring.models import Scope, Submission
from scoring.models.feedback import FOR_ALL
from scoring.pages import downloads, visitors
from scoring.pages.fields import PastedForm, first_characters
from scoring.pages.messages import quoted
from scoring.pages.returning import back
from scoring.pages.visitors import HtmxRequest
from scoring.similar import lists
from scoring.similar.lists import SimilarList
from scoring.similar.nearest import similar_pair
from scoring.similar.pairs import feedback
from scoring.similar.pairs.comparison import compare_texts
from scoring.similar.pasted_text import results_page, similar_to_text
from scoring.similar.rows import answered_row
from scoring.similar.sources import Sources

PASTED_TEXT = "similar/pasted_text.html"
NOT_YOURS = "You said nothing of this pair. What a reviewer said of it counts for all."
SAID = {
    "similar": "{} is marked similar.",
    "not-similar": (
        "{} is marked not similar: it is left out of similar companies until that is undone."
    ),
    "": "What was said of {} is taken back.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def similar_companies(request: HttpRequest) -> HttpResponseBase:
    """Companies like a pasted text (POST), or like those that were chosen."""
    if request.method == "POST":
        return _pasted(request)
    if lists.CHOSEN not in request.GET:
        return render(request, PASTED_TEXT, {"form": PastedForm()})
    scope = scope_of(request)
    chosen = lists.chosen_companies(request.GET, scope)
    if "compare" in request.GET and len(chosen.companies) > 1:
        # On the page of a company that one stands before those that were ticked
        one, two = chosen.companies[-2:]
        return redirect("compare", one.pk, two.pk)
    sources = Sources.read(scope)
    listed = lists.similar_to(chosen.companies, request.GET, sources)
    if downloads.asked_format(request):
        return _as_file(request, listed, sources)
    context = {"chosen": chosen, "similar": listed}
    return render(request, "similar/more_like_these.html", context)


def _as_file(request: HttpRequest, listed: SimilarList, sources: Sources) -> HttpResponseBase:
    wanted = downloads.asked_format(request)
    note_export(request, lists.collections_of(listed))
    if wanted == "json":
        return JsonResponse(lists.nearest_as_data(listed.nearest, sources))
    return downloads.reply(lists.similar_table(listed, sources), wanted)


def _pasted(request: HttpRequest) -> HttpResponseBase:
    typed = request.POST.copy()
    if "shorten" in typed:
        typed["text"] = first_characters(typed.get("text", ""))
    form = PastedForm(typed)
    if not form.is_valid():
        return render(request, PASTED_TEXT, {"form": form}, status=422)
    wait = visitors.seconds_to_wait(request)
    if wait:
        form.add_error(
            None,
            f"That is often enough for now. Wait {wait} seconds and try again; "
            "your text is still here.",
        )
        response = render(request, PASTED_TEXT, {"form": form}, status=429)
        response["Retry-After"] = str(wait)
        return response
    text = form.cleaned_data["text"]
    if not downloads.asked_format(request):
        return results_page(request, text)
    sources = Sources.read(scope_of(request))
    listed = similar_to_text(text, request.POST, sources)
    return _as_file(request, listed, sources)


@require_safe
@never_cache
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    scope = widest_scope(request)
    one, two = _pair(pk, other, scope)
    comparison = compare_texts(one, two, Sources.read(scope))
    context = {"one": one, "two": two, "comparison": comparison}
    return render(request, "similar/compare.html", context)


def _pair(pk: int, other: int, scope: Scope) -> tuple[Submission, Submission]:
    """Read together, for both may be one.

    Raises:
        Http404: one of them is not there.
    """
    companies = Submission.objects.visible_to(scope).in_bulk([pk, other])
    if pk not in companies or other not in companies:
        raise Http404("One of these companies is not there.")
    return companies[pk], companies[other]


@require_POST
def mark_pair(request: HtmxRequest, pk: int, other: int) -> HttpResponse:
    """Keep a word on a pair, or take it back without one.

    Then the row as it is now, or back to the page.
    """
    scope = widest_scope(request)
    one, two = _pair(pk, other, scope)
    wait = visitors.seconds_to_wait(request)
    if wait:
        trouble = f"That is often enough for now. Wait {wait} seconds and try again."
        return _refuse(request, one, trouble)
    verdict = request.POST.get("verdict", "")
    try:
        if verdict:
            speaker = speaking(request)
            scope = scope._replace(speaker=speaker)
            feedback.mark_pair(one, two, verdict, request.user.get_username(), speaker)
        elif not _take_back(one, two, scope):
            raise feedback.FeedbackError(NOT_YOURS)
    except feedback.FeedbackError as error:
        return _refuse(request, one, str(error))
    if not request.htmx:
        messages.success(request, SAID[verdict].format(quoted(two)))
        return back(request, one)
    neighbour = similar_pair(one, two, Sources.read(scope))
    # A score may have gone meanwhile, and then there is no row
    if neighbour is None:
        return back(request, one)
    pair = reverse("compare", args=[one.pk, two.pk])
    return HttpResponse(answered_row(neighbour, pair))


def _take_back(one: Submission, two: Submission, scope: Scope) -> bool:
    """Whether there is nothing any more that whoever is asking could take back."""
    is_taken = bool(scope.speaker) and feedback.unmark_pair(one, two, scope.speaker)
    return is_taken or scope.speaker == FOR_ALL


def _refuse(request: HtmxRequest, one: Submission, trouble: str) -> HttpResponse:
    messages.error(request, trouble)
    response = back(request, one)
    if request.htmx:
        # The page as a whole, for a row has no place for a message
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
    return response


@require_safe
@never_cache
def export_feedback(request: HttpRequest) -> HttpResponseBase:
    """All that was said of pairs, as a file."""
    wanted = downloads.asked_format(request) or "csv"
    scope = scope_of(request)
    note_export(request, scope.collections)
    return downloads.reply(feedback.feedback_table(scope), wanted)
