"""How far reviewing has come, and how often reviewers agree with the model."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.utils import timezone

from scoring.models import Assignment, Cluster, ModelVersion, Review, ShownClusters
from scoring.review.labels import Counts
from scoring.review.queue import Queue

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


def by_cluster(counts: Counts, clusters: ShownClusters) -> dict[int, Progress]:
    """Of each shown cluster, by its number; what fits none stands under a number of its own."""
    reviewed: Counter[int] = Counter()
    total: Counter[int] = Counter()
    for (number, _, verdict), companies in counts.items():
        cluster = clusters.get(number)
        shown = cluster.number if cluster else number
        total[shown] += companies
        if verdict in SAID:
            reviewed[shown] += companies
    return {number: Progress(reviewed[number], total[number]) for number in sorted(total)}


def together(parts: Iterable[Progress]) -> Progress:
    """Of several parts as one."""
    parts = list(parts)
    return Progress(
        reviewed=sum(part.reviewed for part in parts),
        total=sum(part.total for part in parts),
    )


def of_queue(queue: Queue, counts: Counts) -> Progress:
    """Of the companies that a queue asks for."""
    asked = queue.asked
    if asked.category:
        counts = {key: companies for key, companies in counts.items() if key[1] == asked.category}
    if not asked.disagree:
        parts = by_cluster(counts, queue.clusters)
        if asked.cluster:
            return parts.get(asked.cluster.number, Progress(0, 0))
        return together(parts.values())
    disagreeing = queue.labels.counts(counts, queue.clusters)
    left = 0
    for (number, _, verdict), companies in disagreeing.items():
        is_asked_for = asked.cluster in (None, queue.clusters.get(number))
        if verdict == Verdict.UNREVIEWED and is_asked_for:
            left += companies
    # By what the model said, for a corrected company stands in another cluster now
    done = _reviewed(queue.version, queue.clusters).filter(
        queue.labels.disagreeing(queue.clusters, "cluster")
    )
    if asked.cluster:
        done = done.filter(cluster__in=queue.clusters.numbers_in(asked.cluster.number))
    if asked.category:
        done = done.filter(category=asked.category)
    reviewed = done.count()
    return Progress(reviewed, reviewed + left)


def agreement(version: ModelVersion, clusters: ShownClusters) -> list[Agreement]:
    """For each shown cluster that has reviewed companies, from those alone."""
    # By what the model said, for a corrected company stands in another cluster now
    rows = _reviewed(version, clusters)
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


def _reviewed(version: ModelVersion, clusters: ShownClusters) -> QuerySet[Assignment]:
    return version.assignments.filter(verdict__in=SAID, cluster__in=clusters.all_numbers)


def done_today(reviewer: User) -> int:
    """Companies on which a verdict of today by this reviewer was not taken back."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    reviews = Review.objects.filter(reviewer=reviewer, made_at__gte=midnight, verdict__in=SAID)
    standing = reviews.exclude(assignment__verdict=Verdict.UNREVIEWED)
    # Without the order of reviews, which would make each of them distinct
    companies = standing.order_by().values("assignment__submission")
    return companies.distinct().count()


def said_since(version: ModelVersion) -> int:
    """Companies of a version with a verdict that is newer than its training."""
    reviews = Review.objects.filter(
        assignment__version=version, made_at__gte=version.created_at, verdict__in=SAID
    )
    standing = reviews.exclude(assignment__verdict=Verdict.UNREVIEWED)
    return standing.order_by().values("assignment").distinct().count()
