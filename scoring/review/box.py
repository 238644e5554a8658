"""The review box on the page of one company."""

from typing import Any

from django.http import HttpRequest

from scoring.models import Assignment, Cluster
from scoring.review.forms import NONE


def review_box(
    request: HttpRequest, row: Assignment | None, shown: Cluster | None
) -> dict[str, Any]:
    """What staff see below a result.

    The last verdict, or what they sent where it could not be stored.
    """
    if row is None or not request.user.has_perm("scoring.change_submission"):
        return {}
    last = row.reviews.first()
    box = {
        "verdict": row.verdict,
        "cluster": _shown_choice(row, shown),
        "note": last.note if last else "",
    }
    for name in box:
        box[name] = request.POST.get(name, box[name])
    return {
        "may_review": True,
        "verdicts": Assignment.Verdict.choices,
        "last_review": last,
        "box": box,
    }


def _shown_choice(row: Assignment, shown: Cluster | None) -> str:
    """What the box says of the cluster in which the company stands."""
    if row.fits_none:
        return NONE
    return str(shown.number) if shown else ""
