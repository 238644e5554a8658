"""Model versions: which one says the clusters, and how a new one comes to."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from scoring.models import Cluster, Job, ModelVersion

Kind, State = ModelVersion.Kind, ModelVersion.State


def active() -> ModelVersion | None:
    """The version that says the clusters: the remote endpoint's while one is configured, else the embedded one."""
    kind, endpoint = (Kind.REMOTE, _endpoint()) if settings.AML_URL else (Kind.EMBEDDED, "")
    return ModelVersion.objects.filter(is_active=True, kind=kind, endpoint=endpoint).first()


def embedded() -> ModelVersion | None:
    """The version that gives vectors and similar companies, whatever says the clusters."""
    return ModelVersion.objects.filter(is_active=True, kind=Kind.EMBEDDED).first()


def being_prepared() -> QuerySet[ModelVersion]:
    """Trained versions whose rows are being scored before they become active."""
    return ModelVersion.objects.filter(kind=Kind.EMBEDDED, state=State.PREPARING)


def in_use() -> list[ModelVersion]:
    """The versions under which a new submission gets an assignment, the one that says the clusters first."""
    current = active() or (start_remote() if settings.AML_URL else None)
    found = [current, embedded(), *being_prepared()]
    return list({version.pk: version for version in found if version}.values())


def reachable_ids() -> list[int]:
    """The versions whose pending rows can be scored under today's settings, the most wanted first."""
    return [version.pk for version in in_use()]


def cluster_names(version: ModelVersion | None) -> dict[int, Cluster]:
    """The cluster that each number is shown as: its own, or the one that reviewers merged it into.

    Each of them `stands_for` itself and those that are merged into it.
    """
    own = {} if version is None else {cluster.number: cluster for cluster in version.clusters.all()}
    shown = {
        number: cluster if cluster.merged_into is None else own[cluster.merged_into] for number, cluster in own.items()
    }
    for cluster in own.values():
        cluster.stands_for = [cluster]
    for number, cluster in shown.items():
        if cluster.number != number:
            cluster.stands_for.append(own[number])
    return shown


def own_names(clusters: dict[int, Cluster]) -> dict[int, Cluster]:
    """The clusters of the model itself, whatever is merged, of what `cluster_names` found."""
    return {each.number: each for cluster in clusters.values() for each in cluster.stands_for}


def numbers_of(version: ModelVersion, number: int) -> list[int]:
    """The numbers whose companies stand in a shown cluster: its own, and those merged into it."""
    return [number, *version.clusters.filter(merged_into=number).values_list("number", flat=True)]


def start_remote() -> ModelVersion:
    """The first version of the configured endpoint, active at once; the worker scores all rows under it."""
    try:
        with transaction.atomic():
            return _new_remote(k=None)
    except IntegrityError:
        # Another process was first
        return ModelVersion.objects.get(is_active=True, kind=Kind.REMOTE, endpoint=_endpoint())


def fitting_remote(version: ModelVersion, k: int) -> ModelVersion:
    """The version to store a reply of k distances under: this one, or a new one when the endpoint's model changed."""
    with transaction.atomic():
        current = ModelVersion.objects.select_for_update().get(pk=version.pk)
        if current.k is None:
            current.k = k
            current.save(update_fields=["k"])
            _number_clusters(current)
        if current.k == k:
            return current
        if current.is_active:
            ModelVersion.objects.filter(pk=current.pk).update(is_active=False)
            return _new_remote(k)
    return fitting_remote(start_remote(), k)


def _new_remote(k: int | None) -> ModelVersion:
    version = ModelVersion.objects.create(
        kind=Kind.REMOTE,
        endpoint=_endpoint(),
        host=urlsplit(settings.AML_URL).hostname or "",
        k=k,
        is_active=True,
        activated_at=timezone.now(),
    )
    Job.objects.create(kind=Job.Kind.PREPARE, version=version)
    _number_clusters(version)
    return version


def _number_clusters(version: ModelVersion) -> None:
    Cluster.objects.bulk_create(Cluster(version=version, number=number) for number in range(version.k or 0))


def _endpoint() -> str:
    return hashlib.sha256(settings.AML_URL.encode()).hexdigest()
