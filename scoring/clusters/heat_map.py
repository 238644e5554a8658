"""The table of categories and clusters: where text and label agree, and where they do not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from scoring.companies.filters import NONE
from scoring.models import Cluster, ShownClusters
from scoring.models.tallies import NO_CLUSTER
from scoring.review.disagreements import MOST_CATEGORIES, Homes, Totals

HIDDEN = -2
# What stands in no column of its own, and what it is called
OTHERS = {HIDDEN: "Hidden", NO_CLUSTER: "None"}
# From which part of its category on a cell has the next colour
BOUNDS = (0.08, 0.3, 0.6)
LEGEND = ((1, "under 8 %"), (2, "8 to 29 %"), (3, "30 to 59 %"), (4, "60 % and more"))
# With more columns than this, empty cells beside each other are one
MOST_SINGLE = 24


class Cell(NamedTuple):
    """Companies of one category in one column, or in several where there are none.

    `step` is 1 to 4 by their part in the category, 0 for none of it; `query` asks the list of
    companies for them, where it can.
    """

    total: int
    step: int
    query: str = ""
    span: int = 1


class Line(NamedTuple):
    """A category, or several of them together; `agree` in percent, None where nothing can."""

    name: str
    cells: list[Cell]
    total: int
    agree: int | None


class Table(NamedTuple):
    """The shown clusters, names for what stands in none of them, and a line for each category.

    `agree` of the `judged` companies, those that have a category and a cluster, are where their
    category is at home.
    """

    clusters: list[Cluster]
    others: list[str]
    lines: list[Line]
    sums: list[int]
    total: int
    agree: int
    judged: int


class _Columns:
    """What the numbers of the model are counted under, and how a list is asked for it."""

    def __init__(self, clusters: ShownClusters, asked: str) -> None:
        self.clusters = clusters
        self.asked = asked

    def of(self, number: int) -> int:
        cluster = self.clusters.get(number)
        if cluster is None:
            return NO_CLUSTER
        return HIDDEN if cluster.is_hidden else cluster.number

    def query(self, category: str, column: int) -> str:
        """ "" where no address asks for it: the hidden clusters are several."""
        if column == HIDDEN:
            return ""
        cluster = NONE if column == NO_CLUSTER else column
        return urlencode({"category": category or NONE, self.asked: cluster})


def category_table(
    clusters: ShownClusters, totals: Totals, at_home: Homes, asked: str = "cluster"
) -> Table:
    """Largest categories first; those after the thirtieth are one line.

    `asked` is the filter of lists that knows the columns.
    """
    columns = _Columns(clusters, asked)
    categories = _by_category(columns, totals)
    sizes = {category: companies.total() for category, companies in categories.items()}
    ordered = sorted(categories, key=lambda category: (-sizes[category], category))
    sums = _together(categories.values())
    shown = _along_the_lines(list(clusters.without_hidden()), categories, ordered)
    others = {number: name for number, name in OTHERS.items() if sums[number]}
    numbers = [*(cluster.number for cluster in shown), *others]

    agree = Counter(_agreeing(clusters, totals, at_home))
    judged = Counter(_judged(clusters, totals, at_home))
    lines = []
    for category in ordered[:MOST_CATEGORIES]:
        cells = [
            _cell(companies, sizes[category], columns.query(category, number))
            for number, companies in ((number, categories[category][number]) for number in numbers)
        ]
        part = None
        if judged[category]:
            part = round(100 * agree[category] / judged[category])
        lines.append(Line(category or "No category", _joined(cells), sizes[category], part))
    rest = _together(categories[category] for category in ordered[MOST_CATEGORIES:])
    if rest:
        number = len(ordered) - MOST_CATEGORIES
        # No address asks for several categories
        cells = [_cell(rest[column], rest.total(), "") for column in numbers]
        lines.append(Line(f"{number:,} other", _joined(cells), rest.total(), None))
    return Table(
        clusters=shown,
        others=list(others.values()),
        lines=lines,
        sums=[sums[number] for number in numbers],
        total=sums.total(),
        agree=agree.total(),
        judged=judged.total(),
    )


def _by_category(columns: _Columns, totals: Totals) -> dict[str, Counter[int]]:
    """Category -> column -> companies."""
    categories: dict[str, Counter[int]] = {}
    for (number, category), companies in totals.items():
        categories.setdefault(category, Counter())[columns.of(number)] += companies
    return categories


def _together(categories: Iterable[Counter[int]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for companies in categories:
        sums += companies
    return sums


def _along_the_lines(
    clusters: list[Cluster], categories: dict[str, Counter[int]], ordered: list[str]
) -> list[Cluster]:
    """Each cluster where its largest category stands, so that what agrees is a diagonal."""

    def place(cluster: Cluster) -> tuple[int, int, int]:
        sizes = [categories[category][cluster.number] for category in ordered]
        largest = max(sizes, default=0)
        return (sizes.index(largest) if largest else len(ordered)), -largest, cluster.number

    return sorted(clusters, key=place)


def _cell(companies: int, size: int, query: str) -> Cell:
    if not companies:
        return Cell(0, 0)
    part = companies / size
    return Cell(companies, 1 + sum(part >= bound for bound in BOUNDS), query)


def _joined(cells: Sequence[Cell]) -> list[Cell]:
    """Empty cells beside each other as one, in a line of very many."""
    if len(cells) <= MOST_SINGLE:
        return list(cells)
    joined = []
    for is_empty, beside in groupby(cells, key=lambda cell: not cell.total):
        those = list(beside)
        joined += [Cell(0, 0, span=len(those))] if is_empty else those
    return joined


def _judged(clusters: ShownClusters, totals: Totals, at_home: Homes) -> dict[str, int]:
    """How many companies of each category have a cluster to compare it with."""
    counts: Counter[str] = Counter()
    for (number, category), companies in totals.items():
        if category in at_home and clusters.get(number):
            counts[category] += companies
    return counts


def _agreeing(clusters: ShownClusters, totals: Totals, at_home: Homes) -> dict[str, int]:
    """How many of them are where their category is at home."""
    counts: Counter[str] = Counter()
    for (number, category), companies in totals.items():
        cluster = clusters.get(number)
        if cluster and cluster.number in at_home.get(category, ()):
            counts[category] += companies
    return counts
