"""A collection's own clusters as files: JSON, a flat table, a workbook with a sheet for each."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, FilteredRelation, Q

from scoring.markets.boxes import placed_in, shown_clusters
from scoring.models import Cluster, Collection, ModelVersion, model_versions
from scoring.tables.writing import Table

HEADER = ("Id", "Title", "Category", "Sector", "Segment", "Part", "Fit", "Neighbours say", "Text")
OUTSIDE = "Outside"


class Export:
    """What a division holds, cluster by cluster, the most typical companies first.

    All of it, or chosen companies `only`, by their ids.
    """

    def __init__(
        self, collection: Collection, version: ModelVersion, only: Sequence[int] | None = None
    ) -> None:
        self.collection = collection
        self.version = version
        self.only = only
        self.clusters = shown_clusters(version)
        self.names = {cluster.number: cluster.name for cluster in version.clusters.all()}

    def as_json(self) -> dict[str, Any]:
        """Clusters and members as JSON has them."""
        clusters = []
        for cluster in self.clusters:
            parts = self.version.clusters.filter(part_of=cluster.number)
            companies = self._records(cluster)
            told = {
                "number": cluster.number,
                "name": cluster.name,
                "phrases": cluster.phrases,
                "hidden": cluster.is_hidden,
                "size": len(companies),
                "parts": [{"number": part.number, "name": part.name} for part in parts],
                "companies": companies,
            }
            clusters.append(told)
        return {
            "collection": self.collection.name,
            "divided_at": self.version.created_at.isoformat(timespec="seconds"),
            "clusters": clusters,
            "outside": self._records(None),
        }

    def flat(self) -> Table:
        """All companies with their clusters."""
        header = ["Cluster", *HEADER]
        return Table("clusters", header, self._flat_rows())

    def sheets(self) -> list[Table]:
        """A table for each cluster that has a company, the outside last."""
        tables = []
        for cluster in [*self.clusters, None]:
            rows = list(self._rows(cluster))
            if rows:
                tables.append(Table(cluster.name if cluster else OUTSIDE, HEADER, rows))
        return tables

    def _records(self, cluster: Cluster | None) -> list[dict[str, Any]]:
        names = [name.lower().replace(" ", "_") for name in HEADER]
        return [dict(zip(names, row, strict=True)) for row in self._rows(cluster)]

    def _flat_rows(self) -> Iterator[list[Any]]:
        for cluster in [*self.clusters, None]:
            name = cluster.name if cluster else OUTSIDE
            for row in self._rows(cluster):
                yield [name, *row]

    def _rows(self, cluster: Cluster | None) -> Iterator[list[Any]]:
        placed = placed_in(self.collection, self.version)
        if self.only is not None:
            placed = placed.filter(submission__in=self.only)
        if cluster:
            placed = placed.filter(shown_cluster__in=self.clusters.numbers_in(cluster.number))
        else:
            placed = placed.filter(shown_cluster=None)
        trained = Q(submission__assignments__version=model_versions.embedded())
        read = placed.annotate(row=FilteredRelation("submission__assignments", condition=trained))
        rows = read.order_by("-fit", "pk").values_list(
            "submission",
            F("submission__title"),
            F("submission__category"),
            F("row__shown_sector"),
            F("row__shown_segment"),
            "part",
            "fit",
            "otherwise",
            F("submission__text"),
        )
        stored = rows.iterator(chunk_size=500)
        for *known, part, fit, otherwise, text in stored:
            part_name = self.names.get(part)
            neighbours_say = self.names.get(otherwise)
            yield [*known, part_name, round(fit, 2), neighbours_say, text]
