"""A fitted division as rows: a model version of the collection, its clusters and placements."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from clustering.market.naming import Named
from scoring.markets.dividing.earlier import OUTSIDE, Earlier
from scoring.markets.dividing.fitting import Fitted
from scoring.models import Cluster, Collection, ModelVersion, Placement

State = ModelVersion.State
PLACEMENTS_AT_ONCE = 1_000


def store(
    collection: Collection,
    fitted: Fitted,
    earlier: Earlier,
    by: str,
) -> bool:
    """Store a division: shown at once if it is the first, else to be compared with the one shown.

    False where the collection was deleted meanwhile; then nothing of it is left.
    """
    forget_half_made(collection.pk)
    version = _prepared(collection, fitted, earlier, by)
    placements = _placements(version, fitted, earlier)
    while chunk := list(islice(placements, PLACEMENTS_AT_ONCE)):
        Placement.objects.bulk_create(chunk)
    with transaction.atomic():
        kept = Collection.objects.kept().select_for_update(no_key=True).filter(pk=collection.pk)
        if not kept.exists():
            version.delete()
            return False
        # Who did not decide about the last one has this one to decide about
        collection.divisions.filter(state=State.COMPARING).delete()
        version.state = State.COMPARING if earlier.version else State.READY
        version.activated_at = None if earlier.version else timezone.now()
        version.save(update_fields=["state", "activated_at"])
    return True


def forget_half_made(collection: int) -> None:
    """Delete what a worker has left that was killed while it stored a division."""
    ModelVersion.objects.filter(
        kind=ModelVersion.Kind.MARKET,
        collection=collection,
        state=State.PREPARING,
    ).delete()


@transaction.atomic
def _prepared(
    collection: Collection,
    fitted: Fitted,
    earlier: Earlier,
    by: str,
) -> ModelVersion:
    curve = [tried._asdict() for tried in fitted.division.curve]
    # By these one can tell how many were deleted since
    labels = fitted.division.labels.tolist()
    sizes = Counter(str(_or_none(number)) for number in labels)
    version = ModelVersion.objects.create(
        kind=ModelVersion.Kind.MARKET,
        collection=collection,
        state=State.PREPARING,
        k=len(fitted.names),
        rows=len(fitted.companies),
        settings={"by": by},
        figures={"curve": curve, "sizes": sizes},
    )
    clusters = [as_cluster(version, number, named) for number, named in fitted.names.items()]
    # What a person named, hid, merged or opened stays, though all its companies went elsewhere
    for number in sorted(earlier.kept_numbers - fitted.names.keys()):
        clusters.append(Cluster(version=version, number=number))
    taken = {cluster.name.casefold() for cluster in earlier.clusters.values()}
    for cluster in clusters:
        is_found_anew = cluster.number not in earlier.clusters
        if is_found_anew and cluster.model_name.casefold() in taken:
            cluster.model_name = f"{cluster.model_name} ({cluster.number})"
        earlier.carry_over(cluster)
    Cluster.objects.bulk_create(clusters)
    return version


def as_cluster(version: ModelVersion, number: int, named: Named, **more: Any) -> Cluster:
    return Cluster(
        version=version,
        number=number,
        model_name=named.name[:100],
        phrases=named.phrases,
        **more,
    )


def _placements(version: ModelVersion, fitted: Fitted, earlier: Earlier) -> Iterator[Placement]:
    division = fitted.division
    ids = [company.pk for company in fitted.companies]
    for place, pk in enumerate(ids):
        before = earlier.placements.get(pk)
        number = _or_none(division.labels[place])
        nearest = division.near[place].tolist()
        yield Placement(
            version=version,
            submission_id=pk,
            cluster=number,
            shown_cluster=number,
            is_settled=bool(before and before.is_settled),
            part=earlier.part_of(pk, number),
            fit=round(float(division.fits[place]), 4),
            otherwise=_or_none(division.otherwise[place]),
            near=[ids[other] for other in nearest if other != OUTSIDE],
        )


def _or_none(number: int) -> int | None:
    if number == OUTSIDE:
        return None
    return int(number)
