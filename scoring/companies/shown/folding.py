"""Filters that say nearly the same as another: a list shows one of them and folds the rest."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any, NamedTuple

from scoring.companies.facet_links import Facet
from scoring.companies.shown.kept import DIMENSIONS, KeptCounts
from scoring.models import ShownClusters
from scoring.models.tallies import NO_CLUSTER
from scoring.pages.caching import counted_lately, digest_of

# The first of those that say the same is shown: rows and the map have the shapes of clusters
MAY_REPEAT = ("cluster", "sector", "category")
# The choice of one filter tells that of the other for so many companies. Those in its largest
# choice are left out: whoever guesses is right about them
NEARLY_ALL = 0.9

# Names of two filters
Pair = tuple[str, str]


class Filters(NamedTuple):
    """The filters of a list as links; those that are `folded` say nearly the same as others."""

    shown: list[Facet]
    folded: list[Facet]

    def unfolded(self, columns: Iterable[str]) -> list[str]:
        """Those that are no folded filter's: what repeats another filter repeats its column."""
        folded = {facet.name for facet in self.folded}
        return [name for name in columns if name not in folded]


def filters_of(
    facets: Iterable[Facet],
    clusters: ShownClusters,
    kept: KeptCounts | None,
) -> Filters:
    """By what all companies say, at most a minute ago: no choice moves the others about."""
    by_name = {facet.name: facet for facet in facets}
    alike: Collection[Pair] = []
    if kept:
        key = f"alike-{kept.key}-{digest_of(clusters.told)}"
        alike = counted_lately(key, lambda: count_alike(kept, clusters))
    folded: list[str] = []
    for one, other in alike:
        # What is set stays in sight
        may_fold = other in by_name and other not in folded and not by_name[other].is_set
        if may_fold and one in by_name and one not in folded:
            folded.append(other)
    shown = [facet for name, facet in by_name.items() if name not in folded]
    return Filters(shown, [by_name[name] for name in folded])


def count_alike(kept: KeptCounts, clusters: ShownClusters) -> list[Pair]:
    """As it is now, of all companies with a cluster; the filter that stays comes first."""
    places = [list(DIMENSIONS).index(name) for name in MAY_REPEAT]
    together: Counter[tuple[Any, ...]] = Counter()
    for *values, companies in kept.rows:
        number, *others = [values[place] for place in places]
        if number != NO_CLUSTER:
            cluster = clusters.get(number)
            together[cluster and cluster.number, *others] += companies
    alike = []
    for one, other in combinations(range(len(MAY_REPEAT)), 2):
        pairs: Counter[tuple[Any, Any]] = Counter()
        turned: Counter[tuple[Any, Any]] = Counter()
        for told, companies in together.items():
            pairs[told[one], told[other]] += companies
            turned[told[other], told[one]] += companies
        if min(_told_by_the_first(pairs), _told_by_the_first(turned)) >= NEARLY_ALL:
            alike.append((MAY_REPEAT[one], MAY_REPEAT[other]))
    return alike


def _told_by_the_first(pairs: Counter[tuple[Any, Any]]) -> float:
    """How many have the second value that is most frequent with their first (Goodman and Kruskal's
    lambda, 1954); 0 where all have the same one."""
    seconds: Counter[Any] = Counter()
    by_first: defaultdict[Any, list[int]] = defaultdict(list)
    for (first, second), companies in pairs.items():
        seconds[second] += companies
        by_first[first].append(companies)
    guessed = max(seconds.values(), default=0)
    told = sum(max(companies) for companies in by_first.values())
    others = pairs.total() - guessed
    return (told - guessed) / others if others else 0.0
