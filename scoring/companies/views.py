"""The list of companies, the page of one, and what people can do with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.collections.exports import note_export
from scoring.collections.scopes import reviewed_scope, scope_of, seen_now
from scoring.companies import choosing, lists, submissions
from scoring.companies.explaining import known_phrases
from scoring.companies.facet_links import offered_to
from scoring.companies.result import (
    StoredResult,
    as_data,
    map_around,
    placement,
    stored_result,
)
from scoring.endpoint.embedded import NoModelError
from scoring.models import Assignment, Scope, ShownClusters, Submission, model_versions
from scoring.models.database.written import WrittenOnce
from scoring.pages import downloads, visitors
from scoring.pages.messages import complaints
from scoring.pages.returning import back
from scoring.pages.visitors import HtmxRequest, SignedInRequest
from scoring.review import kinds, verdicts
from scoring.review.box import review_box
from scoring.review.forms import ReviewForm
from scoring.review.kinds import KindForm
from scoring.review.verdicts import ReviewError
from scoring.similar import lists as similar_lists
from scoring.tags.changing import TagError, change_tags
from scoring.tags.forms import TagsForm

# The page shows more with `?all`
MOST_PHRASES = 200
FOUND = WrittenOnce(
    lambda collections, pk: Submission.objects.visible_to(Scope.of_all(collections)).filter(pk=pk)
)


def _visible(request: HttpRequest, pk: int) -> Submission:
    """Raises Http404 for a company that is not there, or not to be seen."""
    seen = seen_now(request)
    found = FOUND.read(seen.keys, pk)
    if not found:
        raise Http404("There is no such company.")
    [company] = found
    # Read already, with all that somebody may see
    company.collection = next(each for each in seen.collections if each.pk == company.collection_id)
    return company


@require_safe
@never_cache
def submission(request: HtmxRequest, pk: int) -> HttpResponseBase:
    """The page of a company, or its result as a file.

    While the score is awaited the page asks again by htmx: for the result alone, or 204.
    """
    company = _visible(request, pk)
    result = stored_result(company)
    is_as_before = request.GET.get("tries") == str(result.attempts)
    if request.htmx and result.is_waiting and is_as_before:
        # Nothing is new: what the visitor is reading stays as it is
        return HttpResponse(status=204)
    shown = placement(request, result)
    similar = shown["similar"]
    wanted = downloads.asked_format(request)
    if wanted:
        note_export(request, similar_lists.collections_of(similar))
    if wanted == "json":
        return JsonResponse(as_data(shown))
    if wanted:
        # A sheet has room for the similar companies alone
        return downloads.reply(similar_lists.similar_table(similar, shown["sources"]), wanted)
    return _result_page(request, result, shown)


@require_safe
@never_cache
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """What the model saw: the known n-grams of the text, and a service's own words."""
    company = _visible(request, pk)
    active = model_versions.active()
    embedded = model_versions.embedded_beside(active)
    if embedded is None:
        raise Http404("There is no trained model yet.")
    try:
        phrases = known_phrases(company, embedded)
    except NoModelError as error:
        raise Http404(str(error)) from error
    versions = [embedded, active] if active else [embedded]
    rows = {row.version_id: row for row in company.assignments.filter(version__in=versions)}
    context = {
        "company": company,
        "embedded": embedded,
        "phrases": phrases if "all" in request.GET else phrases[:MOST_PHRASES],
        "number": len(phrases),
        "row": rows.get(active.pk) if active else None,
        "own": rows.get(embedded.pk),
    }
    return render(request, "companies/seen.html", context)


@require_POST
def score_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a company scored again, as often as a visitor may send one."""
    company = _visible(request, pk)
    wait = visitors.seconds_to_wait(request)
    if wait:
        messages.error(request, f"That is often enough for now. Wait {wait} seconds and try again.")
    elif submissions.may_score_again(company, request.user):
        submissions.score_again(company)
    return redirect(company)


@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the tags of a company; what cannot be kept comes back with the reason (422)."""
    company = _visible(request, pk)
    if request.method != "POST":
        return redirect(company)
    form = TagsForm(request.POST)
    try:
        if not form.is_valid():
            raise TagError(complaints(form))
        if wait := visitors.seconds_to_wait(request):
            raise TagError(f"That is often enough for now. Wait {wait} seconds and try again.")
        change_tags(request, [pk], **form.cleaned_data)
    except TagError as error:
        messages.error(request, f"Nothing was changed. {error}")
    else:
        return redirect(f"{company.get_absolute_url()}#kept")
    result = stored_result(company)
    shown = placement(request, result) | {"typed_tags": request.POST.get("add", "")}
    return _result_page(request, result, shown, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("scoring.change_submission", raise_exception=True)
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store a verdict; one that cannot stand comes back on the page with the reason (422)."""
    if request.method != "POST":
        # Somebody goes on from the page that said what could not be stored
        return redirect(f"{reverse('submission', args=[pk])}?{request.GET.urlencode()}")
    visible = Assignment.objects.visible_to(reviewed_scope(request).widest)
    row = get_object_or_404(visible, submission=pk, version=model_versions.active())
    form = ReviewForm(request.POST)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        verdicts.review_as_seen(row, **form.cleaned_data, reviewer=request.user)
    except ReviewError as error:
        messages.error(request, f"Nothing was changed. {error}")
    else:
        messages.success(request, "Your review is stored.")
        return redirect(row.submission)
    # The result as it is now, with what the reviewer chose
    result = stored_result(row.submission)
    return _result_page(request, result, placement(request, result), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("scoring.change_submission", raise_exception=True)
def correct_kind(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Store what a reviewer says that a company is; a name that is none comes back (422)."""
    reviewed = Submission.objects.visible_to(reviewed_scope(request).widest)
    company = get_object_or_404(reviewed.select_related("collection"), pk=pk)
    if request.method != "POST":
        return redirect(company)
    form = KindForm(request.POST)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        sector, segment = form.cleaned_data["kind"]
        kinds.correct_kind(
            company,
            sector=sector,
            segment=segment,
            last=form.cleaned_data["last"],
            reviewer=request.user,
        )
    except ReviewError as error:
        messages.error(request, f"Nothing was changed. {error}")
    else:
        done = (
            "Stored: that is what it is from now on." if sector else "It goes by the model again."
        )
        messages.success(request, done)
        return back(request, company)
    result = stored_result(company)
    return _result_page(request, result, placement(request, result), status=422)


def _result_page(
    request: HttpRequest,
    result: StoredResult,
    shown: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """The page, or for htmx the result alone."""
    is_part = bool(request.headers.get("HX-Request"))
    context = {
        **shown,
        **review_box(request, result.company, result.row, shown["sources"].clusters),
        "around": map_around(result.company, shown["similar"], shown["sources"]),
    }
    template = "companies/_placement.html" if is_part else "companies/submission.html"
    return render(request, template, context, status=status)


@require_safe
@never_cache
def history(request: HttpRequest) -> HttpResponseBase:
    """All companies, by the filters of the address: a page or a file."""
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    scope = scope_of(request)
    if wanted := downloads.asked_format(request):
        note_export(request, scope.collections)
        table = lists.list_table(request.GET, version, clusters, scope)
        return downloads.reply(table, wanted)
    if answer := choosing.answer(request, version, clusters, scope):
        return answer
    offered = offered_to(request.user)
    listed = lists.list_page(request.GET, version, clusters, scope, offered)
    return render(request, "companies/history.html", {"listed": listed})
