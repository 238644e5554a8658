"""The kind of business that is shown of a company: a reviewer's, else the model's."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone

from .collections import ScopedQuerySet
from .submissions import Submission

# The columns of an assignment that tell it, in the order in which `shown_kind` takes them
KIND_FIELDS = (
    "shown_sector",
    "sector",
    "sector_probability",
    "next_kinds",
    "shown_segment",
    "segment",
    "segment_probability",
    "answer",
    "model_answer",
)


class ShownKind(NamedTuple):
    """Sector and segment with their probabilities (0..1), empty where nothing is known.

    Where a reviewer had a word on the company they are no model's: there is no probability. The
    second sector is the model's next best. The answer is a word for how sure a reader may be.
    """

    sector: str
    sector_probability: float | None
    second_sector: str
    segment: str
    segment_probability: float | None
    answer: str


NO_KIND = ShownKind("", None, "", "", None, "")
# As columns of files
KIND_HEADER = (
    "Sector",
    "Sector probability",
    "Second sector",
    "Segment",
    "Segment probability",
    "Answer",
)


def shown_kind(
    shown_sector: str | None,
    sector: str | None,
    sector_probability: float | None,
    next_kinds: Mapping[str, Any] | None,
    shown_segment: str | None,
    segment: str | None,
    segment_probability: float | None,
    answer: str | None,
    model_answer: str | None,
) -> ShownKind:
    """What is shown of the columns of an assignment, all None where there is no such row."""
    is_the_models = shown_sector == sector and answer == model_answer
    return ShownKind(
        sector=shown_sector or "",
        sector_probability=sector_probability if is_the_models else None,
        second_sector=second_sector(next_kinds) if is_the_models else "",
        segment=shown_segment or "",
        segment_probability=(
            segment_probability if is_the_models and shown_segment == segment else None
        ),
        answer=answer or "",
    )


def second_sector(next_kinds: Mapping[str, Any] | None) -> str:
    """The next best sector; empty where none was told."""
    told = (next_kinds or {}).get("sectors", [])
    if not told:
        return ""
    return told[0][0]


class KindCorrectionQuerySet(ScopedQuerySet):
    collection_columns = ("submission__collection",)

    def standing(self, companies: Iterable[int]) -> "dict[int, KindCorrection]":
        """The last one of each of these companies (by their ids), unless it was taken back."""
        said: Iterable[Any] = self.filter(submission__in=companies)
        last = {each.submission_id: each for each in said}
        return {company: each for company, each in last.items() if each.sector}


class KindCorrection(models.Model):
    """One correction of one person; the last one stands, earlier ones are kept.

    It outlives every model version. An empty sector takes back what was said before; an empty
    segment says that only the sector is known.
    """

    submission = models.ForeignKey(
        Submission,
        on_delete=models.CASCADE,
        related_name="kind_corrections",
    )
    sector = models.CharField(max_length=40, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    reviewer_name = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
    made_at = models.DateTimeField(default=timezone.now)

    objects = KindCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.segment or self.sector or 'taken back'} by {self.reviewer_name}"
