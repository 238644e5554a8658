"""The model versions that are in use, and those of a remote endpoint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from scoring.models import Cluster, Job, ModelVersion
from scoring.models.database.written import MadeOnce
from scoring.models.model_versions import NO_ENDPOINT, endpoint_hash

Kind, State = ModelVersion.Kind, ModelVersion.State
# The active ones, and those that are trained and whose rows are being scored
IN_USE = MadeOnce(
    lambda kind, states: ModelVersion.objects.filter(
        Q(is_active=True) | Q(kind=kind, state__in=states)
    ).order_by("pk")
)


def in_use() -> list[ModelVersion]:
    """The versions under which rows are scored, the one that says the clusters first.

    They are read at once, for every company that somebody sends asks for them.
    """
    stored = IN_USE.read(
        Kind.EMBEDDED.value,
        (State.PREPARING.value, State.COMPARING.value),
    )
    endpoint = NO_ENDPOINT
    if settings.AML_URL:
        endpoint = endpoint_hash(settings.AML_URL)
    says_clusters = [each for each in stored if each.is_active and each.endpoint == endpoint]
    own = [each for each in stored if each.kind == Kind.EMBEDDED]
    own.sort(key=lambda version: not version.is_active)
    # Without a remote endpoint the first two are one
    return list({version.pk: version for version in [*says_clusters, *own]}.values())


def start_in_use() -> list[ModelVersion]:
    """Those in use for new rows: a configured endpoint gets its first version here."""
    versions = in_use()
    if settings.AML_URL and not any(version.kind == Kind.REMOTE for version in versions):
        return [start_remote(), *versions]
    return versions


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
            is_active=True,
            kind=Kind.REMOTE,
            endpoint=endpoint_hash(settings.AML_URL),
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
            may_be = is_least
            if k > current.k:
                may_be = current.k_is_least
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
