"""What reviewers say of a company's kind of business, whatever models say."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone

from .submissions import Submission


class KindCorrectionQuerySet(models.QuerySet["KindCorrection"]):
    def standing(self, companies: Iterable[int]) -> "dict[int, KindCorrection]":
        """The last one of each of these companies (by their ids), unless it was taken back."""
        last = {each.submission_id: each for each in self.filter(submission__in=companies)}
        return {company: each for company, each in last.items() if each.sector}


class KindCorrection(models.Model):
    """One correction of one person; the last one stands, earlier ones are kept.

    It outlives every model version. An empty sector takes back what was said before; an empty
    segment says that only the sector is known.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="kind_corrections"
    )
    sector = models.CharField(max_length=40, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reviewer_name = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
    made_at = models.DateTimeField(default=timezone.now)

    objects = KindCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.segment or self.sector or 'taken back'} by {self.reviewer_name}"
