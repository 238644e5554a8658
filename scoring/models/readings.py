"""What texts of training rows say to a model that had not seen them."""

from django.db import models

from .assignments import Assignment
from .collections import ScopedQuerySet
from .model_versions import ModelVersion
from .submissions import Submission


class ReadingQuerySet(ScopedQuerySet):
    collection_columns = ("submission__collection",)

    def standing(self, version: ModelVersion) -> "ReadingQuerySet":
        """Those of a version on which no person has had a word; with its assignments."""
        return self.filter(
            version=version,
            submission__assignments__version=version,
            submission__assignments__verdict=Assignment.Verdict.UNREVIEWED,
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
