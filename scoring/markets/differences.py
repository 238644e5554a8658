"""What a new division would change, company by company."""

from collections.abc import Iterable
from typing import NamedTuple

from scoring.markets.boxes import placed_in
from scoring.models import Cluster, Collection, ModelVersion, Placement, Submission

MOST_LISTED = 200
NEIGHBOURS = 3


class Move(NamedTuple):
    """A company that would stand elsewhere, and its nearest companies there; None is outside."""

    company: Submission
    was: Cluster | None
    now: Cluster | None
    because_of: list[Submission]


class Differences(NamedTuple):
    """Companies that are new, that move, and how many are gone since the shown division.

    Of each at most 200 are listed.
    """

    new: list[Move]
    moved: list[Move]
    news: int
    moves: int
    gone: int
    stay: int


def differences(collection: Collection, shown: ModelVersion, proposed: ModelVersion) -> Differences:
    before = {each.submission_id: each for each in placed_in(collection, shown)}
    after = {each.submission_id: each for each in placed_in(collection, proposed)}
    new = [pk for pk in after if pk not in before or before[pk].is_new]
    moved = [
        pk for pk in after if pk in before and before[pk].shown_cluster != after[pk].shown_cluster
    ]
    moved = [pk for pk in moved if not before[pk].is_new]
    listed = [*new[:MOST_LISTED], *moved[:MOST_LISTED]]
    companies = _companies(collection, listed, after)
    old_clusters = {cluster.number: cluster for cluster in shown.clusters.all()}
    new_clusters = {cluster.number: cluster for cluster in proposed.clusters.all()}

    def told(pk: int) -> Move:
        was, now = before.get(pk), after[pk]
        return Move(
            company=companies[pk],
            was=_at(old_clusters, was),
            now=_at(new_clusters, now),
            because_of=[companies[near] for near in _reasons(now, after) if near in companies],
        )

    return Differences(
        new=[told(pk) for pk in new[:MOST_LISTED] if pk in companies],
        moved=[told(pk) for pk in moved[:MOST_LISTED] if pk in companies],
        news=len(new),
        moves=len(moved),
        gone=max(shown.rows - sum(not each.is_new for each in before.values()), 0),
        stay=len(after) - len(new) - len(moved),
    )


def _at(clusters: dict[int, Cluster], placed: Placement | None) -> Cluster | None:
    if placed is None or placed.shown_cluster is None:
        return None
    return clusters.get(placed.shown_cluster)


def _reasons(placed: Placement, after: dict[int, Placement]) -> list[int]:
    """The nearest companies that stand in the same cluster."""
    near = [
        other
        for other in placed.near
        if other in after and after[other].shown_cluster == placed.shown_cluster
    ]
    return near[:NEIGHBOURS]


def _companies(
    collection: Collection, listed: Iterable[int], after: dict[int, Placement]
) -> dict[int, Submission]:
    wanted = set(listed)
    for pk in listed:
        wanted.update(_reasons(after[pk], after))
    visible = Submission.objects.visible_to(collection.alone).defer("text")
    return visible.in_bulk(wanted)
