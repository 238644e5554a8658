"""The model versions that are in use, and those of a remote endpoint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.models import Cluster, Job, ModelVersion
from scoring.models.model_versions import active, being_scored, embedded, endpoint_hash

Kind = ModelVersion.Kind


def in_use() -> list[ModelVersion]:
    """The versions under which rows are scored, the one that says the clusters first."""
    return _with_others(active())


def start_in_use() -> list[ModelVersion]:
    """The same for new rows: a configured endpoint gets its first version here."""
    current = active()
    if current is None and settings.AML_URL:
        current = start_remote()
    return _with_others(current)


def _with_others(current: ModelVersion | None) -> list[ModelVersion]:
    # Without a remote endpoint the first two are one
    versions: dict[int, ModelVersion] = {}
    for version in [current, embedded(), *being_scored()]:
        if version:
            versions[version.pk] = version
    return list(versions.values())


def reachable_ids() -> list[int]:
    """The versions whose pending rows can be scored under today's settings, most wanted first."""
    return [version.pk for version in in_use()]


def start_remote() -> ModelVersion:
    """The first version of the configured endpoint, active at once.

    The worker scores all rows under it.
    """
    try:
        with transaction.atomic():
            return _new_remote(k=None, is_least=False)
    except IntegrityError:
        # Another process was first
        return ModelVersion.objects.get(
            is_active=True, kind=Kind.REMOTE, endpoint=endpoint_hash(settings.AML_URL)
        )


def fitting_remote(version: ModelVersion, k: int) -> ModelVersion:
    """The version to store a reply with the distances to k centres under:
    this one, or a new one when the endpoint's model changed.
    """
    return _fitting(version, k, is_least=False)


def fitting_labels(version: ModelVersion, highest: int) -> ModelVersion:
    """The version to store a reply with labels alone under, the highest of which is `highest`.

    A version of which labels alone are known grows with them; one whose number of clusters is known
    takes all labels below it.
    """
    return _fitting(version, highest + 1, is_least=True)


def _fitting(version: ModelVersion, k: int, *, is_least: bool) -> ModelVersion:
    with transaction.atomic():
        current = ModelVersion.objects.select_for_update().get(pk=version.pk)
        # Whether its model may be one that has k clusters, or k at least
        if current.k is None or current.k == k:
            may_be = True
        else:
            may_be = current.k_is_least if k > current.k else is_least
        if may_be:
            before = current.k or 0
            was_least = current.k_is_least or current.k is None
            known = (max(before, k), was_least and is_least)
            if known != (current.k, current.k_is_least):
                current.k, current.k_is_least = known
                current.save(update_fields=["k", "k_is_least"])
                _number_clusters(current, before)
            return current
        if current.is_active:
            ModelVersion.objects.filter(pk=current.pk).update(is_active=False)
            return _new_remote(k, is_least=is_least)
    return _fitting(start_remote(), k, is_least=is_least)


def _new_remote(k: int | None, *, is_least: bool) -> ModelVersion:
    version = ModelVersion.objects.create(
        kind=Kind.REMOTE,
        endpoint=endpoint_hash(settings.AML_URL),
        host=urlsplit(settings.AML_URL).hostname or "",
        k=k,
        k_is_least=is_least,
        is_active=True,
        activated_at=timezone.now(),
    )
    Job.objects.create(kind=Job.Kind.PREPARE, version=version)
    _number_clusters(version, 0)
    return version


def _number_clusters(version: ModelVersion, first: int) -> None:
    numbers = range(first, version.k or 0)
    Cluster.objects.bulk_create(Cluster(version=version, number=number) for number in numbers)
