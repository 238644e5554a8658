"""What a reviewer says of a company's kind of business: kept, and shown whatever models say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction

from scoring.kinds.data import described
from scoring.kinds.names import READABLE, readable
from scoring.models import KindCorrection, Submission
from scoring.models.kinds import ShownKind
from scoring.pages.fields import INCOMPLETE, OneLine
from scoring.queue import changes
from scoring.queue.kinds import show_kind
from scoring.review.verdicts import ReviewError

UNKNOWN = "“%s” is not a kind of business from the list. Choose one that is offered, or a sector."
# What a correction changes in every assignment of a company
SHOWN_FIELDS = ["shown_sector", "shown_segment", "kind_is_reviewed"]


class KindForm(forms.Form):
    """A segment or a sector as a reviewer typed it, who saw the correction `last` (0: none).

    Nothing typed takes back what was said before.
    """

    kind = OneLine(required=False, max_length=100)
    last = forms.IntegerField(min_value=0, max_value=10**9, error_messages=INCOMPLETE)

    def clean_kind(self) -> tuple[str, str]:
        """The official sector and the segment; the segment is empty where a sector was typed."""
        typed = self.cleaned_data["kind"]
        name = typed.casefold()
        if not name:
            return "", ""
        for sector, called in READABLE.items():
            if name in (sector.casefold(), called.casefold()):
                return sector, ""
        for segment in described():
            if segment.casefold() == name:
                return described()[segment].segment.sector, segment
        raise forms.ValidationError(UNKNOWN % typed)


def correct_kind(
    company: Submission,
    *,
    sector: str,
    segment: str,
    last: int,
    reviewer: User,
) -> KindCorrection:
    """Keep what a reviewer says, and show the company as that under every version.

    Raises:
        ReviewError: somebody said something since the reviewer opened the page.
    """
    with transaction.atomic():
        # So that two reviewers do not pass each other
        Submission.objects.select_for_update(no_key=True).get(pk=company.pk)
        newest = company.kind_corrections.last()
        if newest and newest.pk != last:
            raise ReviewError(
                f"{newest.reviewer_name} said what it is since you opened the page: "
                f"{newest.segment or newest.sector or 'nothing any more'}. Look again."
            )
        correction = KindCorrection.objects.create(
            submission=company,
            sector=sector,
            segment=segment,
            reviewer=reviewer,
            reviewer_name=reviewer.get_username(),
        )
        standing = correction if sector else None
        changes.change_rows(
            company.assignments.all(),
            lambda row: show_kind(row, standing),
            SHOWN_FIELDS,
        )
        return correction


def kind_box(company: Submission, kind: ShownKind, typed: Mapping[str, str]) -> dict[str, Any]:
    """What a reviewer sees of the kind of business: what is shown, and all that may be said."""
    last = company.kind_corrections.last()
    # Not what the model says, which would be stored as the reviewer's word by a single press
    said = ""
    if last:
        said = last.segment or readable(last.sector)
    return {
        "last": last,
        "typed": typed.get("kind", said),
        "shown": kind.segment or readable(kind.sector),
        "offered": [*READABLE.values(), *described()],
    }
