"""What stored rows say of clusters: their most typical companies, how tight and how close.

Companies whose place is a guess do not count.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from scoring.models import (
    Assignment,
    Cluster,
    ClusterSum,
    ModelVersion,
    Scope,
    ShownClusters,
    distances_to_all,
)
from scoring.models.assignments import DOUBTFUL
from scoring.models.kept.figures import PARTS

TYPICAL = 5
NEIGHBOURS = 3
# Means that differ by less are told as equal
ALIKE = 0.05


class Member(NamedTuple):
    """A company, its distance to the centre of its cluster, and those to all centres as stored."""

    company: int
    title: str
    category: str
    number: int
    distance: float
    distances: list[float | None]


class Means(NamedTuple):
    """Of some companies: how many have a distance to their centre, and its mean.

    `judged` are those that have a “sure”, of which `sure` is the mean.
    """

    placed: int
    distance: float
    judged: int
    sure: float


class Tightness(NamedTuple):
    """A cluster's means beside those of all clusters."""

    own: Means
    all: Means

    @property
    def is_compared(self) -> bool:
        """Whether there is any other company to compare with."""
        return self.all.placed > self.own.placed

    @property
    def words(self) -> str:
        return _compared(
            self.own.distance,
            self.all.distance,
            less="tighter than",
            more="looser than",
            alike="as tight as",
        )

    @property
    def sure_words(self) -> str:
        return _compared(
            self.own.sure,
            self.all.sure,
            less="less sure than",
            more="surer than",
            alike="as sure as",
        )


class Neighbour(NamedTuple):
    """Another cluster, and how far the most typical companies are from its centre."""

    cluster: Cluster
    distance: float


def typical_members(
    version: ModelVersion,
    clusters: ShownClusters,
    wanted: Sequence[Cluster],
    most: int,
    scope: Scope,
) -> dict[int, list[Member]]:
    """The companies nearest to the centres of each wanted cluster, by its number.

    A cluster has at most so many, and no title twice.
    """
    numbers: list[int] = []
    for cluster in wanted:
        numbers += clusters.numbers_in(cluster.number)
    members: dict[int, list[Member]] = {cluster.number: [] for cluster in wanted}
    # Twice as many, for some may have been sent more than once
    for member in _nearest(version, numbers, 2 * most, scope):
        shown = clusters[member.number]
        chosen = members[shown.number]
        titles = {other.title for other in chosen}
        if len(chosen) < most and member.title not in titles:
            chosen.append(member)
    return members


def _nearest(
    version: ModelVersion,
    numbers: Sequence[int],
    most: int,
    scope: Scope,
) -> list[Member]:
    """So many of each number; however many there are, few steps in the index find them."""
    visible = Assignment.objects.visible_to(scope)
    own = visible.filter(
        version=version,
        shown_cluster=OuterRef("number"),
        centre_distance__isnull=False,
    ).exclude(answer__in=DOUBTFUL)
    ids = own.order_by("centre_distance", "pk").values("pk")
    # A subquery gives one value, so there is one for each place
    places = {}
    for place in range(most):
        only_this_one = ids[place : place + 1]
        places[f"nearest_{place}"] = Subquery(only_this_one)
    clusters = version.clusters.filter(number__in=numbers)
    with_nearest = clusters.annotate(**places).order_by()
    nearest: set[int] = set()
    for ids_of_cluster in with_nearest.values_list(*places):
        # None stands where a cluster has fewer companies
        nearest.update(pk for pk in ids_of_cluster if pk is not None)
    rows = visible.filter(pk__in=nearest).order_by("centre_distance", "pk")
    # As in Member
    fields = (
        "submission_id",
        "submission__title",
        "category",
        "shown_cluster",
        "centre_distance",
        "distances",
    )
    return [Member(*cells) for cells in rows.values_list(*fields)]


def tightness(
    version: ModelVersion,
    clusters: ShownClusters,
    cluster: Cluster,
    scope: Scope,
) -> Tightness | None:
    """How tight a shown cluster is; None while it has no company with a distance."""
    # By figure, of each number of the model's clusters, as they are kept
    kept = ClusterSum.objects.visible_to(scope).filter(version=version)
    sums: dict[int, Counter[str]] = {}
    for number, figure, total in kept.values_list("cluster", "figure", "total"):
        sums.setdefault(number, Counter())[figure] += total
    means = {}
    for number, of_number in sums.items():
        placed, judged = of_number["placed"], of_number["judged"]
        means[number] = Means(
            placed=placed,
            distance=of_number["distance"] / PARTS / (placed or 1),
            judged=judged,
            sure=of_number["sure"] / PARTS / (judged or 1),
        )
    numbers = clusters.numbers_in(cluster.number)
    own = _together([means[number] for number in numbers if number in means])
    if not own.placed:
        return None
    everywhere = _together(means.values())
    return Tightness(own, everywhere)


def _together(parts: Collection[Means]) -> Means:
    """The means of several clusters as those of one."""
    placed = sum(part.placed for part in parts)
    judged = sum(part.judged for part in parts)
    # A mean counts as often as there are companies in it
    all_distances = sum(part.placed * part.distance for part in parts)
    all_sure = sum(part.judged * part.sure for part in parts)
    return Means(
        placed=placed,
        distance=all_distances / (placed or 1),
        judged=judged,
        sure=all_sure / (judged or 1),
    )


def _compared(
    own: float,
    usual: float,
    less: str,
    more: str,
    alike: str,
) -> str:
    if abs(own - usual) <= ALIKE * usual:
        return alike
    if own < usual:
        return less
    return more


def nearest_clusters(
    members: Sequence[Member],
    clusters: ShownClusters,
    others: Iterable[Cluster],
) -> list[Neighbour]:
    """Those whose centres are nearest to a cluster's most typical companies on average."""
    rows = []
    for member in members:
        distances = distances_to_all(member.distances)
        # Of a company whose service tells the nearest alone there are none
        if distances:
            rows.append(distances)
    # A column for each number
    means = {}
    for number, distances_of_all in enumerate(zip(*rows, strict=True)):
        means[number] = sum(distances_of_all) / len(rows)
    neighbours = []
    for other in others:
        numbers = clusters.numbers_in(other.number)
        # Without a member there is no mean at all
        if means.keys() >= set(numbers):
            # One that others were merged into is as near as the nearest of its centres
            distance = min(means[number] for number in numbers)
            neighbours.append(Neighbour(other, distance))
    neighbours.sort(key=lambda neighbour: (neighbour.distance, neighbour.cluster.number))
    return neighbours[:NEIGHBOURS]
