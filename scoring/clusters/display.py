"""How clusters are shown: reviewers rename, hide and merge them, and every change can be undone.

What the model said, where companies stand and the kept counts are never touched.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from scoring.models import Cluster, ClusterChange, ModelVersion

logger = logging.getLogger(__name__)

Kind = ClusterChange.Kind
FIELDS = ("given_name", "is_hidden", "merged_into")
LONGEST_NAME = 100
SHOWN_CHANGES = 5
# What undoing comes upon where JSON is not as it was stored
DAMAGE = (LookupError, TypeError, ValueError, AttributeError, FieldError, ValidationError)


class DisplayError(ValueError):
    """A change that cannot be made; the message says why."""


class _Display:
    """The clusters of a version, locked, and the states in which they were found."""

    def __init__(self, version: ModelVersion) -> None:
        # All of them: whether one may be merged depends on what the others are merged into
        locked = version.clusters.select_for_update()
        self.clusters = {cluster.number: cluster for cluster in locked}
        self.states_before = self._states(self.clusters.values())

    def get(self, number: int) -> Cluster:
        if number not in self.clusters:
            raise DisplayError(f"There is no cluster {number}.")
        return self.clusters[number]

    def shown(self, number: int) -> Cluster:
        """A cluster that is not merged into another."""
        cluster = self.get(number)
        if cluster.merged_into is not None:
            raise DisplayError(
                f"{cluster} is shown as {self.get(cluster.merged_into)}: split it off first."
            )
        return cluster

    def merged_into(self, number: int) -> list[Cluster]:
        return [cluster for cluster in self.clusters.values() if cluster.merged_into == number]

    def keep(self, kind: Kind, touched: list[Cluster], by: str) -> ClusterChange | None:
        """Store what was touched, the cluster that it is about first; None without a difference."""
        before = self._before(touched)
        after = self._states(touched)
        if before == after:
            return None
        Cluster.objects.bulk_update(touched, FIELDS)
        return ClusterChange.objects.create(
            cluster=touched[0],
            kind=kind,
            before=before,
            after=after,
            reviewer_name=by,
        )

    def put_back(self, change: ClusterChange) -> None:
        touched = [self.get(int(number)) for number in change.before]
        if self._before(touched) != change.after:
            raise DisplayError(
                "These clusters took over another version's names since: change them by hand."
            )
        for cluster in touched:
            state = change.before[str(cluster.number)]
            for field, value in state.items():
                setattr(cluster, field, value)
        Cluster.objects.bulk_update(touched, FIELDS)

    def _before(self, touched: Iterable[Cluster]) -> dict[str, Any]:
        numbers = [str(cluster.number) for cluster in touched]
        return {number: self.states_before[number] for number in numbers}

    @staticmethod
    def _states(clusters: Iterable[Cluster]) -> dict[str, Any]:
        states = {}
        for cluster in clusters:
            # As JSON has it, in which every key is a text
            key = str(cluster.number)
            states[key] = {field: getattr(cluster, field) for field in FIELDS}
        return states


def change_cluster(
    *,
    version: ModelVersion,
    number: int,
    kind: str,
    name: str,
    into: int | None,
    by: str,
) -> ClusterChange | None:
    """One change of a kind, as a form asks for it; None if it makes no difference.

    Raises:
        DisplayError: it cannot be made.
    """
    match kind:
        case Kind.RENAME:
            return rename(version=version, number=number, name=name, by=by)
        case Kind.HIDE:
            return hide(version=version, number=number, by=by)
        case Kind.SHOW:
            return show(version=version, number=number, by=by)
        case Kind.MERGE if into is not None:
            return merge(version=version, number=number, into=into, by=by)
        case Kind.SPLIT:
            return split(version=version, number=number, by=by)
        case _:
            raise DisplayError("Choose the cluster to merge it into.")


@transaction.atomic
def rename(
    *,
    version: ModelVersion,
    number: int,
    name: str,
    by: str,
) -> ClusterChange | None:
    """Give a cluster a name; an empty one, or the model's own, goes back to the model's.

    Raises:
        DisplayError: there is no such cluster, or the name is too long.
    """
    if len(name) > LONGEST_NAME:
        raise DisplayError(
            f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}."
        )
    display = _Display(version)
    cluster = display.get(number)
    cluster.given_name = "" if name == cluster.model_name else name
    return display.keep(Kind.RENAME, [cluster], by)


@transaction.atomic
def hide(*, version: ModelVersion, number: int, by: str) -> ClusterChange | None:
    """Leave a cluster out of overviews.

    Raises:
        DisplayError: there is no such cluster, or it is merged into another.
    """
    display = _Display(version)
    cluster = display.shown(number)
    cluster.is_hidden = True
    return display.keep(Kind.HIDE, [cluster], by)


@transaction.atomic
def show(*, version: ModelVersion, number: int, by: str) -> ClusterChange | None:
    """Take a hidden cluster into overviews again.

    Raises:
        DisplayError: there is no such cluster, or it is merged into another.
    """
    display = _Display(version)
    cluster = display.shown(number)
    cluster.is_hidden = False
    return display.keep(Kind.SHOW, [cluster], by)


@transaction.atomic
def merge(
    *,
    version: ModelVersion,
    number: int,
    into: int,
    by: str,
) -> ClusterChange | None:
    """Show a cluster, and those that were merged into it, as another one.

    Raises:
        DisplayError: one of them does not exist or is merged already, the other one is hidden, or
            they are one.
    """
    display = _Display(version)
    cluster = display.shown(number)
    target = display.shown(into)
    if cluster == target:
        raise DisplayError("A cluster cannot be merged into itself: choose another one.")
    if target.is_hidden:
        raise DisplayError(f"{target} is hidden: show it first.")
    # Those that were merged into it go along, so that pages look one step far and no further
    moved = [cluster, *display.merged_into(number)]
    for part in moved:
        part.merged_into = target.number
    # The target too, so that nobody undoes this after the target itself was merged
    return display.keep(Kind.MERGE, [*moved, target], by)


@transaction.atomic
def split(*, version: ModelVersion, number: int, by: str) -> ClusterChange | None:
    """Show a merged cluster by itself again.

    Raises:
        DisplayError: there is no such cluster, or it is not merged.
    """
    display = _Display(version)
    cluster = display.get(number)
    if cluster.merged_into is None:
        raise DisplayError(f"{cluster} is not merged into another one.")
    target = display.get(cluster.merged_into)
    cluster.merged_into = None
    return display.keep(Kind.SPLIT, [cluster, target], by)


@contextmanager
def damage_refused() -> Iterator[None]:
    """Undo nothing by what somebody damaged by hand of a recorded change. Raises DisplayError."""
    try:
        with transaction.atomic():
            yield
    except DisplayError:
        raise
    except (*DAMAGE, DataError, IntegrityError) as error:
        logger.warning("A recorded change cannot be undone: %r", error)
        raise DisplayError("What was recorded of it is damaged: change it by hand.") from error


@damage_refused()
def undo_change(*, version: ModelVersion, change: int, by: str) -> bool:
    """Put the clusters that a change touched back as they were; False if that was done before.

    Raises:
        DisplayError: there is no such change, or the same clusters were changed after it.
    """
    display = _Display(version)
    changes_made = ClusterChange.objects.filter(cluster__version=version)
    row = changes_made.filter(pk=change).first()
    if row is None:
        raise DisplayError("There is no such change.")
    if row.undone_at:
        return False
    standing_since = changes_made.filter(pk__gt=row.pk, undone_at=None)
    for later in standing_since.select_related("cluster"):
        touches_the_same = row.before.keys() & later.before.keys()
        if touches_the_same:
            names = {number: str(cluster) for number, cluster in display.clusters.items()}
            raise DisplayError(
                f"{later.cluster} was {later.told(names)} after that: undo that first."
            )
    display.put_back(row)
    row.undone_at = timezone.now()
    row.undone_by = by
    row.save(update_fields=["undone_at", "undone_by"])
    return True


def changes(
    version: ModelVersion, numbers: Iterable[int] | None = None, most: int = SHOWN_CHANGES
) -> list[ClusterChange]:
    """The last changes of a version, or those that touched some of its clusters, newest first."""
    rows = ClusterChange.objects.filter(cluster__version=version).select_related("cluster")
    if numbers is not None:
        rows = rows.filter(before__has_any_keys=[str(number) for number in numbers])
    return list(rows[:most])


def carry_over(before: ModelVersion, version: ModelVersion, same: dict[int, int]) -> None:
    """Show a version's clusters as those of another that have the same members.

    `same` leads from numbers of the other version to this one's; a merge goes over where both of
    its ends have such a number.
    """
    had_the_same = before.clusters.select_for_update().filter(number__in=same)
    old = {same[cluster.number]: cluster for cluster in had_the_same}
    new = {cluster.number: cluster for cluster in version.clusters.select_for_update()}
    for number, was in old.items():
        cluster = new[number]
        cluster.given_name = was.given_name or cluster.given_name
        cluster.is_hidden = was.is_hidden
        cluster.merged_into = None
        if was.merged_into is not None:
            cluster.merged_into = same.get(was.merged_into)
    for cluster in new.values():
        if cluster.merged_into is None:
            continue
        # What only this version had merged goes along with what it was merged into
        further = new[cluster.merged_into].merged_into
        if further is not None:
            cluster.merged_into = further
    Cluster.objects.bulk_update(new.values(), FIELDS)
