"""Which companies a version places elsewhere than the version before it."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, Q, QuerySet

from scoring.kinds.names import readable
from scoring.models import Assignment, Cluster, ModelVersion, Scope, ShownClusters, Submission
from scoring.pages.caching import counted_lately
from scoring.versions.taking_over import Pairs, shared_members

MOST_WAYS = 5
MOST_COMPANIES = 8


class Way(NamedTuple):
    """Companies that went from one cluster or sector to another: some of them.

    What went to where most of an old cluster went has not moved.
    """

    before: str
    after: str
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


def version_before(version: ModelVersion, active: ModelVersion | None) -> ModelVersion | None:
    """What a version is compared with: an older active one, else the one that was made before."""
    if active and active.pk < version.pk and active.kind == version.kind:
        return active
    earlier = ModelVersion.objects.filter(
        kind=version.kind,
        endpoint=version.endpoint,
        pk__lt=version.pk,
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
    then = ShownClusters.of_version(before)
    now = ShownClusters.of_version(version)
    ways = []
    for (old, new), total in moved.most_common(MOST_WAYS):
        stood = before.assignments.visible_to(scope).filter(cluster=old)
        stand = version.assignments.visible_to(scope).filter(
            cluster=new,
            submission__in=stood.values("submission"),
        )
        way = Way(
            before=_name(then.own(old)),
            after=_name(now.own(new)),
            total=total,
            companies=_first(stand),
        )
        ways.append(way)
    return Moves(before, companies=companies, moved=moved.total(), ways=ways)


def read_otherwise(version: ModelVersion, before: ModelVersion, scope: Scope) -> Moves | None:
    """Which companies read like another sector than before; None while none was read by both."""
    key = f"sector-moves:{before.pk}:{version.pk}:{scope.key}"
    pairs = counted_lately(key, lambda: _sectors_of_both(before, version, scope))
    moved: Counter[tuple[str, str]] = Counter()
    for (old, new), total in pairs.items():
        if old != new:
            moved[old, new] = total
    ways = []
    for (old, new), total in moved.most_common(MOST_WAYS):
        read = before.assignments.visible_to(scope).filter(sector=old)
        now = version.assignments.visible_to(scope).filter(
            sector=new,
            submission__in=read.values("submission"),
        )
        way = Way(
            before=readable(old),
            after=readable(new),
            total=total,
            companies=_first(now),
        )
        ways.append(way)
    if not pairs:
        return None
    return Moves(
        before,
        companies=pairs.total(),
        moved=moved.total(),
        ways=ways,
    )


def _sectors_of_both(
    before: ModelVersion, version: ModelVersion, scope: Scope
) -> Counter[tuple[str, str]]:
    """How many companies two models read as each pair of sectors."""
    companies = Submission.objects.visible_to(scope).annotate(
        old=FilteredRelation("assignments", condition=Q(assignments__version=before)),
        new=FilteredRelation("assignments", condition=Q(assignments__version=version)),
    )
    read = companies.filter(old__sector__gt="", new__sector__gt="")
    pairs = read.values_list("old__sector", "new__sector").order_by()
    counts = pairs.annotate(total=Count("pk"))
    return Counter({(old, new): total for old, new, total in counts})


def _first(rows: QuerySet[Assignment]) -> list[Submission]:
    named = rows.select_related("submission").only("submission__title")
    return [row.submission for row in named.order_by("submission")[:MOST_COMPANIES]]


def _name(cluster: Cluster | None) -> str:
    return (cluster and cluster.name) or "an unnamed cluster"


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
