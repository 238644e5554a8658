"""What texts of training rows say to a model that had not seen them."""

from django.db import models
from django.db.models.lookups import Exact

from .assignments import Assignment
from .collections import ScopedQuerySet, Unindexed
from .model_versions import ModelVersion
from .submissions import Submission


class ReadingQuerySet(ScopedQuerySet):
    collection_columns = ("submission__collection",)

    def standing(self, version: ModelVersion) -> "ReadingQuerySet":
        """Those of a version on which no person has had a word; with its assignments."""
        # By an index of either SQLite would read every company
        of_row = "submission__assignments"
        its_version = Unindexed(f"{of_row}__version", output_field=models.BigIntegerField())
        verdict = Unindexed(f"{of_row}__verdict", output_field=models.CharField())
        return self.filter(
            Exact(its_version, version.pk),
            Exact(verdict, Assignment.Verdict.UNREVIEWED.value),
            version=version,
        )


class Reading(models.Model):
    """A training row that a model puts in another cluster than the version when it has not seen it.

    Of rows that both put in the same cluster none is kept.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="readings")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="readings")
    cluster = models.PositiveIntegerField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "submission"], name="one_reading_of_a_pair")
        ]

    def __str__(self) -> str:
        return f"submission {self.submission_id} read as {self.cluster}"
