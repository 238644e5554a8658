"""Where the category that a company is listed under and what its text reads like disagree.

A training row counts where a model puts it that had not seen it, as long as no person has had a
word on it; any other company counts where it is shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from scoring.models import Assignment, Cluster, ModelVersion, Reading, Scope, ShownClusters
from scoring.models.tallies import NO_CLUSTER

# The largest; those of visitors may be without end
MOST_CATEGORIES = 30
MOST_LOOKED_AT = 1_000
# (number, category) -> companies
Totals = dict[tuple[int, str], int]
# Category -> the shown clusters that its companies belong in
Homes = dict[str, set[int]]


class ReadElsewhere(NamedTuple):
    """Training rows of a category that stand in one cluster and read like another one."""

    category: str
    shown: int | None
    read: int
    answer: str
    companies: int


def read_totals(version: ModelVersion, stored: Totals, scope: Scope) -> Totals:
    """The kept counts by cluster and category, with training rows where they read unseen."""
    return moved(stored, read_elsewhere(version, scope))


def read_elsewhere(version: ModelVersion, scope: Scope) -> list[ReadElsewhere]:
    """The training rows that a model puts elsewhere when it has not seen them."""
    standing = Reading.objects.visible_to(scope).standing(version)
    rows = standing.values_list(
        "submission__assignments__category",
        "submission__assignments__shown_cluster",
        "cluster",
        "submission__assignments__answer",
    )
    counted = rows.annotate(companies=Count("pk")).order_by()
    return [ReadElsewhere(*told) for told in counted]


def moved(stored: Totals, readings: Iterable[ReadElsewhere]) -> Totals:
    """Kept counts with companies where they read unseen."""
    totals = Counter(stored)
    for category, shown, read, _, companies in readings:
        stood = NO_CLUSTER if shown is None else shown
        totals[stood, category] -= companies
        totals[read, category] += companies
    # Without what nobody is left in
    return dict(+totals)


def homes(totals: Totals, clusters: ShownClusters) -> Homes:
    """The clusters in which text and category agree.

    A category is at home in the cluster that has most of it, and in each cluster of which it has
    the largest part.
    """
    by_category: dict[str, Counter[int]] = {}
    by_cluster: dict[int, Counter[str]] = {}
    for (number, category), companies in sorted(totals.items()):
        cluster = clusters.get(number)
        if cluster and category:
            in_clusters = by_category.setdefault(category, Counter())
            in_clusters[cluster.number] += companies
            of_categories = by_cluster.setdefault(cluster.number, Counter())
            of_categories[category] += companies
    found = {}
    sizes = {category: counts.total() for category, counts in by_category.items()}
    largest_first = sorted(sizes, key=lambda category: -sizes[category])
    for category in largest_first[:MOST_CATEGORIES]:
        [(main_cluster, _)] = by_category[category].most_common(1)
        found[category] = {main_cluster}
    for number, categories in by_cluster.items():
        [(main_category, _)] = categories.most_common(1)
        if main_category in found:
            found[main_category].add(number)
    return found


def read_cluster(submission: str, version: str) -> Case:
    """The number of the model's cluster that a company reads like.

    For rows with a verdict and a shown cluster, and these names for company and version.
    """
    readings = Reading.objects.filter(
        submission=OuterRef(submission),
        version=OuterRef(version),
    )
    unseen = Subquery(readings.values("cluster"))
    is_unsettled = Q(verdict=Assignment.Verdict.UNREVIEWED)
    return Case(
        When(is_unsettled, then=Coalesce(unseen, F("shown_cluster"))),
        default=F("shown_cluster"),
    )


def disagreeing(
    version: ModelVersion,
    clusters: ShownClusters,
    at_home: Homes,
    scope: Scope,
) -> QuerySet[Assignment, Any]:
    """The unreviewed companies that read like another cluster than their category's.

    Each with the number of that cluster as `read_cluster`.
    """
    scored = version.assignments.visible_to(scope).filter(
        status=Assignment.Status.SCORED,
        verdict=Assignment.Verdict.UNREVIEWED,
    )
    read = scored.annotate(read_cluster=read_cluster("submission", "version"))
    return _without_agreeing(read, clusters, at_home)


class Elsewhere(NamedTuple):
    """A company (its id) of a category that reads like another cluster."""

    company: int
    category: str
    cluster: Cluster


def least_sure(
    version: ModelVersion,
    clusters: ShownClusters,
    at_home: Homes,
    scope: Scope,
) -> Iterator[Elsewhere]:
    """Of those the least sure ones, among as many of the least sure as one would ever review.

    Where hardly any disagrees, a database would have to read all of a million to find one more.
    """
    unreviewed = version.assignments.visible_to(scope).filter(verdict=Assignment.Verdict.UNREVIEWED)
    columns = ("submission_id", "status", "category", "shown_cluster")
    rows = list(unreviewed.order_by("sure", "pk").values_list(*columns)[:MOST_LOOKED_AT])
    of_these = Reading.objects.visible_to(scope).filter(
        version=version,
        submission__in=[company for company, *_ in rows],
    )
    unseen = dict(of_these.values_list("submission_id", "cluster"))
    for company, status, category, shown in rows:
        cluster = clusters.get(unseen.get(company, shown))
        if status != Assignment.Status.SCORED or cluster is None or category not in at_home:
            continue
        if cluster.number not in at_home[category]:
            yield Elsewhere(company, category, cluster)


def settled(
    version: ModelVersion,
    clusters: ShownClusters,
    at_home: Homes,
    scope: Scope,
) -> QuerySet[Assignment, Any]:
    """The reviewed companies that a model reads like another cluster than their category's."""
    visible = version.assignments.visible_to(scope)
    reviewed = visible.exclude(verdict=Assignment.Verdict.UNREVIEWED)
    placed = reviewed.filter(cluster__isnull=False)
    readings = Reading.objects.filter(submission=OuterRef("submission"), version=version)
    unseen = Subquery(readings.values("cluster"))
    read = placed.annotate(read_cluster=Coalesce(unseen, F("cluster")))
    return _without_agreeing(read, clusters, at_home)


def _without_agreeing(
    read: QuerySet[Assignment, Any],
    clusters: ShownClusters,
    at_home: Homes,
) -> QuerySet[Assignment, Any]:
    """Those that read like no home of their category, of categories with a home."""
    agree = Q()
    for category, homes_of_it in at_home.items():
        # As the model says them: several of its numbers may be shown as one
        numbers: list[int] = []
        for home in homes_of_it:
            numbers += clusters.numbers_in(home)
        agree |= Q(category=category, read_cluster__in=numbers)
    in_known = read.filter(category__in=list(at_home))
    return in_known.exclude(agree)


def only_disagreeing(totals: Totals, clusters: ShownClusters, at_home: Homes) -> Totals:
    """Those of the counts that are of companies whose text and category disagree."""
    kept = {}
    for (number, category), companies in totals.items():
        cluster = clusters.get(number)
        if cluster is None or category not in at_home:
            continue
        if cluster.number not in at_home[category]:
            kept[number, category] = companies
    return kept
