"""The cluster that somebody typed at the desk."""

from scoring.models import Cluster, ShownClusters


def typed_cluster(typed: str, clusters: ShownClusters) -> Cluster | None:
    """The cluster of that name, else the only one whose name has these letters in it."""
    wanted = typed.strip().casefold()
    having = []
    for number, name in clusters.names.items():
        folded = name.casefold()
        if folded == wanted:
            return clusters[number]
        if wanted and wanted in folded:
            having.append(number)
    if len(having) != 1:
        return None
    [only] = having
    return clusters[only]
