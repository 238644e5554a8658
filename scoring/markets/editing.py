"""What a person says of where companies stand: moved by ticks, and moved back."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from scoring.clusters import display
from scoring.clusters.display import DisplayError
from scoring.markets.boxes import placed_in, shown_clusters
from scoring.models import Cluster, ClusterChange, Collection, ModelVersion

Kind = ClusterChange.Kind
COMPANIES = "companies"


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
    about = into
    if into is not None and shown_clusters(version).own(into) is None:
        raise DisplayError(f"There is no cluster {into}.")
    placed = placed_in(collection, version).select_for_update(of=("self",))
    rows = [each for each in placed.filter(submission__in=companies) if each.shown_cluster != into]
    if not rows:
        return 0
    if about is None:
        about = rows[0].shown_cluster
    before = {str(each.submission_id): [each.shown_cluster, each.is_settled] for each in rows}
    ids = [each.submission_id for each in rows]
    placed_in(collection, version).filter(submission__in=ids).update(
        shown_cluster=into, is_settled=True, is_new=False, part=None, otherwise=None
    )
    ClusterChange.objects.create(
        cluster=version.clusters.get(number=about),
        kind=Kind.MOVE,
        before={COMPANIES: before},
        after={COMPANIES: {key: [into, True] for key in before}},
        reviewer_name=by,
    )
    return len(rows)


@transaction.atomic
def new_cluster(version: ModelVersion, name: str) -> int:
    """A cluster of a person's own, still empty; returns its number.

    Raises:
        DisplayError: it has no name, or one that is too long.
    """
    if not name:
        raise DisplayError("Give the new cluster a name.")
    if len(name) > display.LONGEST_NAME:
        raise DisplayError(f"A name has at most {display.LONGEST_NAME} characters.")
    ModelVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    last = version.clusters.aggregate(last=Max("number"))["last"]
    number = 0 if last is None else last + 1
    Cluster.objects.create(version=version, number=number, given_name=name)
    return number


def undo(collection: Collection, version: ModelVersion, pk: int, by: str) -> bool:
    """Undo a change of this division; False where that was done before.

    Raises:
        DisplayError: there is no such change, or others came after it.
    """
    change = ClusterChange.objects.filter(cluster__version=version, pk=pk).first()
    if change is None or change.kind != Kind.MOVE:
        return display.undo_change(version=version, change=pk, by=by)
    return _move_back(collection, version, change, by)


@transaction.atomic
def _move_back(
    collection: Collection, version: ModelVersion, change: ClusterChange, by: str
) -> bool:
    locked = ClusterChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if locked.undone_at:
        return False
    before = locked.before[COMPANIES]
    rows = list(placed_in(collection, version).filter(submission__in=map(int, before)))
    now = locked.after[COMPANIES]
    if any(each.shown_cluster != now[str(each.submission_id)][0] for each in rows):
        raise DisplayError("Some of these companies were moved again since: undo that first.")
    for each in rows:
        each.shown_cluster, each.is_settled = before[str(each.submission_id)]
    version.placements.bulk_update(rows, ["shown_cluster", "is_settled"], batch_size=500)
    locked.undone_at, locked.undone_by = timezone.now(), by
    locked.save(update_fields=["undone_at", "undone_by"])
    return True
