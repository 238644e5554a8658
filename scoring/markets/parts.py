"""One cluster of a collection opened into parts: made as a draft, then kept or thrown away."""

from django.db import transaction

from scoring.clusters.display import DisplayError
from scoring.models import Cluster, Collection, ModelVersion, Placement


def open_cluster(collection: Collection, version: ModelVersion, number: int, k: int | None) -> None:
    """Divide the companies of one cluster; earlier parts of it go.

    Raises:
        MarketError: they cannot be divided.
    """
    from scoring.markets.dividing.fitting import fit_part
    from scoring.markets.dividing.storing import as_cluster

    visible = Placement.objects.visible_to(collection.alone).filter(version=version)
    members = visible.filter(shown_cluster=number)
    fitted = fit_part(collection, set(members.values_list("submission", flat=True)), k)
    with transaction.atomic():
        throw_away(version, number)
        locked = version.clusters.select_for_update().values_list("number", flat=True)
        first = max(locked) + 1
        parts = [
            as_cluster(version, first + part, named, part_of=number, is_draft=True)
            for part, named in fitted.names.items()
        ]
        Cluster.objects.bulk_create(parts)
        labels = fitted.division.labels.tolist()
        for part in fitted.names:
            own = [
                company.pk
                for company, label in zip(fitted.companies, labels, strict=True)
                if label == part
            ]
            members.filter(submission__in=own).update(part=first + part)


@transaction.atomic
def throw_away(version: ModelVersion, number: int) -> None:
    """Have the companies of a cluster stand in it undivided again."""
    parts = version.clusters.filter(part_of=number)
    version.placements.filter(part__in=parts.values("number")).update(part=None)
    parts.delete()


def keep(version: ModelVersion, number: int) -> None:
    """Have the parts of a cluster stay.

    Raises:
        DisplayError: it has none.
    """
    if not version.clusters.filter(part_of=number).update(is_draft=False):
        raise DisplayError("This cluster is not divided any more.")
