"""Similar companies of a text or of several companies, two side by side, and words on pairs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.collections.exports import note_export
from scoring.collections.scopes import scope_of, seen_without_links, speaking, widest_scope
from scoring.models import Scope, Submission
from scoring.models.feedback import FOR_ALL
from scoring.pages import downloads, visitors
from scoring.pages.fields import PastedForm, first_characters
from scoring.pages.messages import quoted
from scoring.pages.returning import back
from scoring.pages.visitors import HtmxRequest
from scoring.similar import lists
from scoring.similar.examples import (
    CHANGES,
    COMPARE,
    DO,
    LESS,
    LIKE,
    TEXT,
    TEXT_ROLE,
    UNLIKE,
    Examples,
    read_examples,
    settled,
)
from scoring.similar.lists import SimilarList
from scoring.similar.nearest import similar_pair
from scoring.similar.pairs import feedback
from scoring.similar.pairs.comparison import compare_texts
from scoring.similar.pasted_text import results_page, similar_to_text
from scoring.similar.rows import answered_row
from scoring.similar.sources import Sources

NO_VERDICT = "none"
PASTED_TEXT = "similar/pasted_text.html"
MORE_LIKE_THESE = "similar/more_like_these.html"
NOT_YOURS = "You have not marked this pair. What a reviewer said of it counts for everybody."
BY_LINK = "You see one of the two through a secret link, which lets you read but not mark pairs."
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
    """Companies like a pasted text (POST), or like some companies and unlike others."""
    if request.method == "POST":
        return _pasted(request)
    query = settled(request.GET)
    chosen = read_examples(query, scope_of(request))
    is_pair = len(chosen.more) > 1
    if is_pair and request.GET.get(DO) == COMPARE:
        # On the page of a company that one stands before those that were ticked
        one, two = chosen.more[-2:]
        return redirect("compare", one.pk, two.pk)
    if any(name in request.GET for name in CHANGES):
        return redirect(lists.address_of(query))
    if LIKE not in query and UNLIKE not in query:
        return render(request, PASTED_TEXT, {"form": PastedForm()})
    sources = Sources.read(scope_of(request))
    listed = lists.similar_to_examples(chosen, query, sources)
    if downloads.asked_format(request):
        return _as_file(request, listed, chosen, sources)
    context = {"chosen": chosen, "similar": listed, "form": PastedForm()}
    return render(request, MORE_LIKE_THESE, context)


def _as_file(
    request: HttpRequest,
    listed: SimilarList,
    chosen: Examples,
    sources: Sources,
) -> HttpResponseBase:
    wanted = downloads.asked_format(request)
    note_export(request, lists.collections_of(listed))
    if wanted != "json":
        return downloads.reply(lists.similar_table(listed, sources), wanted)
    data: dict[str, Any] = {**lists.nearest_as_data(listed.nearest, sources)}
    notes = lists.notes(chosen, listed)
    if notes:
        data["notes"] = notes
    return JsonResponse(data)


def _pasted(request: HttpRequest) -> HttpResponseBase:
    query = settled(request.POST)
    if "shorten" in query:
        query["text"] = first_characters(query.get("text", ""))
    has_examples = LIKE in query or UNLIKE in query
    if TEXT not in query and has_examples:
        # It was taken away
        return redirect(lists.address_of(query))
    form = PastedForm(query)
    if not form.is_valid():
        return _refused(request, query, form, status=422)
    wait = visitors.seconds_to_wait(request)
    if wait:
        trouble = f"That is often enough for now. Wait {wait} seconds and try again;"
        form.add_error(None, f"{trouble} your text is still here.")
        response = _refused(request, query, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    text = form.cleaned_data["text"]
    is_file = bool(downloads.asked_format(request))
    if not is_file and not has_examples:
        return results_page(request, text)
    sources = Sources.read(scope_of(request))
    chosen = read_examples(query, sources.scope)
    listed = similar_to_text(text, query, sources, chosen)
    if is_file:
        return _as_file(request, listed, chosen, sources)
    context = {
        "chosen": chosen,
        "similar": listed,
        "form": form,
        "pasted": True,
        "text": text,
        "is_less": query.get(TEXT_ROLE) == LESS,
    }
    return render(request, MORE_LIKE_THESE, context)


def _refused(
    request: HttpRequest,
    query: QueryDict,
    form: PastedForm,
    status: int,
) -> HttpResponse:
    """What was typed with what is wrong of it, and below the list as it was before."""
    if downloads.asked_format(request) == "json":
        notes = []
        for of_field in form.errors.values():
            for message in of_field:
                notes.append(message)
        return JsonResponse({"same": [], "similar": [], "notes": notes}, status=status)
    if LIKE not in query and UNLIKE not in query:
        return render(request, PASTED_TEXT, {"form": form}, status=status)
    sources = Sources.read(scope_of(request))
    chosen = read_examples(query, sources.scope)
    chosen = chosen._replace(new=chosen.new - {None})
    listed = lists.similar_to_examples(chosen, query, sources)
    context = {"chosen": chosen, "similar": listed, "form": form}
    return render(request, MORE_LIKE_THESE, context, status=status)


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
    # One that says nothing is another than an empty one, which takes a word back
    verdict = request.POST.get("verdict", NO_VERDICT)
    try:
        if verdict:
            speaker = speaking(request)
            _refuse_by_link(request, speaker, one, two)
            scope = scope._replace(speaker=speaker)
            by_name = request.user.get_username()
            feedback.mark_pair(one, two, verdict, by_name, speaker)
        else:
            is_taken = bool(scope.speaker) and feedback.unmark_pair(one, two, scope.speaker)
            # Whoever speaks for all finds nothing that is left to others
            if not is_taken and scope.speaker != FOR_ALL:
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


def _refuse_by_link(request: HttpRequest, speaker: str, *pair: Submission) -> None:
    """What counts for all is said by nobody who has no more than a link. Raises FeedbackError."""
    may_say = seen_without_links(request).keys
    by_link = [company for company in pair if company.collection_id not in may_say]
    if by_link and speaker == FOR_ALL:
        raise feedback.FeedbackError(BY_LINK)


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
