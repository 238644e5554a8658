"""Which companies a version places elsewhere than the version before it."""

from collections import Counter
from typing import NamedTuple

from django.db.models import F, FilteredRelation, Q

from scoring.models import Cluster, ModelVersion, ShownClusters, Submission
from scoring.pages.caching import counted_lately
from scoring.versions.taking_over import shared_members

SHOWN = 20
# (old cluster, new cluster) -> companies that both models put there
Pairs = Counter[tuple[int, int]]


class Move(NamedTuple):
    """A company that does not stand where most of its old cluster went."""

    company: Submission
    before: Cluster | None
    after: Cluster | None


class Moves(NamedTuple):
    """What changed since the version before: so many of so many companies, and some of them."""

    before: ModelVersion
    companies: int
    moved: int
    rows: list[Move]


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
    moved = sum(number for (old, new), number in pairs.items() if new_home[old] != new)
    return Moves(before, companies, moved, _moved(version, before, new_home) if moved else [])


def new_homes(pairs: Pairs) -> dict[int, int]:
    """Old cluster -> the new one that most of its companies are in; of two the lower number."""
    found: dict[int, int] = {}
    # The largest last, over what was found before
    for old, new in sorted(pairs, key=lambda pair: (pairs[pair], -pair[1])):
        found[old] = new
    return found


def _moved(version: ModelVersion, before: ModelVersion, new_home: dict[int, int]) -> list[Move]:
    elsewhere = Q(pk__in=[])
    for old, new in new_home.items():
        elsewhere |= Q(old_cluster=old) & ~Q(new_cluster=new)
    companies = (
        Submission.objects.annotate(
            old=FilteredRelation("assignments", condition=Q(assignments__version=before)),
            new=FilteredRelation("assignments", condition=Q(assignments__version=version)),
        )
        .annotate(old_cluster=F("old__cluster"), new_cluster=F("new__cluster"))
        .filter(elsewhere, new_cluster__isnull=False)
        .only("title")
        .order_by("pk")
    )
    then, now = ShownClusters.of_version(before), ShownClusters.of_version(version)
    return [
        Move(company, then.own(company.old_cluster), now.own(company.new_cluster))
        for company in companies[:SHOWN]
    ]
