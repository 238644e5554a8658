"""What a new division would change, company by company."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, Self

from django.db.models import QuerySet

from scoring.markets.boxes import placed_in
from scoring.models import (
    Cluster,
    Collection,
    ModelVersion,
    Placement,
    Scope,
    Submission,
)

MOST_LISTED = 200
NEIGHBOURS = 3


class Move(NamedTuple):
    """A company that would stand elsewhere, and its nearest companies there; None is outside.

    `is_changed` says that its text is another one than the shown division read.
    """

    company: Submission
    was: Cluster | None
    now: Cluster | None
    because_of: list[Submission]
    is_changed: bool


class Gone(NamedTuple):
    """What is no longer in the collection: a company that was moved away, or some of a cluster.

    Of those that were deleted nothing is kept but their number.
    """

    company: Submission | None
    was: Cluster | None
    total: int

    @classmethod
    def read_all(
        cls,
        collection: Collection,
        shown: ModelVersion,
        clusters: dict[int, Cluster],
        seen: Scope,
    ) -> list[Self]:
        """Companies that stand in another collection now, then how many are gone besides."""
        divided = Placement.objects.visible_to(seen).filter(version=shown, is_new=False)
        away = divided.exclude(submission__collection=collection).select_related("submission")
        gone = []
        for each in away.order_by("pk"):
            gone.append(cls(each.submission, _at(clusters, each), 1))
        left = Counter(shown.figures.get("sizes", {}))
        there = Placement.objects.visible_to(collection.alone).filter(version=shown, is_new=False)
        left.subtract(str(number) for number in there.values_list("cluster", flat=True))
        left.subtract(str(each.cluster) for each in away)
        for number, total in left.items():
            if total > 0:
                cluster = None
                if number.isdecimal():
                    cluster = clusters.get(int(number))
                gone.append(cls(None, cluster, total))
        return gone


class Differences(NamedTuple):
    """Companies that are new, that move, and that are gone since the shown division.

    Of each at most 200 are listed.
    """

    new: list[Move]
    moved: list[Move]
    gone: list[Gone]
    news: int
    moves: int
    goes: int
    stay: int


def differences(
    collection: Collection, shown: ModelVersion, proposed: ModelVersion, seen: Scope
) -> Differences:
    """What differs, for somebody who may see the companies of the scope `seen`."""
    before = {each.submission_id: each for each in placed_in(collection, shown)}
    after = {each.submission_id: each for each in placed_in(collection, proposed)}
    new, moved = [], []
    for pk, now in after.items():
        was = before.get(pk)
        if was is None or was.is_new:
            new.append(pk)
        elif was.shown_cluster != now.shown_cluster:
            moved.append(pk)
    listed = [*new[:MOST_LISTED], *moved[:MOST_LISTED]]
    companies = _companies(collection, listed, after)
    old_clusters = {cluster.number: cluster for cluster in shown.clusters.all()}
    new_clusters = {cluster.number: cluster for cluster in proposed.clusters.all()}
    changed = set(changed_since(collection, shown).values_list("pk", flat=True))

    def told(pk: int) -> Move:
        now = after[pk]
        reasons = _reasons(now, after)
        return Move(
            company=companies[pk],
            was=_at(old_clusters, before.get(pk)),
            now=_at(new_clusters, now),
            because_of=[companies[near] for near in reasons if near in companies],
            is_changed=pk in changed,
        )

    gone = Gone.read_all(collection, shown, old_clusters, seen)
    return Differences(
        new=[told(pk) for pk in new[:MOST_LISTED] if pk in companies],
        moved=[told(pk) for pk in moved[:MOST_LISTED] if pk in companies],
        gone=gone[:MOST_LISTED],
        news=len(new),
        moves=len(moved),
        goes=sum(each.total for each in gone),
        stay=len(after) - len(new) - len(moved),
    )


def changed_since(collection: Collection, shown: ModelVersion) -> QuerySet[Submission]:
    """The companies that say something else than when they were divided."""
    there = Submission.objects.visible_to(collection.alone)
    return there.filter(earlier_texts__changed_at__gt=shown.created_at).distinct()


def _at(clusters: dict[int, Cluster], placed: Placement | None) -> Cluster | None:
    if placed is None or placed.shown_cluster is None:
        return None
    return clusters.get(placed.shown_cluster)


def _reasons(placed: Placement, after: dict[int, Placement]) -> list[int]:
    """The nearest companies that stand in the same cluster."""
    near = []
    for pk in placed.near:
        other = after.get(pk)
        if other and other.shown_cluster == placed.shown_cluster:
            near.append(pk)
    return near[:NEIGHBOURS]


def _companies(
    collection: Collection, listed: Iterable[int], after: dict[int, Placement]
) -> dict[int, Submission]:
    wanted = set(listed)
    for pk in listed:
        wanted.update(_reasons(after[pk], after))
    visible = Submission.objects.visible_to(collection.alone).defer("text")
    return visible.in_bulk(wanted)
