"""The review desk of staff: one company at a time, a verdict, the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scoring.models import ShownClusters, model_versions
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
    if request.method == "POST":
        return _decide(request)
    clusters = ShownClusters.of_version(model_versions.active())
    return _page(request, review_desk.asked(request.GET, clusters))


def _page(
    request: SignedInRequest,
    asked: Asked,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    version = model_versions.active()
    context: dict[str, Any] = {"version": version, "asked": asked, "note": note}
    if version:
        clusters = ShownClusters.of_version(version)
        parts = review_progress.by_cluster(version, clusters)
        progress = review_progress.together(parts)
        part = parts.get(asked.cluster.number) if asked.cluster else progress
        context |= {
            # The kept counts know an empty queue without a search for it
            "case": review_desk.next_case(version, clusters, asked) if part and part.left else None,
            "last": review_desk.standing(version, clusters, asked.last, request.user),
            "progress": progress,
            "part": part,
            "parts": [
                (cluster, parts[cluster.number]) for cluster in clusters if cluster.number in parts
            ],
            "today": review_progress.done_today(request.user),
            "agreement": review_progress.agreement(version, clusters),
        }
    return render(request, "review/desk.html", context, status=status)


def _decide(request: SignedInRequest) -> HttpResponse:
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    asked, form = review_desk.asked(request.POST, clusters), DeskForm(request.POST)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        said = review_desk.decide(version, clusters, form.cleaned_data, request.user)
    except ChangedError as error:
        messages.error(request, f"Nothing was stored. {error}")
        return redirect(review_desk.address(asked.cluster, after=form.cleaned_data["row"]))
    except ReviewError as error:
        messages.error(request, f"Nothing was stored. {error}")
        again = asked._replace(at=form.cleaned_data.get("row"))
        return _page(request, again, request.POST.get("note", ""), status=422)
    return redirect(review_desk.address(asked.cluster, after=said.assignment_id, last=said.pk))


@require_POST
@login_required
@permission_required("scoring.change_submission", raise_exception=True)
def undo(request: SignedInRequest) -> HttpResponse:
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    asked = review_desk.asked(request.POST, clusters)
    try:
        row = review_desk.undo(version, clusters, asked.last, request.user)
    except ChangedError as error:
        messages.error(request, f"Nothing was changed. {error}")
        return redirect(review_desk.address(asked.cluster, at=asked.at, after=asked.after))
    messages.success(request, f"Undone: {quoted(row.submission)} is unreviewed again.")
    return redirect(review_desk.address(asked.cluster, at=row.pk))
