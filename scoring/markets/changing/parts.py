"""Companies opened into parts: those of one cluster, or a selection that becomes a cluster.

Parts are made as drafts, then kept or thrown away.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from scoring.clusters.display import DisplayError
from scoring.markets.boxes import placed_in, shown_clusters
from scoring.markets.changing import recording
from scoring.markets.changing.moving import next_number
from scoring.markets.changing.recording import Kind, Snapshot, record
from scoring.models import Cluster, ClusterChange, Collection, ModelVersion

if TYPE_CHECKING:
    # It loads scikit-learn
    from scoring.markets.dividing.fitting import Fitted


def open_cluster(
    collection: Collection,
    version: ModelVersion,
    number: int,
    k: int | None,
    by: str,
) -> None:
    """Divide the companies of one cluster; earlier parts of it go.

    Raises:
        MarketError: they cannot be divided.
    """
    from scoring.markets.dividing.fitting import fit_part

    numbers = shown_clusters(version).numbers_in(number)
    placed = placed_in(collection, version).filter(shown_cluster__in=numbers)
    members = list(placed.values_list("submission", flat=True))
    fitted = fit_part(collection, set(members), k)
    with transaction.atomic():
        first = next_number(version)
        before = Snapshot.of(collection, version, members)
        _forget_parts(version, number)
        _store_parts(version, number, first, fitted)
        after = Snapshot.of(collection, version, members)
        record(Kind.OPEN, version.clusters.get(number=number), before, after, by)


def divide_chosen(
    collection: Collection,
    version: ModelVersion,
    chosen: Sequence[int],
    k: int | None,
    by: str,
) -> None:
    """Make a cluster of chosen companies (by their ids), named and opened into parts.

    Raises:
        MarketError: they cannot be divided.
    """
    from scoring.markets.dividing.fitting import fit_part, name_together

    fitted = fit_part(collection, set(chosen), k)
    name = name_together(collection, set(chosen))
    companies = [company.pk for company in fitted.companies]
    with transaction.atomic():
        number = next_number(version)
        before = Snapshot.of(collection, version, companies)
        taken = {cluster.name.casefold() for cluster in version.clusters.all()}
        own_name = name
        if name.casefold() in taken:
            own_name = f"{name} ({number})"
        cluster = Cluster.objects.create(
            version=version,
            number=number,
            model_name=own_name[:100],
        )
        placed_in(collection, version).filter(submission__in=companies).update(
            shown_cluster=number,
            is_settled=True,
            is_new=False,
            otherwise=None,
        )
        _store_parts(version, number, number + 1, fitted)
        after = Snapshot.of(collection, version, companies)
        record(Kind.DIVIDE, cluster, before, after, by)


def throw_away(
    collection: Collection,
    version: ModelVersion,
    number: int,
    by: str,
) -> None:
    """Have the companies of a cluster stand in it undivided again.

    Those of a selection go back to where they were before it, while its parts are drafts.

    Raises:
        DisplayError: it has no parts, or they were changed since the selection was divided.
    """
    parts = version.clusters.filter(part_of=number)
    if not parts:
        raise DisplayError("This cluster is not divided any more.")
    made_it = ClusterChange.objects.filter(
        cluster__version=version,
        cluster__number=number,
        kind=Kind.DIVIDE,
        undone_at=None,
    )
    if parts.filter(is_draft=True).exists() and (change := made_it.first()):
        recording.undo(collection, version, change.pk, by)
        return
    with transaction.atomic():
        numbers = parts.values("number")
        placed = placed_in(collection, version).filter(part__in=numbers)
        members = list(placed.values_list("submission", flat=True))
        before = Snapshot.of(collection, version, members)
        _forget_parts(version, number)
        after = Snapshot.of(collection, version, members)
        record(Kind.CLOSE, version.clusters.get(number=number), before, after, by)


def keep(version: ModelVersion, number: int) -> None:
    """Have the parts of a cluster stay.

    Raises:
        DisplayError: it has none.
    """
    if not version.clusters.filter(part_of=number).update(is_draft=False):
        raise DisplayError("This cluster is not divided any more.")


def _forget_parts(version: ModelVersion, number: int) -> None:
    parts = version.clusters.filter(part_of=number)
    version.placements.filter(part__in=parts.values("number")).update(part=None)
    parts.delete()


def _store_parts(
    version: ModelVersion,
    number: int,
    first: int,
    fitted: "Fitted",
) -> None:
    """Drafts of a cluster, numbered from `first` on, with their companies in them."""
    from scoring.markets.dividing.storing import as_cluster

    parts = [
        as_cluster(version, first + part, named, part_of=number, is_draft=True)
        for part, named in fitted.names.items()
    ]
    Cluster.objects.bulk_create(parts)
    labels = fitted.division.labels.tolist()
    members: dict[int, list[int]] = {part: [] for part in fitted.names}
    for company, label in zip(fitted.companies, labels, strict=True):
        if label in members:
            members[label].append(company.pk)
    for part, own in members.items():
        version.placements.filter(submission__in=own).update(part=first + part)
