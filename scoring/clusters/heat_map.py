"""The Category x Cluster table of all stored companies, from the kept counts."""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from scoring.clusters.overview import Totals
from scoring.companies.filters import NONE
from scoring.models import Cluster, ShownClusters
from scoring.models.tallies import NO_CLUSTER

MOST_CATEGORIES = 30
HIDDEN = -2
# From which part of its category on a cell has the next colour
BOUNDS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8)


class Cell(NamedTuple):
    """Companies of one category in one column; `step` 1 to 7 by their part in the category, 0 for
    none of it.

    `query` asks the list of companies for them, where it can.
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
    """The shown clusters, what stands in no shown one under its name,
    and a line for each category.
    """

    clusters: list[Cluster]
    others: list[str]
    lines: list[Line]
    sums: list[int]
    total: int


def category_table(clusters: ShownClusters, found: Totals) -> Table:
    """Largest categories first; those after the thirtieth are one line."""
    categories: dict[str, Counter[int]] = {}
    for (number, category), total in found.items():
        categories.setdefault(category, Counter())[_column(clusters.get(number))] += total
    ordered = sorted(categories.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    sums = sum((mix for _, mix in ordered), Counter())
    shown = list(clusters.without_hidden())
    others = {
        number: name for number, name in ((HIDDEN, "Hidden"), (NO_CLUSTER, "None")) if sums[number]
    }
    columns = [*(cluster.number for cluster in shown), *others]
    lines = [
        _line(category or "No category", mix, columns, category or NONE)
        for category, mix in ordered[:MOST_CATEGORIES]
    ]
    if rest := ordered[MOST_CATEGORIES:]:
        mix = sum((mix for _, mix in rest), Counter())
        lines.append(_line(f"{len(rest):,} other", mix, columns, ""))
    return Table(
        clusters=shown,
        others=list(others.values()),
        lines=lines,
        sums=[sums[number] for number in columns],
        total=sums.total(),
    )


def _column(cluster: Cluster | None) -> int:
    if cluster is None:
        return NO_CLUSTER
    return HIDDEN if cluster.is_hidden else cluster.number


def _line(name: str, mix: Counter[int], columns: list[int], category: str) -> Line:
    size = mix.total()
    cells = [
        Cell(mix[number], _step(mix[number] / size), _query(category, number)) for number in columns
    ]
    return Line(name, cells, size)


def _step(part: float) -> int:
    return 1 + sum(part >= bound for bound in BOUNDS) if part else 0


def _query(category: str, number: int) -> str:
    if not category or number == HIDDEN:
        return ""
    return urlencode({"category": category, "cluster": NONE if number == NO_CLUSTER else number})


def legend() -> list[tuple[int, str]]:
    """Each step and the parts that it stands for."""
    percents = [round(100 * bound) for bound in BOUNDS]
    between = [f"{low} to {high} %" for low, high in pairwise(percents)]
    return list(
        enumerate([f"under {percents[0]} %", *between, f"{percents[-1]} % and more"], start=1)
    )
