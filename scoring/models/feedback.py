"""What people say of pairs of companies."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .collections import ScopedQuerySet
from .submissions import Submission

# What a reviewer says counts for all who see both companies
FOR_ALL = "all"


class PairQuerySet(ScopedQuerySet):
    collection_columns = ("first__collection", "second__collection")


class PairFeedback(models.Model):
    """Whether two companies are similar, in somebody's eyes: his last word stands.

    `first` has the lower id. A reviewer's counts for all, a member's for himself, a visitor's in
    his session alone.
    """

    class Verdict(models.TextChoices):
        SIMILAR = "similar", "similar"
        NOT_SIMILAR = "not-similar", "not similar"

    first = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=20, choices=Verdict)
    said_by = models.CharField(
        max_length=150,
        blank=True,
        help_text="The account, empty for a visitor without one.",
    )
    speaker = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="For whom it counts: all, an account, a visitor's session, or nobody any more.",
    )
    made_at = models.DateTimeField(default=timezone.now)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback on pairs"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second", "speaker"],
                name="one_word_of_a_speaker",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="the_lower_id_is_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.get_verdict_display()}"
