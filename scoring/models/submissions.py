"""What somebody sent."""

import hashlib
import json
from collections.abc import Collection as Some
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone

from . import search
from .collections import OPEN_ID, Collection, ScopedQuerySet, Unindexed

# Lists are ordered by titles in small letters: `title__lower`
models.CharField.register_lookup(Lower)
# What lists of companies that were read `under` a version are filtered by
FILTERED = (
    "category",
    "source",
    "sent_at",
    "status",
    "shown_cluster",
    "shown_sector",
    "shown_segment",
    "verdict",
    "sure",
    "answer",
)


class SubmissionQuerySet(ScopedQuerySet):
    def under(self, version_id: int | None) -> "SubmissionQuerySet":
        """Each submission without its text, but with what one model version says of it.

        It is one query. A submission without a row under that version stays in the list, with
        nothing said of it.
        """
        return self.annotate(
            current=FilteredRelation("assignments", condition=Q(assignments__version=version_id)),
            status=F("current__status"),
            shown_cluster=F("current__shown_cluster"),
            shown_sector=F("current__shown_sector"),
            shown_segment=F("current__shown_segment"),
            verdict=F("current__verdict"),
            sure=F("current__sure"),
            answer=F("current__answer"),
            row=F("current__pk"),
            row_company=F("current__submission"),
            row_category=F("current__category"),
        ).defer("text")

    def walkable(self, entered: Some[str] = ()) -> "SubmissionQuerySet":
        """Read in the order of the list: `column` gives names that no index is entered by.

        Among many companies that pass a filter the first ones are found soon; entered by the index
        of the filter, a database would read them all to sort them. Only by the columns `entered` an
        index gives companies in the order of the list; of the newest ones the key does.
        """
        others = [name for name in FILTERED if name not in entered]
        columns: dict[str, Any] = {f"walked_{name}": Coalesce(name, name) for name in others}
        if not entered:
            # In an order of an index of its own, which tells the key without a look at the company
            columns["walked_pk"] = Unindexed("pk", output_field=models.BigIntegerField())
        return self.alias(**columns)

    def column(self, name: str) -> str:
        """What a filter calls a column of FILTERED, or the key."""
        walked = f"walked_{name}"
        if walked in self.query.annotations:
            return walked
        return name

    @property
    def is_walkable(self) -> bool:
        """Whether it is to be read in the order of the list, whatever is filtered."""
        return "walked_sent_at" in self.query.annotations

    def with_words(self, asked: str) -> "SubmissionQuerySet":
        """Those that have all words and "phrases" in title or text; none without a word."""
        return self.filter(pk__in=search.matching_ids(asked))

    def fingerprinted(self, collection: int, fingerprints: list[str]) -> set[str]:
        """Which of these fingerprints are in a collection already."""
        same = self.filter(collection=collection, fingerprint__in=fingerprints)
        return set(same.values_list("fingerprint", flat=True))


class Submission(models.Model):
    """Title, category and text: as they were sent, or as who may change them changed them last."""

    class Source(models.TextChoices):
        FORM = "form", "form"
        CATALOGUE = "catalogue", "catalogue"
        IMPORT = "import", "file"

    # No index of its own, by which SQLite would read a whole collection to sort it
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="submissions",
        default=OPEN_ID,
        db_index=False,
        editable=False,
    )
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    source = models.CharField(max_length=10, choices=Source)
    sent_at = models.DateTimeField("sent", default=timezone.now)
    fingerprint = models.CharField(
        max_length=64,
        db_index=True,
        help_text="SHA-256 of title, category and text.",
    )
    request_key = models.CharField(
        max_length=64,
        blank=True,
        help_text="One for each form that was opened.",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "request_key", "fingerprint"],
                # Of files there is no form: an import looks for fingerprints by itself
                condition=~Q(request_key=""),
                name="a_form_is_stored_once",
            )
        ]
        indexes = [
            models.Index(fields=["collection", "id"], name="submission_by_collection"),
            models.Index(fields=["category", "id"], name="submission_by_category"),
            models.Index(fields=["source", "id"], name="submission_by_source"),
            models.Index(fields=["sent_at"], name="submission_by_date"),
            models.Index(Lower("title"), "id", name="submission_by_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.pk])

    @property
    def whole_address(self) -> str:
        """The address of its page, to be shared."""
        return settings.SITE_URL + self.get_absolute_url()


class EarlierText(models.Model):
    """What a company said of itself before somebody changed it; kept until it is deleted."""

    submission = models.ForeignKey(
        Submission,
        on_delete=models.CASCADE,
        related_name="earlier_texts",
    )
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(
        max_length=150,
        blank=True,
        help_text="Who changed it; empty for a visitor.",
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title}, until {self.changed_at:%Y-%m-%d %H:%M}"


def fingerprint(title: str, category: str, text: str) -> str:
    """64 hexadecimal digits by which the same company, sent again, is known."""
    # As JSON, in which it also shows where one of the three ends
    content = json.dumps([title, category, text])
    return hashlib.sha256(content.encode()).hexdigest()
