"""How many companies stand behind each choice of a list's filters.

The kept counts tell it where they can. They know nothing of words and days: there at most a
thousand rows are looked at, and what is counted among more than that is a least number.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from scoring.companies.filters import NONE, CompanyFilter
from scoring.models import ModelVersion, Tally
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
    """Companies behind each choice of a filter, whatever is chosen in it now;
    `is_least` when there may be more.
    """

    totals: Mapping[str, int]
    is_least: bool

    def label(self, choice: str, name: str) -> str:
        """A choice with its count, as `Banks (12)` or `Banks (12+)`."""
        if self.is_least and choice not in self.totals:
            return name
        return f"{name} ({self.totals.get(choice, 0):,}{'+' if self.is_least else ''})"


class Facets(NamedTuple):
    """How many companies a list has, as `1,234` or `1,000+`, and the counts of each filter."""

    total: str
    counts: dict[str, Counts]


def of(wanted: CompanyFilter, version: ModelVersion | None) -> Facets:
    if version and wanted.asked().keys() <= DIMENSIONS.keys():
        return _kept(wanted, Tally.objects.filter(version=version))
    return _looked_at(wanted)


def _kept(wanted: CompanyFilter, tallies: TallyQuerySet) -> Facets:
    asked = wanted.asked()
    counts = {}
    for name, dimension in DIMENSIONS.items():
        others = {each: choice for each, choice in asked.items() if each != name}
        totals = _chosen(tallies, others, wanted).totals(dimension)
        counts[name] = Counts(_by_choice(name, totals, wanted), is_least=False)
    total = sum(_chosen(tallies, asked, wanted).totals("version").values())
    return Facets(f"{total:,}", counts)


def _chosen(
    tallies: TallyQuerySet, asked: Mapping[str, str], wanted: CompanyFilter
) -> TallyQuerySet:
    for name, choice in asked.items():
        tallies = tallies.filter(**{f"{DIMENSIONS[name]}__in": _values(name, choice, wanted)})
    return tallies


def _values(name: str, choice: str, wanted: CompanyFilter) -> list[Any]:
    """What the kept counts say for a choice."""
    if name == "cluster":
        return [NO_CLUSTER] if choice == NONE else wanted.clusters.numbers_in(int(choice))
    return [""] if choice == NONE else [choice]


def _by_choice(name: str, totals: Mapping[Any, int], wanted: CompanyFilter) -> Mapping[str, int]:
    """Counts of stored values -> counts of choices."""
    if name == "category":
        return {value or NONE: total for value, total in totals.items()}
    if name != "cluster":
        return totals
    counts: Counter[str] = Counter()
    for number, total in totals.items():
        cluster = wanted.clusters.get(number)
        counts[str(cluster.number) if cluster else NONE] += total
    return counts


def _looked_at(wanted: CompanyFilter) -> Facets:
    rows = _rows(wanted.qs)
    asked = wanted.asked()
    counts = {}
    for place, name in enumerate(COLUMNS):
        others = _rows(wanted.without(name).qs) if name in asked else rows
        totals = Counter(row[place] for row in others[:MOST])
        counts[name] = Counts(_by_choice(name, totals, wanted), is_least=len(others) > MOST)
    return Facets(f"{MOST:,}+" if len(rows) > MOST else f"{len(rows):,}", counts)


def _rows(companies: SubmissionQuerySet) -> list[tuple[Any, ...]]:
    return list(companies.order_by().values_list(*COLUMNS.values())[: MOST + 1])
