"""The table of categories and clusters: where text and label agree, and where they do not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self
from urllib.parse import urlencode

from scoring.companies.filters import KNOWN, NONE
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
        if cluster.is_hidden:
            return HIDDEN
        return cluster.number

    def line(
        self,
        name: str,
        category: str | None,
        companies: Counter[int],
        numbers: Sequence[int],
        agree: int | None = None,
    ) -> Line:
        """`category` as lists know it; None for several, which no address asks for."""
        size = companies.total()
        cells: list[Cell] = []
        for number in numbers:
            total = companies[number]
            if total:
                share = total / size
                step = 1 + sum(share >= bound for bound in BOUNDS)
                query = ""
                # The hidden clusters are several too
                if category is not None and number != HIDDEN:
                    cluster = NONE if number == NO_CLUSTER else number
                    known = {
                        "category": category or NONE,
                        self.asked: cluster,
                        "answer": KNOWN,
                    }
                    query = urlencode(known)
                cells.append(Cell(total, step, query))
            elif len(numbers) > MOST_SINGLE and cells and not cells[-1].total:
                empty = cells.pop()
                cells.append(empty._replace(span=empty.span + 1))
            else:
                cells.append(Cell(total=0, step=0))
        return Line(name, cells, size, agree)


def category_table(
    clusters: ShownClusters,
    totals: Totals,
    at_home: Homes,
    asked: str = "cluster",
) -> Table:
    """Largest categories first; those after the thirtieth are one line.

    `asked` is the filter of lists that knows the columns.
    """
    columns = _Columns(clusters, asked)
    categories: dict[str, Counter[int]] = {}
    for (number, category), companies in totals.items():
        in_columns = categories.setdefault(category, Counter())
        in_columns[columns.of(number)] += companies
    sizes = {category: companies.total() for category, companies in categories.items()}
    ordered = sorted(categories, key=lambda category: (-sizes[category], category))
    sums = _together(categories.values())
    shown = _along_the_lines(list(clusters.without_hidden()), categories, ordered)
    others = {number: name for number, name in OTHERS.items() if sums[number]}
    numbers = [*(cluster.number for cluster in shown), *others]

    judged = Judged.by_category(clusters, totals, at_home)
    lines = []
    for category in ordered[:MOST_CATEGORIES]:
        name = category or "No category"
        agree = judged[category].percent
        lines.append(columns.line(name, category, categories[category], numbers, agree))
    small = ordered[MOST_CATEGORIES:]
    rest = _together(categories[category] for category in small)
    if rest:
        lines.append(columns.line(f"{len(small):,} other", None, rest, numbers))
    return Table(
        clusters=shown,
        others=list(others.values()),
        lines=lines,
        total=sums.total(),
        agree=sum(each.agree for each in judged.values()),
        judged=sum(each.total for each in judged.values()),
    )


def _together(categories: Iterable[Counter[int]]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for companies in categories:
        sums += companies
    return sums


def _along_the_lines(
    clusters: list[Cluster],
    categories: dict[str, Counter[int]],
    ordered: list[str],
) -> list[Cluster]:
    """Each cluster where its largest category stands, so that what agrees is a diagonal."""

    def place(cluster: Cluster) -> tuple[int, int, int]:
        sizes = [categories[category][cluster.number] for category in ordered]
        largest = max(sizes, default=0)
        # One without a company stands behind all others
        line = sizes.index(largest) if largest else len(ordered)
        return line, -largest, cluster.number

    return sorted(clusters, key=place)


@dataclass
class Judged:
    """Companies that have a category and a cluster, and how many of them agree."""

    total: int = 0
    agree: int = 0

    @property
    def percent(self) -> int | None:
        if not self.total:
            return None
        return round(100 * self.agree / self.total)

    @classmethod
    def by_category(
        cls,
        clusters: ShownClusters,
        totals: Totals,
        at_home: Homes,
    ) -> defaultdict[str, Self]:
        """Only those that are at home somewhere can agree."""
        judged: defaultdict[str, Self] = defaultdict(cls)
        for (number, category), companies in totals.items():
            cluster = clusters.get(number)
            if cluster is None or category not in at_home:
                continue
            of_category = judged[category]
            of_category.total += companies
            if cluster.number in at_home[category]:
                of_category.agree += companies
        return judged
