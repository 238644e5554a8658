"""What a person changed of where companies stand, recorded so that it can be undone.

Names, hidden and merged clusters are recorded by `scoring/clusters/display.py`; here it is the
companies' clusters and parts, and the clusters that were made or went with them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from django.utils import timezone

from scoring.clusters import display
from scoring.clusters.display import DisplayError
from scoring.markets.boxes import placed_in
from scoring.models import Cluster, ClusterChange, Collection, ModelVersion

Kind = ClusterChange.Kind
# Where each company stood, by its id, and the clusters that there were
COMPANIES, CLUSTERS = "companies", "clusters"
PLACE = ("shown_cluster", "is_settled", "part")
OF_CLUSTER = ("model_name", "given_name", "phrases", "part_of", "is_draft")
AT_ONCE = 500


class Snapshot(NamedTuple):
    """Where some companies stand, by their ids, and some clusters, by their numbers, as JSON."""

    companies: dict[str, list[Any]]
    clusters: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, collection: Collection, version: ModelVersion, companies: Sequence[int]) -> Self:
        """Of these companies, and of all clusters."""
        placed = placed_in(collection, version).filter(submission__in=companies)
        places = {}
        for each in placed:
            places[str(each.submission_id)] = [getattr(each, field) for field in PLACE]
        clusters = {}
        for cluster in version.clusters.all():
            fields = {field: getattr(cluster, field) for field in OF_CLUSTER}
            clusters[str(cluster.number)] = fields
        return cls(companies=places, clusters=clusters)


def record(
    kind: Kind,
    cluster: Cluster,
    before: Snapshot,
    after: Snapshot,
    by: str,
) -> None:
    """Keep a change with what it takes to undo it: clusters alone that came or went with it."""
    gone = {}
    for key, fields in before.clusters.items():
        if key not in after.clusters:
            gone[key] = fields
    made = {}
    for key, fields in after.clusters.items():
        if key not in before.clusters:
            made[key] = fields
    ClusterChange.objects.create(
        cluster=cluster,
        kind=kind,
        before={COMPANIES: before.companies, CLUSTERS: gone},
        after={COMPANIES: after.companies, CLUSTERS: made},
        reviewer_name=by,
    )


@display.damage_refused()
def undo(
    collection: Collection,
    version: ModelVersion,
    pk: int,
    by: str,
) -> bool:
    """Undo a change of this division; False where that was done before.

    Raises:
        DisplayError: there is no such change, or others came after it.
    """
    change = ClusterChange.objects.filter(cluster__version=version, pk=pk).first()
    if change is None or COMPANIES not in change.before:
        return display.undo_change(version=version, change=pk, by=by)
    ModelVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    change.refresh_from_db()
    if change.undone_at:
        return False
    _put_back(collection, version, change)
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    # With a cluster that was made all goes that was said of it, this change too
    version.clusters.filter(number__in=change.after.get(CLUSTERS, ())).delete()
    return True


def _put_back(collection: Collection, version: ModelVersion, change: ClusterChange) -> None:
    before = change.before[COMPANIES]
    now = change.after[COMPANIES]
    placed = placed_in(collection, version)
    rows = list(placed.filter(submission__in=map(int, before)))
    if any(each.shown_cluster != now[str(each.submission_id)][0] for each in rows):
        raise DisplayError("Some of these companies were moved again since: undo that first.")
    # A cluster that was made goes, so nothing else may be in it
    made = [int(number) for number in change.after.get(CLUSTERS, ())]
    these = [each.submission_id for each in rows]
    others = version.placements.exclude(submission__in=these)
    if others.filter(shown_cluster__in=made).exists():
        raise DisplayError("Other companies were moved there since: undo that first.")
    if version.clusters.filter(merged_into__in=made).exists():
        raise DisplayError("Another cluster was merged into it since: undo that first.")
    for number, fields in change.before.get(CLUSTERS, {}).items():
        Cluster.objects.get_or_create(
            version=version,
            number=int(number),
            defaults=fields,
        )
    numbers = version.clusters.values_list("number", flat=True)
    there = set(numbers) - set(made)
    for each in rows:
        stood = before[str(each.submission_id)]
        for field, value in zip(PLACE, stood, strict=False):
            setattr(each, field, value)
        if each.part not in there:
            each.part = None
    version.placements.bulk_update(rows, PLACE, batch_size=AT_ONCE)
