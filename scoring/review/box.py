"""The review box on the page of one company."""

from typing import Any

from django.http import HttpRequest

from scoring.collections.scopes import seen_without_links
from scoring.models import Assignment, ShownClusters, Submission
from scoring.review.forms import NONE
from scoring.review.kinds import kind_box


def review_box(
    request: HttpRequest,
    company: Submission,
    row: Assignment | None,
    clusters: ShownClusters,
) -> dict[str, Any]:
    """What staff see below a result.

    The last verdict, or what they sent where it could not be stored.
    """
    if row is None or not request.user.has_perm("scoring.change_submission"):
        return {}
    if company.collection_id not in seen_without_links(request).keys:
        return {}
    last = row.reviews.first()
    shown = clusters.of_assignment(row)
    choice = str(shown.number) if shown else ""
    box = {
        "verdict": row.verdict,
        "cluster": NONE if row.fits_none else choice,
        "note": last.note if last else "",
    }
    for name in box:
        box[name] = request.POST.get(name, box[name])
    # For a wrong row: every cluster but the model's, and none where it said one
    said = clusters.get(row.cluster)
    right_clusters = []
    for number, name in clusters.names.items():
        if said is None or number != said.number:
            right_clusters.append((str(number), name))
    if said:
        right_clusters.append((NONE, "None of these"))
    return {
        "may_review": True,
        "verdicts": Assignment.Verdict.choices,
        "right_clusters": right_clusters,
        "last_review": last,
        "box": box,
        "kind_box": kind_box(company, row.kind, request.POST),
    }
