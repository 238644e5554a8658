"""One company: its result, what the model saw of it, and what visitors and staff can do with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.companies import explaining, submissions
from scoring.companies import result as companies_result
from scoring.companies.forms import ReviewForm, complaints
from scoring.companies.submissions import ReviewError
from scoring.endpoint import versions as endpoint_versions
from scoring.endpoint.embedded import NoModelError
from scoring.models import Assignment, Cluster, Submission
from scoring.pages import categories, downloads, visitors
from scoring.similar import lists
from scoring.versions import page

MOST_PHRASES = 200


@require_safe
@never_cache
def submission(request: HttpRequest, pk: int) -> HttpResponseBase:
    company = get_object_or_404(Submission, pk=pk)
    result = _result(company)
    row, attempts = result["row"], request.GET.get("tries")
    if request.htmx and result["is_waiting"] and attempts == str(row.attempts if row else 0):
        # Nothing is new: what the visitor is reading stays as it is
        return HttpResponse(status=204)
    placement = _placement(request, result)
    if wanted := downloads.asked(request):
        return _download(result | placement, wanted)
    template = "_placement.html" if request.htmx else "submission.html"
    return render(request, template, result | placement | _review_box(request, row, placement["cluster"]))


def _result(company: Submission) -> dict[str, Any]:
    version = endpoint_versions.active()
    row = company.assignments.filter(version=version).first() if version else None
    is_waiting = row is None or row.status == row.Status.PENDING
    return {"company": company, "version": version, "row": row, "is_waiting": is_waiting}


def _placement(request: HttpRequest, result: dict[str, Any]) -> dict[str, Any]:
    company, version, row = result["company"], result["version"], result["row"]
    clusters = endpoint_versions.cluster_names(version)
    return {
        "clusters": clusters,
        "address": companies_result.address(company),
        "cluster": categories.shown(clusters, row),
        "said": clusters.get(row.cluster) if row and row.cluster is not None else None,
        "distances": categories.distance_bars(clusters, row),
        "similar": lists.like([company], request.GET, clusters),
        "earlier": page.earlier(company, version),
    }


def _download(result: dict[str, Any], wanted: str) -> HttpResponseBase:
    """The whole result as JSON; a sheet has room for the similar companies alone."""
    if wanted == "json":
        parts = (result["company"], result["row"], result["clusters"], result["similar"].rows)
        return JsonResponse(companies_result.as_data(*parts))
    return downloads.reply(lists.table(result["similar"]), wanted)


@require_safe
@never_cache
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """What the model saw: the known n-grams of the text with their weights, and a service's own words."""
    company = get_object_or_404(Submission, pk=pk)
    embedded, active = endpoint_versions.embedded(), endpoint_versions.active()
    if embedded is None:
        raise Http404("There is no trained model yet.")
    try:
        phrases = explaining.seen(company, embedded)
    except NoModelError as error:
        raise Http404(str(error)) from error
    context = {
        "company": company,
        "embedded": embedded,
        "phrases": phrases if "all" in request.GET else phrases[:MOST_PHRASES],
        "number": len(phrases),
        "row": company.assignments.filter(version=active).first(),
        "own": company.assignments.filter(version=embedded).first(),
    }
    return render(request, "seen.html", context)


@require_POST
def score_again(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Submission, pk=pk)
    wait = visitors.seconds_to_wait(request)
    if wait:
        messages.error(request, f"That is often enough for now. Wait {wait} seconds and try again.")
    elif categories.may_score_again(company, request.user):
        submissions.score_again(company)
    return redirect(company)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("scoring.change_submission", raise_exception=True)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        # Somebody goes on from the page that said what could not be stored
        return redirect(f"{reverse('submission', args=[pk])}?{request.GET.urlencode()}")
    row = get_object_or_404(Assignment, submission=pk, version=endpoint_versions.active())
    form = ReviewForm(request.POST)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        submissions.review_as_seen(row, **form.cleaned_data, reviewer=request.user)
    except ReviewError as error:
        messages.error(request, f"Nothing was changed. {error}")
        return _unstored(request, row.submission)
    messages.success(request, "Your review is stored.")
    return redirect(row.submission)


def _unstored(request: HttpRequest, company: Submission) -> HttpResponse:
    """The result as it is now, with what the reviewer chose."""
    result = _result(company)
    placement = _placement(request, result)
    box = _review_box(request, result["row"], placement["cluster"])
    return render(request, "submission.html", result | placement | box, status=422)


def _review_box(request: HttpRequest, row: Assignment | None, shown: Cluster | None) -> dict[str, Any]:
    """What staff see below a result: the last verdict, or what they sent where it could not be stored."""
    if row is None or not request.user.has_perm("scoring.change_submission"):
        return {}
    last = row.reviews.first()
    box = {"verdict": row.verdict, "cluster": str(shown.number) if shown else "", "note": last.note if last else ""}
    box |= {name: request.POST[name] for name in box if name in request.POST}
    return {"may_review": True, "verdicts": Assignment.Verdict.choices, "last_review": last, "box": box}
