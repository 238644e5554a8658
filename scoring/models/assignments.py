"""What a model version says of a submission, and what people say of that."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clustering.kinds.sureness import PROBABLE, SURE, UNPLACED, UNSURE

from .collections import OPEN_ID, ScopedQuerySet
from .database.measured import NEXT_KINDS, TolerantJSON
from .kinds import KIND_FIELDS, ShownKind, shown_kind
from .model_versions import ModelVersion
from .submissions import Submission
from .work import Queued

# The answers that count for nothing: what is told of such a company is a guess
DOUBTFUL = (UNSURE, UNPLACED)
# The others; who tells no sureness is believed
KNOWN = (SURE, PROBABLE, "")


class Assignment(Queued):
    """One submission under one model version; while it is pending it is a row of the work queue."""

    class Status(models.TextChoices):
        """An unplaced row was scored, but no cluster fits it.

        A failed one is tried again only once it is put back or comes back (`work.py`).
        """

        PENDING = "pending", "pending"
        SCORED = "scored", "scored"
        UNPLACED = "unplaced", "unplaced"
        FAILED = "failed", "failed"

    class Verdict(models.TextChoices):
        """What people say of the model's cluster.

        After “wrong” the row is shown in the cluster that they chose, or in none: none fits.
        """

        UNREVIEWED = "unreviewed", "unreviewed"
        CONFIRMED = "confirmed", "confirmed"
        WRONG = "wrong", "wrong"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="assignments")
    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="assignments")
    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.PENDING,
        editable=False,
    )

    cluster = models.PositiveIntegerField(null=True, help_text="The cluster that the model said.")
    shown_cluster = models.PositiveIntegerField(
        null=True,
        help_text="The reviewer's cluster, else the model's.",
    )
    distances = models.JSONField(
        default=list,
        help_text="In order of cluster number; null or missing where a remote endpoint told none.",
    )
    centre_distance = models.FloatField(null=True, help_text="To the centre of the shown cluster.")
    sure = models.FloatField(
        null=True,
        help_text=(
            "0 to 1: how likely the sector is, or what is left of that where the cluster is of "
            "another; where none is told, the nearest centre against the second nearest. None "
            "where nothing was placed."
        ),
    )
    coverage = models.FloatField(
        null=True,
        help_text="0 to 1: share of the text's n-grams that the model knows.",
    )
    vector = models.BinaryField(null=True, help_text="float32, little-endian, unit length.")
    said = models.BinaryField(
        null=True,
        help_text="What the text says: uint32, little-endian (clustering/closeness.py).",
    )
    map_x = models.FloatField(null=True, help_text="Place on the map, 0 to 1 from the left.")
    map_y = models.FloatField(null=True, help_text="0 to 1 from the top.")
    map_cell = models.PositiveIntegerField(
        null=True,
        help_text="The place as a number whose bits halve the map in turn.",
    )
    sector = models.CharField(
        max_length=40,
        blank=True,
        help_text="The sector that the text points to, by official name.",
    )
    sector_probability = models.FloatField(null=True, help_text="0 to 1.")
    segment = models.CharField(
        max_length=60,
        blank=True,
        help_text="The kind of business within that sector.",
    )
    segment_probability = models.FloatField(null=True, help_text="0 to 1.")
    next_kinds = TolerantJSON(
        shape=NEXT_KINDS,
        help_text="The two next best of both: `sectors` and `segments` as [name, probability].",
    )
    shown_sector = models.CharField(
        max_length=40,
        blank=True,
        help_text="The reviewer's sector, else the model's.",
    )
    shown_segment = models.CharField(
        max_length=60,
        blank=True,
        help_text="The reviewer's segment, else the model's.",
    )
    kind_is_reviewed = models.BooleanField(
        default=False,
        help_text="Whether a reviewer said what kind of business it is.",
    )
    model_answer = models.CharField(
        max_length=10,
        blank=True,
        help_text="How sure the model lets a reader be, in a word; empty where it says nothing.",
    )
    answer = models.CharField(
        max_length=10,
        blank=True,
        help_text="The same, but sure of what reviewers said.",
    )
    raw_reply = models.TextField(
        blank=True,
        help_text="What a remote endpoint answered for this row.",
    )
    scored_at = models.DateTimeField(null=True)

    # Copied, so that the kept counts and filters look at no submission
    collection = models.PositiveBigIntegerField(default=OPEN_ID, help_text="The submission's.")
    category = models.CharField(max_length=200, blank=True, help_text="The submission's.")
    source = models.CharField(max_length=10, help_text="The submission's.")
    sent_at = models.DateTimeField(help_text="The submission's.")

    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNREVIEWED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "version"],
                name="one_assignment_of_a_pair",
            )
        ]
        indexes = [
            models.Index(
                fields=["version", "next_attempt_at"],
                condition=Q(status="pending"),
                name="assignment_queue",
            ),
            models.Index(
                fields=["version", "shown_cluster", "submission"],
                name="assignment_by_cluster",
            ),
            models.Index(
                # A cell of the table of categories and clusters
                fields=["version", "shown_cluster", "category", "submission"],
                name="assignment_by_cell_of_table",
            ),
            models.Index(
                # With the last two the most typical companies are found without any row
                fields=["version", "shown_cluster", "centre_distance", "answer", "collection"],
                # Else SQLite takes this index for lists that the one above would give in order
                condition=Q(centre_distance__isnull=False),
                name="assignment_by_centre",
            ),
            models.Index(
                fields=["version", "shown_sector", "submission"],
                name="assignment_by_sector",
            ),
            models.Index(
                fields=["version", "shown_segment", "submission"],
                name="assignment_by_segment",
            ),
            models.Index(fields=["version", "status", "submission"], name="assignment_by_status"),
            models.Index(fields=["version", "answer", "submission"], name="assignment_by_answer"),
            models.Index(fields=["version", "verdict", "submission"], name="assignment_by_verdict"),
            # The queue of the review desk
            models.Index(fields=["version", "verdict", "sure"], name="assignment_by_sureness"),
            models.Index(fields=["version", "map_cell"], name="assignment_by_place"),
            models.Index(
                fields=["version", "collection", "submission"],
                name="assignment_by_collection",
            ),
        ]

    def __str__(self) -> str:
        return f"submission {self.submission_id} under version {self.version_id}, {self.status}"

    def show_in(self, cluster: int | None) -> None:
        """Stand in a cluster from now on, or in none; this row is not stored yet.

        The distance to its centre is None where the score does not tell it.
        """
        self.shown_cluster = cluster
        has_distance = cluster is not None and cluster < len(self.distances)
        self.centre_distance = self.distances[cluster] if has_distance else None

    def settle_answer(self) -> None:
        """Say how sure a reader may be, after a score or a verdict; this row is not stored yet."""
        self.answer = self.model_answer
        if self.kind_is_reviewed:
            self.answer = SURE
        elif self.status == self.Status.UNPLACED and self.shown_cluster is None:
            self.answer = UNPLACED
        elif self.is_reviewed:
            self.answer = SURE

    @property
    def kind(self) -> ShownKind:
        """The kind of business that is shown."""
        return shown_kind(*(getattr(self, name) for name in KIND_FIELDS))

    @property
    def distances_to_all(self) -> list[float]:
        """The distances to every centre; empty where some are not known."""
        return distances_to_all(self.distances)

    @property
    def fits_none(self) -> bool:
        """Whether a person said that no cluster is right."""
        return self.verdict == self.Verdict.WRONG and self.shown_cluster is None

    @property
    def is_reviewed(self) -> bool:
        """Whether a person's verdict stands; after one that was taken back it does not."""
        return self.verdict != self.Verdict.UNREVIEWED


def distances_to_all(distances: Sequence[float | None]) -> list[float]:
    """Stored distances if they are to every centre, else none."""
    known = [distance for distance in distances if distance is not None]
    # One alone is that to the own centre
    if len(known) == len(distances) > 1:
        return known
    return []


class ReviewQuerySet(ScopedQuerySet):
    collection_columns = ("assignment__collection",)


class Review(models.Model):
    """One verdict of one person; the last one stands, earlier ones are kept."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Assignment.Verdict)
    cluster = models.PositiveIntegerField("right cluster", null=True, blank=True)
    note = models.TextField(blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    reviewer_name = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        which = ", none of the clusters," if self.fits_none else ""
        return f"{self.verdict}{which} by {self.reviewer_name}"

    @property
    def fits_none(self) -> bool:
        """Whether it says that no cluster is right."""
        return self.verdict == Assignment.Verdict.WRONG and self.cluster is None
