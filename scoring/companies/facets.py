"""How many companies stand behind each choice of a list's filters.

The kept counts tell it where they can. They know nothing of words and days: there at most a
thousand rows are looked at, and what is counted among more than that is a least number.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from scoring.companies.filters import NONE, CompanyFilter
from scoring.models import ModelVersion, ShownClusters, Tally
from scoring.models.submissions import SubmissionQuerySet
from scoring.models.tallies import NO_CLUSTER, TallyQuerySet

MOST = 1000
# A filter, and what it is called in the kept counts and in a list
DIMENSIONS = {
    "category": "category",
    "cluster": "cluster",
    "status": "status",
    "source": "source",
    "review": "verdict",
}
COLUMNS = {**DIMENSIONS, "cluster": "shown_cluster"}


class Counts(NamedTuple):
    """Companies behind each choice of a filter, whatever is chosen in it now.

    `is_least` when there may be more.
    """

    totals: Mapping[str, int]
    is_least: bool

    def label(self, choice: str, name: str) -> str:
        """A choice with its count, as `Banks (12)` or `Banks (12+)`."""
        # Among the rows that were not looked at there may be some, so not even 0 is said
        if self.is_least and choice not in self.totals:
            return name
        more = "+" if self.is_least else ""
        return f"{name} ({self.totals.get(choice, 0):,}{more})"


class Facets(NamedTuple):
    """How many companies a list has, as `1,234` or `1,000+`, and the counts of each filter."""

    total: str
    counts: dict[str, Counts]


def count_facets(wanted: CompanyFilter, version: ModelVersion | None) -> Facets:
    """Exact from the kept counts while nothing else is asked for than they know."""
    if version and wanted.clean_values().keys() <= DIMENSIONS.keys():
        return _from_kept_counts(wanted, Tally.objects.filter(version=version))
    return _from_rows(wanted)


def _from_kept_counts(wanted: CompanyFilter, tallies: TallyQuerySet) -> Facets:
    asked = wanted.clean_values()
    counts = {}
    for name, dimension in DIMENSIONS.items():
        # A choice counts what it would leave in place of the one that was made
        others = {other: choice for other, choice in asked.items() if other != name}
        totals = _chosen(tallies, others, wanted.clusters).totals(dimension)
        by_choice = _by_choice(name, totals, wanted.clusters)
        counts[name] = Counts(by_choice, is_least=False)
    totals_of_list = _chosen(tallies, asked, wanted.clusters).totals("version")
    total = sum(totals_of_list.values())
    return Facets(f"{total:,}", counts)


def _chosen(
    tallies: TallyQuerySet, asked: Mapping[str, str], clusters: ShownClusters
) -> TallyQuerySet:
    for name, choice in asked.items():
        values: list[Any] = [choice]
        if name == "cluster":
            values = [NO_CLUSTER] if choice == NONE else clusters.numbers_in(int(choice))
        elif choice == NONE:
            values = [""]
        tallies = tallies.filter(**{f"{DIMENSIONS[name]}__in": values})
    return tallies


def _by_choice(name: str, totals: Mapping[Any, int], clusters: ShownClusters) -> Mapping[str, int]:
    """Counts of stored values -> counts of choices."""
    if name == "category":
        return {value or NONE: total for value, total in totals.items()}
    if name != "cluster":
        return totals
    counts: Counter[str] = Counter()
    for number, total in totals.items():
        cluster = clusters.get(number)
        counts[str(cluster.number) if cluster else NONE] += total
    return counts


def _from_rows(wanted: CompanyFilter) -> Facets:
    """At most a thousand are looked at for each count."""
    companies = _columns(wanted.qs)
    asked = wanted.clean_values()
    counts = {}
    for place, name in enumerate(COLUMNS):
        # As above, in place of the choice that was made
        left = _columns(wanted.without(name).qs) if name in asked else companies
        totals = Counter(company[place] for company in left[:MOST])
        by_choice = _by_choice(name, totals, wanted.clusters)
        counts[name] = Counts(by_choice, is_least=len(left) > MOST)
    total = f"{len(companies):,}"
    if len(companies) > MOST:
        total = f"{MOST:,}+"
    return Facets(total, counts)


def _columns(companies: SubmissionQuerySet) -> list[tuple[Any, ...]]:
    """One more than is looked at, which tells that there are more."""
    return list(companies.order_by().values_list(*COLUMNS.values())[: MOST + 1])
