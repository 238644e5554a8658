"""What a division takes over from the one that is shown: numbers, names, and a person's words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from scoring.markets.dividing.companies import Company
from scoring.models import Cluster, ModelVersion, Placement

# As in `clustering/market/dividing.py`, which loads scikit-learn
OUTSIDE = -1


@dataclass(frozen=True)
class Earlier:
    """The division that is shown, with its clusters by number and its placements by company."""

    version: ModelVersion | None = None
    clusters: dict[int, Cluster] = field(default_factory=dict)
    placements: dict[int, Placement] = field(default_factory=dict)

    @classmethod
    def of(cls, version: ModelVersion | None) -> "Earlier":
        if version is None:
            return cls()
        clusters = {cluster.number: cluster for cluster in version.clusters.all()}
        placed = Placement.objects.filter(version=version)
        placements = {each.submission_id: each for each in placed}
        return cls(version=version, clusters=clusters, placements=placements)

    @property
    def next_number(self) -> int:
        return max(self.clusters, default=-1) + 1

    @property
    def kept_numbers(self) -> set[int]:
        """The clusters that stay whatever a new division finds: all but parts that are drafts."""
        return {number for number, cluster in self.clusters.items() if not cluster.is_draft}

    def part_of(self, company: int, cluster: int | None) -> int | None:
        """The part in which a company stands on, where it stays in its cluster."""
        placed = self.placements.get(company)
        if placed is None or placed.part not in self.kept_numbers:
            return None
        if placed.shown_cluster != cluster:
            return None
        return placed.part

    def labels(self, companies: Sequence[Company]) -> list[int]:
        """Where each company stands now, OUTSIDE where it is new; empty without a division."""
        if self.version is None:
            return []
        return [self._shown(company.pk) for company in companies]

    def settled(self, companies: Sequence[Company]) -> dict[int, int]:
        """Place -> cluster of the companies that a person put there."""
        found = {}
        for place, company in enumerate(companies):
            placed = self.placements.get(company.pk)
            if placed and placed.is_settled:
                found[place] = self._shown(company.pk)
        return found

    def _shown(self, company: int) -> int:
        placed = self.placements.get(company)
        if placed is None or placed.shown_cluster is None:
            return OUTSIDE
        return placed.shown_cluster

    def carry_over(self, cluster: Cluster) -> None:
        """Name and show a new cluster as the earlier one of its number; it is not stored yet."""
        before = self.clusters.get(cluster.number)
        if before is None:
            return
        cluster.model_name = before.model_name
        cluster.given_name = before.given_name
        cluster.is_hidden = before.is_hidden
        cluster.merged_into = before.merged_into
        cluster.part_of = before.part_of
        cluster.phrases = cluster.phrases or before.phrases
