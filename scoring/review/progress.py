"""How far reviewing has come, and how often reviewers agree with the model."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.utils import timezone

from clustering.kinds.sureness import PROBABLE, UNSURE
from scoring.models import (
    Assignment,
    Cluster,
    ModelVersion,
    Review,
    Scope,
    ShownClusters,
    Tally,
)
from scoring.review.disagreements import Totals, settled
from scoring.review.queue import Asked, Queue

Verdict = Assignment.Verdict
SAID = (Verdict.CONFIRMED, Verdict.WRONG)
# (number of a cluster, category, verdict) -> scored companies
Counts = dict[tuple[int, str, str], int]


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
        share = self.confirmed / self.reviewed
        return round(100 * share)


def kept_counts(version: ModelVersion, scope: Scope) -> Counts:
    """The scored companies of a version, read once for all that a page says of them."""
    scored = Tally.objects.visible_to(scope).filter(
        version=version,
        status=Assignment.Status.SCORED,
    )
    return scored.totals("cluster", "category", "verdict")


def doubtful(version: ModelVersion, scope: Scope) -> int:
    """The scored companies that nobody has reviewed, and of which the model is not sure."""
    unreviewed = Tally.objects.visible_to(scope).filter(
        version=version,
        status=Assignment.Status.SCORED,
        verdict=Verdict.UNREVIEWED,
    )
    totals: dict[str, int] = unreviewed.totals("answer")
    return totals.get(PROBABLE, 0) + totals.get(UNSURE, 0)


def by_category(counts: Counts, *verdicts: str) -> Totals:
    """Those with one of these verdicts."""
    totals: Counter[tuple[int, str]] = Counter()
    for (number, category, verdict), companies in counts.items():
        if verdict in verdicts:
            totals[number, category] += companies
    return totals


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
    parts = {}
    for number in sorted(total):
        parts[number] = Progress(reviewed[number], total[number])
    return parts


def together(parts: Iterable[Progress]) -> Progress:
    """Of several parts as one."""
    parts = list(parts)
    return Progress(
        reviewed=sum(part.reviewed for part in parts),
        total=sum(part.total for part in parts),
    )


def of_queue(asked: Asked, counts: Counts, clusters: ShownClusters) -> Progress:
    """Of the companies that are asked for, whether text and label agree or not."""
    wanted: Counts = {}
    for key, companies in counts.items():
        _, category, _ = key
        if not asked.category or category == asked.category:
            wanted[key] = companies
    parts = by_cluster(wanted, clusters)
    if asked.cluster is None:
        return together(parts.values())
    nothing = Progress(reviewed=0, total=0)
    return parts.get(asked.cluster.number, nothing)


def left_in(
    queue: Queue,
    counts: Counts,
    disagreeing: Totals,
) -> list[tuple[int, str, int]]:
    """The number and the name of each shown cluster, and how many of its companies wait."""
    waiting = disagreeing
    if not queue.asked.disagree:
        waiting = by_category(counts, Verdict.UNREVIEWED)
    left: Counter[int] = Counter()
    for (number, _), companies in waiting.items():
        cluster = queue.clusters.get(number)
        if cluster:
            left[cluster.number] += companies
    called = queue.clusters.names
    return [(number, name, left[number]) for number, name in called.items()]


def of_disagreeing(queue: Queue, left: Totals) -> Progress:
    """Of the companies that are asked for and whose text and label disagree."""
    asked = queue.asked
    clusters = queue.clusters
    numbers = set(clusters.all_numbers)
    done: QuerySet[Any] = settled(queue.version, clusters, queue.at_home, queue.scope)
    if asked.category:
        done = done.filter(category=asked.category)
    if asked.cluster:
        numbers = set(clusters.numbers_in(asked.cluster.number))
        done = done.filter(read_cluster__in=numbers)
    waiting = 0
    for (number, category), companies in left.items():
        is_asked = not asked.category or category == asked.category
        if is_asked and number in numbers:
            waiting += companies
    reviewed = done.count()
    return Progress(reviewed, total=reviewed + waiting)


def agreement(version: ModelVersion, clusters: ShownClusters, scope: Scope) -> list[Agreement]:
    """For each shown cluster that has reviewed companies, from those alone."""
    # By what the model said, for a corrected company stands in another cluster now
    rows = version.assignments.visible_to(scope).filter(
        verdict__in=SAID,
        cluster__in=clusters.all_numbers,
    )
    said = rows.order_by().values_list("cluster", "verdict")
    counted = said.annotate(Count("pk"))
    confirmed: Counter[int] = Counter()
    reviewed: Counter[int] = Counter()
    for number, verdict, companies in counted:
        shown = clusters[number].number
        reviewed[shown] += companies
        if verdict == Verdict.CONFIRMED:
            confirmed[shown] += companies
    lines = []
    for number in sorted(reviewed):
        line = Agreement(
            cluster=clusters[number],
            confirmed=confirmed[number],
            reviewed=reviewed[number],
        )
        lines.append(line)
    return lines


def done_today(reviewer: User, scope: Scope) -> int:
    """Companies on which a verdict of today by this reviewer was not taken back."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    reviews = Review.objects.visible_to(scope).filter(
        reviewer=reviewer,
        made_at__gte=midnight,
        verdict__in=SAID,
    )
    standing = reviews.exclude(assignment__verdict=Verdict.UNREVIEWED)
    # Without the order of reviews, which would make each of them distinct
    companies = standing.order_by().values("assignment__submission")
    return companies.distinct().count()
