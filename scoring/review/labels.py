"""Where text and label disagree: the model reads a company as another kind than its category says.

The label of a cluster is the category that most of its companies have. A company disagrees when its
category is the label of another cluster, and not of the one in which its text stands. A category
that is no cluster's label says nothing of either.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import Q

from scoring.models import Assignment, Cluster, ModelVersion, ShownClusters, Tally

# (number of a cluster, category, verdict) -> scored companies
Counts = dict[tuple[int, str, str], int]


def kept_counts(version: ModelVersion) -> Counts:
    """The scored companies of a version, read once for all that a page says of them."""
    scored = Tally.objects.filter(version=version, status=Assignment.Status.SCORED)
    return scored.totals("cluster", "category", "verdict")


class Labels(NamedTuple):
    """The label of each shown cluster that has one, by its number."""

    of_cluster: dict[int, str]

    @classmethod
    def usual(cls, counts: Counts, clusters: ShownClusters) -> "Labels":
        """As companies stand now; of categories with as many companies the first by alphabet."""
        categories: dict[int, Counter[str]] = defaultdict(Counter)
        for (number, category, _), companies in counts.items():
            cluster = clusters.get(number)
            if cluster and category:
                categories[cluster.number][category] += companies
        of_cluster = {}
        for number, totals in categories.items():
            of_cluster[number] = min(totals, key=lambda name: (-totals[name], name))
        return cls(of_cluster)

    def disagree(self, cluster: Cluster | None, category: str) -> bool:
        """Whether a category is the label of another cluster than this one."""
        if cluster is None or cluster.number not in self.of_cluster:
            return False
        return category != self.of_cluster[cluster.number] and category in self.of_cluster.values()

    def disagreeing(self, clusters: ShownClusters, field: str) -> Q:
        """The assignments that disagree, by a field that holds the number of a cluster."""
        labels = set(self.of_cluster.values())
        found = Q(pk__in=[])
        for number, label in self.of_cluster.items():
            inside = Q(**{f"{field}__in": clusters.numbers_in(number)})
            found |= inside & Q(category__in=labels - {label})
        return found

    def counts(self, counts: Counts, clusters: ShownClusters) -> Counts:
        """Those of the companies that disagree."""
        kept = {}
        for key, companies in counts.items():
            number, category, _ = key
            if self.disagree(clusters.get(number), category):
                kept[key] = companies
        return kept
