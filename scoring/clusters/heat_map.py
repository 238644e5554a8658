"""The Category x Cluster table of all stored companies, from the kept counts."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from scoring.clusters.overview import Totals
from scoring.companies.filters import NONE
from scoring.models import Cluster, ShownClusters
from scoring.models.tallies import NO_CLUSTER

MOST_CATEGORIES = 30
HIDDEN = -2
# What stands in no column of its own, and what it is called
OTHERS = {HIDDEN: "Hidden", NO_CLUSTER: "None"}
# From which part of its category on a cell has the next colour
BOUNDS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8)


class Cell(NamedTuple):
    """Companies of one category in one column.

    `step` is 1 to 7 by their part in the category, 0 for none of it; `query` asks the list of
    companies for them, where it can.
    """

    total: int
    step: int
    query: str


class Line(NamedTuple):
    """A category, or several of them together."""

    name: str
    cells: list[Cell]
    total: int


class Table(NamedTuple):
    """The shown clusters, names for what stands in none of them, and a line for each category."""

    clusters: list[Cluster]
    others: list[str]
    lines: list[Line]
    sums: list[int]
    total: int


def category_table(clusters: ShownClusters, totals: Totals) -> Table:
    """Largest categories first; those after the thirtieth are one line."""
    categories = _by_category(clusters, totals)
    sizes = {category: companies.total() for category, companies in categories.items()}
    ordered = sorted(categories, key=lambda category: (-sizes[category], category))
    sums = _together(categories.values())
    shown = list(clusters.without_hidden())
    others = {number: name for number, name in OTHERS.items() if sums[number]}
    columns = [*(cluster.number for cluster in shown), *others]
    lines = []
    for category in ordered[:MOST_CATEGORIES]:
        name = category or "No category"
        lines.append(_line(name, categories[category], columns, category or NONE))
    rest = [categories[category] for category in ordered[MOST_CATEGORIES:]]
    if rest:
        name = f"{len(rest):,} other"
        # No address asks for several categories
        lines.append(_line(name, _together(rest), columns, ""))
    return Table(
        clusters=shown,
        others=list(others.values()),
        lines=lines,
        sums=[sums[number] for number in columns],
        total=sums.total(),
    )


def _by_category(clusters: ShownClusters, totals: Totals) -> dict[str, Counter[int]]:
    """Category -> column -> companies."""
    categories: dict[str, Counter[int]] = {}
    for (number, category), companies in totals.items():
        column = NO_CLUSTER
        cluster = clusters.get(number)
        if cluster:
            column = HIDDEN if cluster.is_hidden else cluster.number
        categories.setdefault(category, Counter())[column] += companies
    return categories


def _together(categories: Iterable[Counter[int]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for companies in categories:
        sums += companies
    return sums


def _line(name: str, companies: Counter[int], columns: list[int], category: str) -> Line:
    """`category` as the list of companies is asked for it; "" where it cannot be."""
    size = companies.total()
    cells = []
    for column in columns:
        part = companies[column] / size
        step = 0
        if part:
            step = 1 + sum(part >= bound for bound in BOUNDS)
        query = ""
        # The hidden clusters are one column, and no address asks for several
        if category and column != HIDDEN:
            cluster = NONE if column == NO_CLUSTER else column
            query = urlencode({"category": category, "cluster": cluster})
        cells.append(Cell(companies[column], step, query))
    return Line(name, cells, size)


def legend() -> list[tuple[int, str]]:
    """Each step and the parts that it stands for."""
    percents = [round(100 * bound) for bound in BOUNDS]
    first = f"under {percents[0]} %"
    between = [f"{low} to {high} %" for low, high in pairwise(percents)]
    last = f"{percents[-1]} % and more"
    return list(enumerate([first, *between, last], start=1))
