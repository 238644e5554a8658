"""Which companies a version places elsewhere than the version before it."""

from collections import Counter
from typing import NamedTuple

from django.db.models import QuerySet

from scoring.models import Assignment, Cluster, ModelVersion, ShownClusters, Submission
from scoring.pages.caching import counted_lately
from scoring.versions.taking_over import shared_members

MOST_WAYS = 5
MOST_COMPANIES = 8
# (old cluster, new cluster) -> companies that the models put there
Pairs = Counter[tuple[int, int]]


class Way(NamedTuple):
    """Companies that went from one cluster to another, unlike most of the old one: some of them."""

    before: Cluster | None
    after: Cluster | None
    total: int
    companies: list[Submission]

    @property
    def further(self) -> int:
        return self.total - len(self.companies)


class Moves(NamedTuple):
    """What changed since the version before: so many of so many companies, by the largest ways."""

    before: ModelVersion
    companies: int
    moved: int
    ways: list[Way]

    @property
    def further(self) -> int:
        """The moved companies that went other ways."""
        return self.moved - sum(way.total for way in self.ways)


def version_before(version: ModelVersion) -> ModelVersion | None:
    """The one of the same kind that was made before this one."""
    earlier = ModelVersion.objects.filter(
        kind=version.kind, endpoint=version.endpoint, pk__lt=version.pk
    )
    return earlier.order_by("-pk").first()


def moves(version: ModelVersion, before: ModelVersion) -> Moves | None:
    """None while no company has a cluster under both."""
    key = f"moves:{before.pk}:{version.pk}"
    pairs: Pairs = counted_lately(key, lambda: shared_members(before, version))
    companies = pairs.total()
    if not companies:
        return None
    new_home = new_homes(pairs)
    moved = Counter({pair: total for pair, total in pairs.items() if new_home[pair[0]] != pair[1]})
    return Moves(before, companies, moved.total(), _ways(version, before, moved))


def new_homes(pairs: Pairs) -> dict[int, int]:
    """Old cluster -> the new one that most of its companies are in; of two the lower number."""
    found: dict[int, int] = {}
    # The largest last, over what was found before
    for old, new in sorted(pairs, key=lambda pair: (pairs[pair], -pair[1])):
        found[old] = new
    return found


def _ways(version: ModelVersion, before: ModelVersion, moved: Pairs) -> list[Way]:
    then, now = ShownClusters.of_version(before), ShownClusters.of_version(version)
    ways = []
    for (old, new), total in moved.most_common(MOST_WAYS):
        stood = before.assignments.filter(cluster=old).values("submission")
        stand = version.assignments.filter(cluster=new, submission__in=stood)
        companies = [row.submission for row in _with_titles(stand)]
        ways.append(Way(then.own(old), now.own(new), total, companies))
    return ways


def _with_titles(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    first = rows.select_related("submission").order_by("submission")[:MOST_COMPANIES]
    return first.only("submission__title")
