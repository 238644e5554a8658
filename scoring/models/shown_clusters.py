"""The clusters of a version as reviewers have them shown: renamed, hidden, merged."""

from .assignments import Assignment
from .model_versions import Cluster, ModelVersion


def shown(clusters: dict[int, Cluster], row: Assignment | None) -> Cluster | None:
    return clusters.get(row.shown_cluster) if row and row.shown_cluster is not None else None


def cluster_names(version: ModelVersion | None) -> dict[int, Cluster]:
    """The cluster that each number is shown as: its own, or the one that reviewers merged it into.

    Each of them `stands_for` itself and those that are merged into it.
    """
    own = {} if version is None else {cluster.number: cluster for cluster in version.clusters.all()}
    shown = {
        number: cluster if cluster.merged_into is None else own[cluster.merged_into]
        for number, cluster in own.items()
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


def numbers(cluster: Cluster) -> list[int]:
    """The numbers of the model whose companies stand in a shown cluster."""
    return [each.number for each in cluster.stands_for]
