"""How many companies stand behind each choice of a list's filters.

The kept counts tell it where they can. They know nothing of words and days: there at most a
thousand rows are looked at, and what is counted among more than that is a least number.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple, Self

from django.db.models import QuerySet

from scoring.companies.filters import NONE, CompanyFilter, stored_answers
from scoring.companies.orders import entered_columns
from scoring.companies.shown.kept import DIMENSIONS, KeptCounts
from scoring.models import (
    CompanyNote,
    CompanyTag,
    ModelVersion,
    Scope,
    SegmentTally,
    ShownClusters,
)
from scoring.models.database.listed import listed
from scoring.models.submissions import SubmissionQuerySet
from scoring.models.tallies import NO_CLUSTER
from scoring.own_columns.columns import Column
from scoring.own_columns.counts import count_choices
from scoring.own_columns.filters import IS
from scoring.tags.reading import all_note_totals, all_tag_totals, note_totals, tag_totals

MOST = 1000
# The same where kinds of business are counted
SEGMENT_DIMENSIONS = {"cluster": "cluster", "sector": "sector", "answer": "answer"}
# What tells the same of a row, in the same order
COLUMNS = ("category", "shown_cluster", "status", "answer", "source", "verdict", "shown_sector")
# What else is counted of a row, behind these
SEGMENT, KEY = len(COLUMNS), len(COLUMNS) + 1


class Passing:
    """The companies that pass the filters of a list, or all of them but one, each read once.

    One more than is counted, which tells that there are more; in any order, which is the quickest.
    """

    def __init__(self, wanted: CompanyFilter) -> None:
        self._wanted = wanted
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._keys: dict[str, list[int]] = {}

    def without(self, name: str = "") -> CompanyFilter:
        """The filters themselves, without the one of this name."""
        if name in self._wanted.clean_values():
            return self._wanted.without(name)
        return self._wanted

    def rows(self, name: str = "") -> list[tuple[Any, ...]]:
        """What is counted of each company: the values of COLUMNS, its segment and its key."""
        left = self.without(name)
        kept = name if left is not self._wanted else ""
        if kept not in self._rows:
            values = _passing(left).order_by().values_list(*COLUMNS, "shown_segment", "pk")
            self._rows[kept] = list(values[: MOST + 1])
        return self._rows[kept]

    def keys(self, name: str = "") -> list[int]:
        """The keys alone, which take less to read."""
        left = self.without(name)
        kept = name if left is not self._wanted else ""
        if kept in self._rows:
            return [row[KEY] for row in self._rows[kept]]
        if kept not in self._keys:
            keys = _passing(left).order_by().values_list("pk", flat=True)
            self._keys[kept] = list(keys[: MOST + 1])
        return self._keys[kept]


class Counts(NamedTuple):
    """Companies behind each choice of a filter, whatever is chosen in it now.

    `is_least` when there may be more.
    """

    totals: Mapping[str, int]
    is_least: bool

    def may_have(self, choice: str) -> bool:
        """Among the rows that were not looked at there may be some of any choice."""
        return self.is_least or self.totals.get(choice, 0) > 0

    def words(self, choice: str) -> str:
        """As `12` or `12+`; empty where not even a least number is known."""
        if self.is_least and choice not in self.totals:
            return ""
        more = "+" if self.is_least else ""
        return f"{self.totals.get(choice, 0):,}{more}"

    @classmethod
    def of_segments(
        cls,
        wanted: CompanyFilter,
        passing: Passing,
        version: ModelVersion | None,
        scope: Scope,
    ) -> Self:
        """Of the sector or the cluster that is asked for; of all companies there are too many."""
        asked = wanted.clean_values()
        if asked.keys().isdisjoint(("sector", "cluster", "segment")):
            return cls({}, is_least=False)
        others = {name: choice for name, choice in asked.items() if name != "segment"}
        if version and others.keys() <= SEGMENT_DIMENSIONS.keys():
            kept = SegmentTally.objects.visible_to(scope).filter(version=version)
            for name, choice in others.items():
                column = SEGMENT_DIMENSIONS[name]
                is_one_of = {f"{column}__in": _stored_values(name, choice, wanted.clusters)}
                kept = kept.filter(**is_one_of)
            totals = kept.totals("segment")
            by_choice = _by_choice("segment", totals, wanted.clusters)
            return cls(by_choice, is_least=False)
        found = passing.rows("segment")
        segments = Counter(row[SEGMENT] for row in found[:MOST])
        by_choice = _by_choice("segment", segments, wanted.clusters)
        return cls(by_choice, is_least=len(found) > MOST)


class Facets(NamedTuple):
    """How many companies a list has, at least with `is_least`, and the counts of each filter."""

    total: int
    is_least: bool
    counts: dict[str, Counts]

    @property
    def words(self) -> str:
        """As `1,234` or `1,000+`."""
        more = "+" if self.is_least else ""
        return f"{self.total:,}{more}"

    @classmethod
    def of_kept_counts(
        cls,
        wanted: CompanyFilter,
        kept: KeptCounts,
    ) -> Self:
        asked = wanted.clean_values()
        allowed = {}
        for place, name in enumerate(DIMENSIONS):
            if name in asked:
                allowed[place] = _stored_values(name, asked[name], wanted.clusters)
        places = range(len(DIMENSIONS))
        totals: list[defaultdict[Any, int]] = [defaultdict(int) for _ in places]
        total = 0
        for *values, companies in kept.rows:
            refused = [place for place in allowed if values[place] not in allowed[place]]
            if not refused:
                total += companies
            if len(refused) > 1:
                continue
            # A choice counts what it would leave in place of the one that was made
            for place in refused or places:
                value = values[place]
                totals[place][value] += companies
        counts = {}
        for name, totals_of_filter in zip(DIMENSIONS, totals, strict=True):
            by_choice = _by_choice(name, totals_of_filter, wanted.clusters)
            counts[name] = Counts(by_choice, is_least=False)
        return cls(total, is_least=False, counts=counts)

    @classmethod
    def of_dimensions(
        cls,
        wanted: CompanyFilter,
        passing: Passing,
        kept: KeptCounts | None,
    ) -> Self:
        asked = wanted.clean_values()
        if kept and asked.keys() <= DIMENSIONS.keys():
            return cls.of_kept_counts(wanted, kept)
        companies = passing.rows()
        counts = {}
        for place, name in enumerate(DIMENSIONS):
            # A choice counts what it would leave in place of the one that was made
            left = passing.rows(name)
            totals = Counter(map(itemgetter(place), left[:MOST]))
            counts[name] = Counts(
                totals=_by_choice(name, totals, wanted.clusters),
                is_least=len(left) > MOST,
            )
        return cls(
            total=min(len(companies), MOST),
            is_least=len(companies) > MOST,
            counts=counts,
        )


def count_facets(
    wanted: CompanyFilter,
    version: ModelVersion | None,
    scope: Scope,
    kept: KeptCounts | None,
) -> Facets:
    """Exact from the kept counts while nothing else is asked for than they know.

    Else at most a thousand companies are looked at for each count.
    """
    tags = CompanyTag.objects.visible_to(scope)
    notes = CompanyNote.objects.visible_to(scope)
    passing = Passing(wanted)
    facets = Facets.of_dimensions(wanted, passing, kept)
    facets.counts["segment"] = Counts.of_segments(wanted, passing, version, scope)
    facets.counts["tag"] = _count_kept(passing, "tag", scope, tags, all_tag_totals, tag_totals)
    facets.counts["note"] = _count_kept(passing, "note", scope, notes, all_note_totals, note_totals)
    facets.counts.update(_count_own(wanted, passing))
    return facets


def _count_kept(
    passing: Passing,
    name: str,
    scope: Scope,
    kept: QuerySet[Any],
    count_all: Callable[[Scope], dict[str, int]],
    count: Callable[[QuerySet[Any]], dict[str, int]],
) -> Counts:
    """Of all tags or notes while no other filter is set, else of those of a thousand companies."""
    if not passing.without(name).clean_values():
        return Counts(count_all(scope), is_least=False)
    if not kept.exists():
        return Counts({}, is_least=False)
    ids = passing.keys(name)
    among = kept.filter(submission__in=listed(ids[:MOST]))
    return Counts(count(among), is_least=len(ids) > MOST)


def _stored_values(name: str, choice: str, clusters: ShownClusters) -> list[Any]:
    """What the kept counts call a choice."""
    if name == "cluster":
        if choice == NONE:
            return [NO_CLUSTER]
        return clusters.numbers_in(int(choice))
    if name == "answer":
        return list(stored_answers(choice))
    return ["" if choice == NONE else choice]


def _by_choice(
    name: str,
    totals: Mapping[Any, int],
    clusters: ShownClusters,
) -> Mapping[str, int]:
    """Counts of stored values -> counts of choices."""
    counts: Counter[str] = Counter()
    for value, total in totals.items():
        choice = value or NONE
        if name == "cluster":
            cluster = clusters.get(value)
            choice = NONE
            if cluster:
                choice = str(cluster.number)
        counts[choice] += total
    return counts


def _count_own(wanted: CompanyFilter, passing: Passing) -> dict[str, Counts]:
    """Of the own columns with few values; nothing is kept of them, so companies are looked at."""
    asked = wanted.clean_values()
    # What a choice would leave in place of the one that was made, by the filter that made it
    columns: dict[str, list[Column]] = {}
    for name in wanted.own_choices:
        chosen = f"{IS}.{name}" if f"{IS}.{name}" in asked else ""
        columns.setdefault(chosen, []).append(wanted.own[name])
    counts = {}
    for chosen, same in columns.items():
        ids = passing.keys(chosen)
        totals = count_choices(wanted.own, same, ids[:MOST])
        for column in same:
            of_column = Counts(totals[column.name], is_least=len(ids) > MOST)
            counts[f"{IS}.{column.name}"] = of_column
    return counts


def _passing(wanted: CompanyFilter) -> SubmissionQuerySet:
    """All that pass, by the index that the list enters too."""
    entered = entered_columns(wanted.clean_values(), wanted.clusters)
    if not entered:
        return wanted.qs
    passing: SubmissionQuerySet = wanted.filter_queryset(wanted.queryset.walkable(entered))
    return passing
