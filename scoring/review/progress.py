"""How far reviewing has come, and how often reviewers agree with the model."""

from collections import Counter
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils import timezone

from scoring.models import Assignment, Cluster, ModelVersion, Review, ShownClusters, Tally

Verdict = Assignment.Verdict
SAID = (Verdict.CONFIRMED, Verdict.WRONG)


class Progress(NamedTuple):
    """How many of the scored companies are reviewed."""

    reviewed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.reviewed


class Agreement(NamedTuple):
    """Of the reviewed companies that the model put in a cluster, those that were confirmed."""

    cluster: Cluster
    confirmed: int
    reviewed: int

    @property
    def percent(self) -> int:
        return round(100 * self.confirmed / self.reviewed)


def by_cluster(version: ModelVersion, clusters: ShownClusters) -> dict[int, Progress]:
    """Of each shown cluster, from the kept counts."""
    tallies = Tally.objects.filter(version=version, status=Assignment.Status.SCORED)
    reviewed: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for (number, verdict), companies in tallies.totals("cluster", "verdict").items():
        cluster = clusters.get(number)
        shown = cluster.number if cluster else number
        total[shown] += companies
        if verdict in SAID:
            reviewed[shown] += companies
    return {number: Progress(reviewed[number], total[number]) for number in sorted(total)}


def together(parts: dict[int, Progress]) -> Progress:
    """Of all clusters, by their numbers."""
    return Progress(
        reviewed=sum(part.reviewed for part in parts.values()),
        total=sum(part.total for part in parts.values()),
    )


def agreement(version: ModelVersion, clusters: ShownClusters) -> list[Agreement]:
    """For each shown cluster that has reviewed companies, from those alone."""
    # By what the model said, for a corrected company stands in another cluster now
    rows = version.assignments.filter(verdict__in=SAID, cluster__in=clusters.all_numbers)
    counted = rows.order_by().values_list("cluster", "verdict").annotate(Count("pk"))
    confirmed: Counter[int] = Counter()
    reviewed: Counter[int] = Counter()
    for number, verdict, companies in counted:
        shown = clusters[number].number
        reviewed[shown] += companies
        if verdict == Verdict.CONFIRMED:
            confirmed[shown] += companies
    lines = []
    for number in sorted(reviewed):
        lines.append(Agreement(clusters[number], confirmed[number], reviewed[number]))
    return lines


def done_today(reviewer: User) -> int:
    """Companies on which a verdict of today by this reviewer was not taken back."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    reviews = Review.objects.filter(reviewer=reviewer, made_at__gte=midnight, verdict__in=SAID)
    standing = reviews.exclude(assignment__verdict=Verdict.UNREVIEWED)
    # Without the order of reviews, which would make each of them distinct
    companies = standing.order_by().values("assignment__submission")
    return companies.distinct().count()
