"""Similar companies of a pasted text and of several companies, two companies side by side,
and words on pairs.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.models import ShownClusters, Submission, model_versions
from scoring.pages import downloads, visitors
from scoring.pages.fields import PastedForm, first_characters
from scoring.pages.messages import quoted
from scoring.pages.returning import back
from scoring.pages.visitors import HtmxRequest
from scoring.similar import comparison, feedback, lists, nearest

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
    if request.method == "POST":
        return _pasted(request)
    if "like" in request.GET:
        return _more_like_these(request)
    return _form_page(request, PastedForm())


def _pasted(request: HttpRequest) -> HttpResponse:
    typed = request.POST.copy()
    if "shorten" in typed:
        typed["text"] = first_characters(typed.get("text", ""))
    form = PastedForm(typed)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    wait = visitors.seconds_to_wait(request)
    if wait:
        return _wait_page(request, form, wait)
    clusters = ShownClusters.of_version(model_versions.active())
    found = lists.like_text(form.cleaned_data["text"], typed, clusters)
    placed, listed = found or (None, None)
    return _form_page(
        request, form, context={"placed": placed, "similar": listed, "is_asked": True}
    )


def _form_page(
    request: HttpRequest,
    form: PastedForm,
    status: int = 200,
    context: dict[str, object] | None = None,
) -> HttpResponse:
    version = model_versions.active()
    shown = {
        "form": form,
        "asked": lists.asked(request.POST, ShownClusters.of_version(version)),
        "version": version,
    }
    return render(request, "similar/pasted_text.html", shown | (context or {}), status=status)


def _wait_page(request: HttpRequest, form: PastedForm, wait: int) -> HttpResponse:
    form.add_error(
        None,
        f"That is often enough for now. Wait {wait} seconds and try again; "
        "your text is still here.",
    )
    response = _form_page(request, form, status=429)
    response["Retry-After"] = str(wait)
    return response


def _more_like_these(request: HttpRequest) -> HttpResponseBase:
    clusters = ShownClusters.of_version(model_versions.active())
    seeds = lists.seeds(request.GET)
    listed = lists.like(seeds.companies, request.GET, clusters)
    if wanted := downloads.asked_format(request):
        return downloads.reply(lists.table(listed), wanted)
    return render(request, "similar/more_like_these.html", {"seeds": seeds, "similar": listed})


@require_safe
@never_cache
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    one, two = (get_object_or_404(Submission, pk=each) for each in (pk, other))
    context = {"one": one, "two": two, "found": comparison.compare(one, two)}
    return render(request, "similar/compare.html", context)


@require_POST
def say(request: HtmxRequest, pk: int, other: int) -> HttpResponse:
    """Keep a word on a pair, or take it back without one;
    then the row as it is now, or back to the page.
    """
    one, two = (get_object_or_404(Submission, pk=each) for each in (pk, other))
    wait = visitors.seconds_to_wait(request)
    if wait:
        return _answer(
            request, one, f"That is often enough for now. Wait {wait} seconds and try again."
        )
    verdict = request.POST.get("verdict", "")
    try:
        if verdict:
            feedback.say(one, two, verdict, request.user.get_username())
        else:
            feedback.take_back(one, two)
    except feedback.FeedbackError as error:
        return _answer(request, one, str(error))
    if request.htmx:
        return _row(request, one, two)
    messages.success(request, SAID[verdict].format(quoted(two)))
    return back(request, one)


def _answer(request: HtmxRequest, one: Submission, trouble: str) -> HttpResponse:
    messages.error(request, trouble)
    response = back(request, one)
    if request.htmx:
        # The page as a whole, for a row has no place for a message
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
    return response


def _row(request: HttpRequest, one: Submission, two: Submission) -> HttpResponse:
    row = nearest.pair(one, two)
    if row is None:
        return back(request, one)
    clusters = ShownClusters.of_version(model_versions.active())
    [(each, cluster)] = lists.with_clusters(clusters, [row])
    context = {
        "each": each,
        "its_cluster": cluster,
        "back": request.POST.get("next", ""),
        "is_answer": True,
    }
    return render(request, "similar/_row.html", context)


@require_safe
@never_cache
def export_feedback(request: HttpRequest) -> HttpResponseBase:
    return downloads.reply(feedback.table(), downloads.asked_format(request) or "csv")
