"""Tags and a note, which those who may change a company keep with it."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ..collections import Collection, Scope, ScopedQuerySet
from ..submissions import Submission

LONGEST_TAG = 40
MOST_TAGS = 20
LONGEST_NOTE = 5000


class CompanyTag(models.Model):
    """A word or a few by which somebody finds a company again: small letters, single blanks."""

    # The company's own, so that one index serves the tags of a collection
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    submission = models.ForeignKey(
        Submission,
        on_delete=models.CASCADE,
        related_name="kept_tags",
        db_index=False,
    )
    name = models.CharField(max_length=LONGEST_TAG)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "name"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "name"], name="one_tag_of_a_name")
        ]
        indexes = [
            # One collection is looked at, or several
            models.Index(fields=["collection", "name", "submission"], name="tag_of_a_collection"),
            models.Index(fields=["name", "collection", "submission"], name="tag_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class NoteQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope) -> "NoteQuerySet":
        """As of all rows of companies; joined to them, SQLite would read every company."""
        companies = Submission.objects.visible_to(scope)
        return self.filter(Exists(companies.filter(pk=OuterRef("pk"))))


class CompanyNote(models.Model):
    """What somebody noted on a company; there is no row where that is nothing."""

    submission = models.OneToOneField(
        Submission,
        on_delete=models.CASCADE,
        related_name="kept_note",
        primary_key=True,
    )
    text = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(
        max_length=150,
        blank=True,
        help_text="Who changed it last; empty for a visitor.",
    )

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:60]
