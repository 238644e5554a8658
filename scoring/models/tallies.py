"""Kept counts, so that no page counts a large table."""

from collections import Counter
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Sum

from .model_versions import ModelVersion

NO_CLUSTER = -1


class TallyKey(NamedTuple):
    version: int
    status: str
    cluster: int
    category: str
    source: str
    verdict: str


class TallyQuerySet(models.QuerySet):
    def shift(self, changes: "Counter[TallyKey]") -> None:
        """Add to the kept counts, in one fixed order so
        that two writers never wait for each other.
        """
        with transaction.atomic():
            for key in sorted(key for key, change in changes.items() if change):
                self._add(key, changes[key])

    def _add(self, key: TallyKey, change: int) -> None:
        row = key._asdict()
        row["version_id"] = row.pop("version")
        if not self.filter(**row).update(total=F("total") + change):
            self.bulk_create([self.model(**row, total=0)], ignore_conflicts=True)
            self.filter(**row).update(total=F("total") + change)

    def totals(self, *fields: str) -> dict:
        """Sums by one field (plain keys) or by several (tuples), nothing at 0."""
        rows = (
            self.values_list(*fields).annotate(sum=Sum("total")).filter(sum__gt=0).order_by(*fields)
        )
        if len(fields) == 1:
            return {row[0]: row[1] for row in rows}
        return {tuple(row[:-1]): row[-1] for row in rows}


class Tally(models.Model):
    """How many assignments have one version, status, shown cluster (-1 for none), category,
    source and verdict.
    """

    version = models.ForeignKey(
        "scoring.ModelVersion", on_delete=models.CASCADE, related_name="tallies"
    )
    status = models.CharField(max_length=10)
    cluster = models.IntegerField()
    category = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10)
    total = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "status", "cluster", "category", "source", "verdict"],
                name="one_tally_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.total} {self.status} in {self.cluster}, {self.category or 'no category'}"


def counts(version: ModelVersion | None) -> dict[str, int]:
    """How many companies have each status."""
    return Tally.objects.filter(version=version).totals("status") if version else {}
