"""The review desk of staff: one company at a time, a verdict, the next one."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from scoring.collections.scopes import reviewed_scope
from scoring.collections.switch import review_switch
from scoring.kinds.sureness import in_words
from scoring.models import ModelVersion, ShownClusters, model_versions
from scoring.pages.messages import complaints, quoted
from scoring.pages.visitors import SignedInRequest
from scoring.review import deciding, progress
from scoring.review.deciding import ChangedError
from scoring.review.desk import case_of
from scoring.review.disagreements import homes, only_disagreeing, read_totals
from scoring.review.forms import DeskForm
from scoring.review.kinds import kind_box
from scoring.review.progress import SAID, Verdict
from scoring.review.queue import Asked, Queue, read_query
from scoring.review.taught import lesson
from scoring.review.verdicts import ReviewError


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("scoring.change_submission", raise_exception=True)
@never_cache
def desk(request: SignedInRequest) -> HttpResponse:
    """The company to decide on; a POST decides, and leads to the next one."""
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    if request.method != "POST":
        asked = read_query(request.GET, clusters)
        page = _page_of(request, version, clusters, asked)
        return render(request, "review/desk.html", page)
    asked = read_query(request.POST, clusters)
    form = DeskForm(request.POST, clusters)
    try:
        if not form.is_valid():
            raise ReviewError(complaints(form))
        scope = reviewed_scope(request).widest
        review = deciding.decide(version, clusters, scope, form.cleaned_data, request.user)
    except ChangedError as error:
        messages.error(request, f"Nothing was stored. {error}")
        # What was chosen was about what stood then, so the next company comes
        following = asked.address(after=form.cleaned_data["row"])
        return redirect(following)
    except ReviewError as error:
        messages.error(request, f"Nothing was stored. {error}")
        # Read anew, for another version may have become active meanwhile
        version = model_versions.active()
        clusters = ShownClusters.of_version(version)
        again = asked._replace(at=form.cleaned_data.get("row"))
        page = _page_of(request, version, clusters, again)
        page["note"] = request.POST.get("note", "")
        return render(request, "review/desk.html", page, status=422)
    following = asked.address(after=review.assignment_id, last=review.pk)
    return redirect(following)


def _page_of(
    request: SignedInRequest,
    version: ModelVersion | None,
    clusters: ShownClusters,
    asked: Asked,
) -> dict[str, Any]:
    """What the desk shows; without a version there is nothing to review."""
    switch = review_switch(request)
    page: dict[str, Any] = {"version": version, "asked": asked, "scope_switch": switch}
    if version is None:
        return page
    scope = reviewed_scope(request)
    counts = progress.kept_counts(version, scope)
    stored = progress.by_category(counts, Verdict.UNREVIEWED)
    unreviewed = read_totals(version, stored, scope)
    reviewed = progress.by_category(counts, *SAID)
    at_home = homes(Counter(unreviewed) + Counter(reviewed), clusters)
    disagreeing = only_disagreeing(unreviewed, clusters, at_home)
    queue = Queue(version, clusters, asked, at_home, scope)
    if asked.disagree:
        part = progress.of_disagreeing(queue, disagreeing)
    else:
        part = progress.of_queue(asked, counts, clusters)
    # The kept counts know an empty queue without a search for it
    rows = queue.rows() if part.left else []
    by_cluster = progress.by_cluster(counts, clusters)
    page |= _companies(rows, queue)
    return page | {
        "last": deciding.standing(version, clusters, scope.widest, asked.last, request.user),
        "names": clusters.names,
        "part": part,
        "progress": progress.together(by_cluster.values()),
        "left_in": progress.left_in(queue, counts, disagreeing),
        "disagreeing": sum(disagreeing.values()),
        "doubtful": progress.doubtful(version, scope),
        "today": progress.done_today(request.user, scope.widest),
        "lesson": lesson(version),
        "agreement": progress.agreement(version, clusters, scope),
    }


def _companies(rows: list[Any], queue: Queue) -> dict[str, Any]:
    """The one to decide on, with the form for its kind of business, and those that come next."""
    if not rows:
        return {"case": None, "upcoming": []}
    clusters = queue.clusters
    first, *others = rows
    return {
        "case": case_of(first, queue.version, clusters, queue.scope),
        "kind_box": kind_box(first.submission, first.kind, typed={}),
        # The form leads back to the same company
        "here": queue.asked.address(at=first.pk, last=queue.asked.last),
        # Each with the cluster that it reads like, and how sure that is in words
        "upcoming": [
            (row, clusters.get(row.read_cluster), in_words(row.kind, clusters.of_assignment(row)))
            for row in others
        ],
    }


@require_POST
@login_required
@permission_required("scoring.change_submission", raise_exception=True)
def undo(request: SignedInRequest) -> HttpResponse:
    """Take back a verdict of the reviewer's own, and show that company again."""
    version = model_versions.active()
    clusters = ShownClusters.of_version(version)
    asked = read_query(request.POST, clusters)
    try:
        scope = reviewed_scope(request).widest
        row = deciding.undo(version, clusters, scope, asked.last, request.user)
    except ReviewError as error:
        messages.error(request, f"Nothing was changed. {error}")
        same_place = asked.address(at=asked.at, after=asked.after)
        return redirect(same_place)
    company = quoted(row.submission)
    messages.success(request, f"Undone: {company} is unreviewed again.")
    return redirect(asked.address(at=row.pk))
