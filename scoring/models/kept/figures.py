"""Kept figures of clusters and of squares of the map, so that neither is told by reading its rows.

They are moved with the kept counts, by the same writer (`tallies.shift`).
"""

from typing import Any, NamedTuple

from django.db import models

from ..collections import OPEN_ID, Collection, ScopedQuerySet
from ..map_cells import BITS

# As many bits has each half of a kept cell's number: the whole map is drawn of the first, what is
# between two of them of the finer one, and nearer windows of their few rows
LEVELS = (6, 8, 10)
# Distances and sureness are added up in millionths: whole numbers come back to 0
PARTS = 1_000_000


class CellKey(NamedTuple):
    """The fields of `CellTally`."""

    version: int
    collection: int
    level: int
    cell: int
    cluster: int


class SumKey(NamedTuple):
    """The fields of `ClusterSum`."""

    version: int
    collection: int
    cluster: int
    figure: str


def cell_keys(assignment: Any, cluster: int) -> list[CellKey]:
    """The kept cells in which an assignment lies; none without a place."""
    if assignment.map_cell is None:
        return []
    version, collection = assignment.version_id, assignment.collection
    return [
        CellKey(version, collection, level, assignment.map_cell >> 2 * (BITS - level), cluster)
        for level in LEVELS
    ]


def sums(assignment: Any) -> dict[SumKey, int]:
    """What an assignment, which is no guess, adds to the figures of its shown cluster."""
    cluster, distance = assignment.shown_cluster, assignment.centre_distance
    if cluster is None or distance is None:
        return {}
    figures = {"placed": 1, "distance": round(PARTS * distance)}
    if assignment.sure is not None:
        figures |= {"judged": 1, "sure": round(PARTS * assignment.sure)}
    version, collection = assignment.version_id, assignment.collection
    return {SumKey(version, collection, cluster, name): part for name, part in figures.items()}


class CellTally(models.Model):
    """How many assignments of a cluster (-1: of none) lie in a square of the map."""

    version = models.ForeignKey(
        "scoring.ModelVersion",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="+",
        default=OPEN_ID,
        db_index=False,
    )
    level = models.PositiveSmallIntegerField(help_text="Bits of the column, and of the row.")
    cell = models.PositiveIntegerField(help_text="As `Assignment.map_cell`, without its last bits.")
    cluster = models.IntegerField()
    total = models.IntegerField(default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "cell tallies"
        constraints = [
            models.UniqueConstraint(
                # A window is a few runs of cells
                fields=["version", "level", "cell", "cluster", "collection"],
                name="one_tally_of_a_cell",
            )
        ]

    def __str__(self) -> str:
        return f"{self.total} of {self.cluster} in cell {self.cell} of level {self.level}"


class ClusterSum(models.Model):
    """Of the companies that are shown in a cluster and no guess: how many, and their sums.

    `placed` have a distance to the centre, of which `distance` is the sum; `judged` have a “sure”.
    """

    version = models.ForeignKey(
        "scoring.ModelVersion",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    collection = models.ForeignKey(
        Collection,
        on_delete=models.CASCADE,
        related_name="+",
        default=OPEN_ID,
        db_index=False,
    )
    cluster = models.IntegerField()
    figure = models.CharField(max_length=10)
    total = models.BigIntegerField(default=0, help_text="Sums are in millionths.")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "collection", "cluster", "figure"],
                name="one_sum_of_a_figure",
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure} of {self.cluster}: {self.total}"
