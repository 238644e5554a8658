"""The review desk of staff: one company at a time, a verdict, the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scoring.models import ModelVersion, ShownClusters, model_versions
from scoring.pages.messages import complaints, quoted
from scoring.pages.visitors import SignedInRequest
from scoring.review import desk as review_desk
from scoring.review import progress as review_progress
from scoring.review.desk import Asked, ChangedError
from scoring.review.forms import DeskForm
from scoring.review.verdicts import ReviewError


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("scoring.change_submission", raise_exception=True)
@never_cache
def desk(request: SignedInRequest) -> HttpResponse:
    """The company to decide on; a POST decides, and leads to the next one."""
    if request.method == "POST":
        return _decide(request)
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    asked = review_desk.read_query(request.GET, clusters)
    return render(request, "review/desk.html", _page_of(request, version, clusters, asked))


def _page_of(
    request: SignedInRequest, version: ModelVersion | None, clusters: ShownClusters, asked: Asked
) -> dict[str, Any]:
    page: dict[str, Any] = {"version": version, "asked": asked}
    if version is None:
        return page
    parts = review_progress.by_cluster(version, clusters)
    progress = review_progress.together(parts)
    part = parts.get(asked.cluster.number) if asked.cluster else progress
    parts_of_clusters = []
    for cluster in clusters:
        if cluster.number in parts:
            parts_of_clusters.append((cluster, parts[cluster.number]))
    case = None
    # The kept counts know an empty queue without a search for it
    if part and part.left:
        case = review_desk.next_case(version, clusters, asked)
    return page | {
        "case": case,
        "last": review_desk.standing(version, clusters, asked.last, request.user),
        "progress": progress,
        "part": part,
        "parts": parts_of_clusters,
        "today": review_progress.done_today(request.user),
        "agreement": review_progress.agreement(version, clusters),
    }


def _decide(request: SignedInRequest) -> HttpResponse:
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    asked = review_desk.read_query(request.POST, clusters)
    form = DeskForm(request.POST)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        review = review_desk.decide(version, clusters, form.cleaned_data, request.user)
    except ChangedError as error:
        messages.error(request, f"Nothing was stored. {error}")
        # What was chosen was about what stood then, so the next company comes
        return redirect(review_desk.address(asked.cluster, after=form.cleaned_data["row"]))
    except ReviewError as error:
        messages.error(request, f"Nothing was stored. {error}")
        # Read anew, for another version may have become active meanwhile
        version = model_versions.active()
        clusters = ShownClusters.of_version(version)
        again = asked._replace(at=form.cleaned_data.get("row"))
        page = _page_of(request, version, clusters, again)
        page["note"] = request.POST.get("note", "")
        return render(request, "review/desk.html", page, status=422)
    return redirect(review_desk.address(asked.cluster, after=review.assignment_id, last=review.pk))


@require_POST
@login_required
@permission_required("scoring.change_submission", raise_exception=True)
def undo(request: SignedInRequest) -> HttpResponse:
    """Take back a verdict of the reviewer's own, and show that company again."""
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    asked = review_desk.read_query(request.POST, clusters)
    try:
        row = review_desk.undo(version, clusters, asked.last, request.user)
    except ReviewError as error:
        messages.error(request, f"Nothing was changed. {error}")
        return redirect(review_desk.address(asked.cluster, at=asked.at, after=asked.after))
    messages.success(request, f"Undone: {quoted(row.submission)} is unreviewed again.")
    return redirect(review_desk.address(asked.cluster, at=row.pk))
