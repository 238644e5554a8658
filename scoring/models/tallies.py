"""Kept counts, so that no page counts a large table."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.db.models import Sum

from .collections import OPEN_ID, Collection, ScopedQuerySet
from .database.inserting import Row, execute_with_all
from .kept.figures import CellKey, CellTally, ClusterSum, SumKey
from .model_versions import ModelVersion

# A number, for rows with NULL would never be the same to the constraint of `Tally`
NO_CLUSTER = -1


class TallyKey(NamedTuple):
    """What assignments have in common that are counted together; the fields of `Tally`."""

    version: int
    collection: int
    status: str
    cluster: int
    category: str
    source: str
    verdict: str
    answer: str
    sector: str


class SegmentKey(NamedTuple):
    """The same for kinds of business; the fields of `SegmentTally`."""

    version: int
    collection: int
    cluster: int
    sector: str
    segment: str
    answer: str


Key = TallyKey | SegmentKey | CellKey | SumKey


def shift(changes: Mapping[Key, int]) -> None:
    """Add to the kept counts, in one order so that no two writers wait for each other."""
    tables: tuple[tuple[type[models.Model], Any], ...] = (
        *((SegmentTally, SegmentKey), (Tally, TallyKey)),
        *((CellTally, CellKey), (ClusterSum, SumKey)),
    )
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for table, kind in tables:
            changed = sorted(key for key in changes if isinstance(key, kind) and changes[key])
            if changed:
                _add(cursor, table, kind, [(*key, changes[key]) for key in changed])


def _add(cursor: Any, table: type[models.Model], kind: Any, rows: Sequence[Row]) -> None:
    begin, columns, add = _addition(table, kind)
    if connection.vendor == "postgresql":
        # As one value: psycopg takes longer to write thousands than the server to add them up
        names = columns.split(", ")
        records = json.dumps([dict(zip(names, row, strict=True)) for row in rows])
        read = f"json_populate_recordset(NULL::{table._meta.db_table}, %s)"
        cursor.execute(f"{begin} SELECT {columns} FROM {read} {add}", [records])  # noqa: S608
    else:
        execute_with_all(cursor, f"{begin} VALUES", rows, add)


@cache
def _addition(table: type[models.Model], kind: type[Key]) -> tuple[str, str, str]:
    """SQL that adds to kept counts, and begins each with the first of its kind: what stands before
    their values, the columns of these, and what stands behind.

    Every stored company pays for it, and Django takes longer to write it than a database to do it.
    """
    keys = {"version": "version_id", "collection": "collection_id"}
    columns = ", ".join(keys.get(name, name) for name in kind._fields)
    name = table._meta.db_table
    return (
        f"INSERT INTO {name} ({columns}, total)",
        f"{columns}, total",
        f"ON CONFLICT ({columns}) DO UPDATE SET total = {name}.total + excluded.total",
    )


class TallyQuerySet(ScopedQuerySet):
    def totals(self, *fields: str) -> dict:
        """Sums by one field (plain keys) or by several (tuples), nothing at 0."""
        sums = self.values_list(*fields).annotate(sum=Sum("total"))
        kept = sums.filter(sum__gt=0).order_by(*fields)
        if len(fields) == 1:
            return dict(kept)
        return {tuple(values): total for *values, total in kept}


class Tally(models.Model):
    """How many assignments have the same in all these fields; cluster is the shown one, or -1."""

    version = models.ForeignKey(
        "scoring.ModelVersion",
        on_delete=models.CASCADE,
        related_name="tallies",
    )
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="+",
        default=OPEN_ID,
        db_index=False,
    )
    status = models.CharField(max_length=10)
    cluster = models.IntegerField()
    category = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10)
    verdict = models.CharField(max_length=10)
    answer = models.CharField(max_length=10, blank=True)
    sector = models.CharField(max_length=40, blank=True)
    total = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "version",
                    "collection",
                    "status",
                    "cluster",
                    "category",
                    "source",
                    "verdict",
                    "answer",
                    "sector",
                ],
                name="one_tally_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        category = self.category or "no category"
        return f"{self.total} {self.status} in {self.cluster}, {category}"


class SegmentTally(models.Model):
    """How many assignments of a cluster (-1: of none) are shown as one kind of business.

    A table of its own: with hundreds of segments `Tally` would be too long to be read for a page.
    """

    version = models.ForeignKey("scoring.ModelVersion", on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="+",
        default=OPEN_ID,
        db_index=False,
    )
    cluster = models.IntegerField()
    sector = models.CharField(max_length=40, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=10, blank=True)
    total = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "segment tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "collection", "cluster", "sector", "segment", "answer"],
                name="one_segment_tally_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.total} in {self.segment or 'no segment'}"


def counts_by_status(version: ModelVersion | None) -> dict[str, int]:
    """How many companies have each status; a status that none has is left out."""
    if not version:
        return {}
    return Tally.objects.filter(version=version).totals("status")
