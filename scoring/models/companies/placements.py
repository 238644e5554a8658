"""Where the companies of a collection stand among its own clusters."""

from django.db import models

from ..collections import ScopedQuerySet
from ..model_versions import ModelVersion
from ..submissions import Submission


class PlacementQuerySet(ScopedQuerySet):
    # What was moved to another collection is no longer seen in this one's clusters
    collection_columns = ("submission__collection",)


class Placement(models.Model):
    """One company in one division of its collection; without a cluster it is outside."""

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="placements")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="placements")
    cluster = models.PositiveIntegerField(null=True, help_text="What the division said.")
    shown_cluster = models.PositiveIntegerField(
        null=True,
        help_text="What a person said, else the division.",
    )
    is_settled = models.BooleanField(
        default=False,
        help_text="Whether a person put it there: later divisions leave it.",
    )
    is_new = models.BooleanField(
        default=False,
        help_text="Whether it came after the division, and was placed by its nearest.",
    )
    part = models.PositiveIntegerField(
        null=True,
        help_text="The part of its cluster, where that was opened.",
    )
    fit = models.FloatField(default=0, help_text="0 to 1: how typical of its cluster it is.")
    otherwise = models.PositiveIntegerField(
        null=True,
        help_text="The other cluster in which most of its nearest companies are.",
    )
    near = models.JSONField(default=list, help_text="Its nearest companies, by their ids.")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "submission"],
                name="one_placement_of_a_pair",
            )
        ]
        indexes = [
            models.Index(fields=["version", "shown_cluster", "fit"], name="placement_by_cluster")
        ]

    def __str__(self) -> str:
        return f"submission {self.submission_id} in {self.shown_cluster}"
