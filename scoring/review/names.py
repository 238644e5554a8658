"""What the desk calls clusters, and the one that somebody typed."""

from collections import Counter

from scoring.models import Cluster, ShownClusters


def names(clusters: ShownClusters) -> dict[int, str]:
    """A name for each shown cluster, and none for two.

    One that has no name, or shares it, is told apart by its number.
    """
    how_many = Counter(cluster.name for cluster in clusters)
    found = {}
    for cluster in clusters:
        if not cluster.name:
            found[cluster.number] = f"Cluster {cluster.number}"
        elif how_many[cluster.name] > 1:
            found[cluster.number] = f"{cluster.name} ({cluster.number})"
        else:
            found[cluster.number] = cluster.name
    return found


def typed_cluster(typed: str, clusters: ShownClusters) -> Cluster | None:
    """The cluster of that name, else the only one whose name has these letters in it."""
    wanted = typed.strip().casefold()
    having = []
    for number, name in names(clusters).items():
        folded = name.casefold()
        if folded == wanted:
            return clusters[number]
        if wanted and wanted in folded:
            having.append(number)
    if len(having) != 1:
        return None
    [only] = having
    return clusters[only]
