"""Companies that a person puts elsewhere: into another cluster, a new one, or outside."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from scoring.clusters import display
from scoring.clusters.display import DisplayError
from scoring.markets.boxes import placed_in, shown_clusters
from scoring.markets.changing.recording import Kind, Snapshot, record
from scoring.models import Cluster, Collection, ModelVersion


@transaction.atomic
def move(
    collection: Collection,
    version: ModelVersion,
    companies: Sequence[int],
    into: int | None,
    by: str,
) -> int:
    """Put companies (by their ids) into a cluster, or outside; returns how many were elsewhere.

    Later divisions leave them there.

    Raises:
        DisplayError: there is no such cluster, or no company is chosen.
    """
    if not companies:
        raise DisplayError("Tick companies first.")
    if into is not None and shown_clusters(version).own(into) is None:
        raise DisplayError(f"There is no cluster {into}.")
    moved, stood_in = _elsewhere(collection, version, companies, into)
    # Who goes outside came from a cluster
    about = stood_in if into is None else into
    if not moved or about is None:
        return 0
    before = Snapshot.of(collection, version, moved)
    _put(collection, version, moved, into)
    after = Snapshot.of(collection, version, moved)
    record(Kind.MOVE, version.clusters.get(number=about), before, after, by)
    return len(moved)


@transaction.atomic
def move_into_new(
    collection: Collection,
    version: ModelVersion,
    companies: Sequence[int],
    name: str,
    by: str,
) -> int:
    """Put companies into a cluster of a person's own; returns how many. As `move`.

    Raises:
        DisplayError: it has no name, or one that is too long, or none of the companies is here.
    """
    if not name:
        raise DisplayError("Give the new cluster a name.")
    if len(name) > display.LONGEST_NAME:
        raise DisplayError(f"A name has at most {display.LONGEST_NAME} characters.")
    number = next_number(version)
    moved, _ = _elsewhere(collection, version, companies, number)
    if not moved:
        raise DisplayError("None of these companies is in this collection any more.")
    before = Snapshot.of(collection, version, moved)
    cluster = Cluster.objects.create(version=version, number=number, given_name=name)
    _put(collection, version, moved, number)
    after = Snapshot.of(collection, version, moved)
    record(Kind.MOVE, cluster, before, after, by)
    return len(moved)


def next_number(version: ModelVersion) -> int:
    """The number of the next cluster; nobody else takes it before the transaction ends."""
    ModelVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    last = version.clusters.aggregate(last=Max("number"))["last"]
    if last is None:
        return 0
    return last + 1


def _elsewhere(
    collection: Collection,
    version: ModelVersion,
    companies: Sequence[int],
    into: int | None,
) -> tuple[list[int], int | None]:
    """Those that are not there yet, by their ids, and where the first of them stands."""
    placed = placed_in(collection, version).select_for_update(of=("self",))
    asked = placed.filter(submission__in=companies)
    rows = [each for each in asked if each.shown_cluster != into]
    stood_in = rows[0].shown_cluster if rows else None
    return [each.submission_id for each in rows], stood_in


def _put(
    collection: Collection,
    version: ModelVersion,
    companies: Sequence[int],
    into: int | None,
) -> None:
    placed = placed_in(collection, version).filter(submission__in=companies)
    placed.update(shown_cluster=into, is_settled=True, is_new=False, part=None, otherwise=None)
