"""Which companies a version places elsewhere than the version before it."""

from collections import Counter
from typing import NamedTuple

from scoring.models import Cluster, ModelVersion, Scope, ShownClusters, Submission
from scoring.pages.caching import counted_lately
from scoring.versions.taking_over import Pairs, shared_members

MOST_WAYS = 5
MOST_COMPANIES = 8


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


def moves(version: ModelVersion, before: ModelVersion, scope: Scope) -> Moves | None:
    """None while no company has a cluster under both."""
    key = f"moves:{before.pk}:{version.pk}:{scope.key}"
    pairs: Pairs = counted_lately(key, lambda: shared_members(before, version, scope))
    companies = pairs.total()
    if not companies:
        return None
    new_home = new_homes(pairs)
    moved: Pairs = Counter()
    for (old, new), total in pairs.items():
        if new_home[old] != new:
            moved[old, new] = total
    return Moves(
        before=before,
        companies=companies,
        moved=moved.total(),
        ways=_ways(version, before, moved, scope),
    )


def new_homes(pairs: Pairs) -> dict[int, int]:
    """Old cluster -> the new one that most of its companies are in; of two the lower number."""

    def size(pair: tuple[int, int]) -> tuple[int, int]:
        _, new = pair
        return pairs[pair], -new

    found: dict[int, int] = {}
    # The largest last, over what was found before
    for old, new in sorted(pairs, key=size):
        found[old] = new
    return found


def _ways(version: ModelVersion, before: ModelVersion, moved: Pairs, scope: Scope) -> list[Way]:
    then = ShownClusters.of_version(before)
    now = ShownClusters.of_version(version)
    ways = []
    for (old, new), total in moved.most_common(MOST_WAYS):
        stood = before.assignments.visible_to(scope).filter(cluster=old)
        stand = version.assignments.visible_to(scope).filter(
            cluster=new,
            submission__in=stood.values("submission"),
        )
        rows = stand.select_related("submission").only("submission__title")
        first = rows.order_by("submission")[:MOST_COMPANIES]
        way = Way(
            before=then.own(old),
            after=now.own(new),
            total=total,
            companies=[row.submission for row in first],
        )
        ways.append(way)
    return ways
