"""How likely each sector is for a text, and each cluster, from its distances to the centres."""

from typing import NamedTuple

from clustering.kinds.sureness import UNPLACED
from scoring.kinds.names import readable
from scoring.models import Assignment, Cluster, ShownClusters

# The share of a cluster falls with this power of its distance, as in fuzzy c-means. With this one
# the clusters of unseen texts are likeliest (docs/model.md)
POWER = 5


class Likely(NamedTuple):
    """A cluster as it is shown, and its share of the likelihood: 0 to 100."""

    cluster: Cluster
    share: float


class LikelySector(NamedTuple):
    """A sector, and how likely it was found to be: 0 to 100.

    It has the `look` of a cluster that is of it, if there is one.
    """

    sector: str
    share: float
    look: Cluster | None

    @property
    def name(self) -> str:
        return readable(self.sector)


class Centre(NamedTuple):
    """A centre of the model itself, and how far away it is."""

    cluster: Cluster | None
    distance: float

    @property
    def name(self) -> str:
        return (self.cluster and self.cluster.name) or "Unnamed cluster"

    @property
    def shown(self) -> str:
        return f"{self.distance:.2f}"


def likely_clusters(row: Assignment, clusters: ShownClusters) -> list[Likely]:
    """The clusters by how likely they are, those that are shown as one added up.

    Empty where the distances to some centres are not known.
    """
    distances = row.distances_to_all
    # On a centre the others have no share
    nearest = min(distances, default=0) or 1e-9
    parts = []
    for distance in distances:
        share = nearest / max(distance, nearest)
        parts.append(share**POWER)
    total = sum(parts)
    shares: dict[Cluster, float] = {}
    for number, part in enumerate(parts):
        cluster = clusters.get(number)
        if cluster:
            before = shares.get(cluster, 0.0)
            shares[cluster] = before + 100 * part / total
    likely = [Likely(cluster, round(share, 1)) for cluster, share in shares.items()]
    return sorted(likely, key=lambda each: (-each.share, each.cluster.number))


def likely_sectors(row: Assignment, clusters: ShownClusters) -> list[LikelySector]:
    """The likeliest, as the answer in words names them; empty where it names none."""
    if not row.sector or row.answer == UNPLACED:
        return []
    found = []
    first = (row.sector, row.sector_probability or 0.0)
    for sector, probability in [first, *row.next_kinds.get("sectors", [])]:
        look = next((each for each in clusters if each.sector == sector), None)
        found.append(LikelySector(sector, round(100 * probability, 1), look))
    return found


def centres(row: Assignment, clusters: ShownClusters) -> list[Centre]:
    """The distances of an assignment, nearest first, each centre under its own name.

    None where those to some centres are not known.
    """
    unsorted = []
    for number, distance in enumerate(row.distances_to_all):
        cluster = clusters.own(number)
        unsorted.append(Centre(cluster, distance))
    return sorted(unsorted, key=lambda centre: centre.distance)
