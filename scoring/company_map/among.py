"""Among whom a company lies on the map that is apart from its cluster."""

from collections import Counter

from scoring.maps.homes import FEWEST, Piece, around, is_at_home
from scoring.maps.places import places_of, some_places
from scoring.maps.rows import Source
from scoring.models import Cluster, ShownClusters

# Of more companies around it as many of each part are looked at
MOST_AROUND = 400


def other_around(
    company: int,
    cluster: Cluster | None,
    source: Source,
    shown: ShownClusters,
) -> Cluster | None:
    """The cluster that most around a company have; None where its own is at home there."""
    here = places_of(source, [company]).get(company)
    if here is None or cluster is None:
        return None
    counts: Counter[Cluster | None] = Counter()
    for _, _, number in some_places(source, around(Piece(*here).square), MOST_AROUND):
        counts[shown.get(number)] += 1
    if is_at_home(counts[cluster], counts.total()):
        return None
    del counts[None], counts[cluster]
    [(other, number)] = counts.most_common(1) or [(None, 0)]
    return other if number >= FEWEST else None
