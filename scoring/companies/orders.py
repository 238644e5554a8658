"""The orders in which a list of companies can stand.

Each stretch of each order has an index that gives its companies in order.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Q

from scoring.companies.filters import NONE
from scoring.models import Assignment, ShownClusters
from scoring.pages.paging import EVERYBODY, NEWEST, Stretch

Verdict = Assignment.Verdict
# As the indexes of rows have it: by the company's own key a database would sort
NEWEST_ROW = ("row_company",)
# Under a version that shows clusters every company has a row
REVIEWED = [
    Stretch(Q(verdict=verdict), NEWEST_ROW, is_falling=True)
    for verdict in (Verdict.CONFIRMED, Verdict.WRONG)
]
MEASURED = Q(verdict=Verdict.UNREVIEWED, sure__isnull=False)
# By index with the row's own key behind how sure it is
SURE_COLUMNS = ("sure", "row")
NOT_MEASURED = Stretch(
    Q(verdict=Verdict.UNREVIEWED, sure__isnull=True),
    NEWEST_ROW,
    is_falling=True,
)


# Filters of one value each whose index gives companies newest first, the narrowest first
INDEXED = {
    "segment": "shown_segment",
    "review": "verdict",
    "status": "status",
    "cluster": "shown_cluster",
    "sector": "shown_sector",
    "category": "category",
    "source": "source",
}
# Else nearly all companies pass them
USUAL = (Verdict.UNREVIEWED, Assignment.Status.SCORED)


class Order(StrEnum):
    """What an address says; `usual_order` is what a list has without it."""

    BEST = "best"
    NEWEST = "newest"
    TITLE = "title"
    CLUSTER = "cluster"
    UNSURE = "unsure"
    SURE = "sure"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Order.BEST: "Best match",
    Order.NEWEST: "Newest first",
    Order.TITLE: "Title, A to Z",
    Order.CLUSTER: "Cluster, A to Z",
    Order.UNSURE: "Least sure first",
    Order.SURE: "Surest first",
}
BY_SURENESS = (Order.UNSURE, Order.SURE)


def usual_order(asked: Mapping[str, Any], is_least: bool) -> Order:
    """The best match first where words are looked for, else the newest.

    Of more companies than are counted only the best are found, as a search finds them: of those
    perhaps none passes the other filters.
    """
    if "q" in asked and (not is_least or len(asked) == 1):
        return Order.BEST
    return Order.NEWEST


def read_order(asked: str, usual: Order) -> Order:
    """The order that an address asks for; the usual one for any that there is not."""
    is_known = asked in list(Order)
    if is_known and (asked != Order.BEST or usual == Order.BEST):
        return Order(asked)
    return usual


def stretches(order: Order, clusters: ShownClusters) -> Sequence[Stretch]:
    match order:
        case Order.TITLE:
            return [Stretch(EVERYBODY, ("title__lower", "pk"))]
        case Order.CLUSTER:
            # By the names that readers see, each newest first
            by_name = sorted(
                clusters,
                key=lambda cluster: (cluster.name.casefold(), cluster.number),
            )
            conditions = []
            for cluster in by_name:
                # Merged ones one after the other, for together no index has them in order
                for number in clusters.numbers_in(cluster.number):
                    conditions.append(Q(shown_cluster=number))
            # Those without a cluster come last; the first condition is for SQLite, which else
            # reads every company
            without = Q(row_company__gt=0, shown_cluster__isnull=True)
            conditions.append(without)
            return [Stretch(condition, NEWEST_ROW, is_falling=True) for condition in conditions]
        case Order.UNSURE:
            least_sure = Stretch(MEASURED, SURE_COLUMNS)
            return [least_sure, *REVIEWED, NOT_MEASURED]
        case Order.SURE:
            surest = Stretch(MEASURED, SURE_COLUMNS, is_falling=True)
            return [*REVIEWED, surest, NOT_MEASURED]
        case _:
            return NEWEST


def entered_columns(asked: Mapping[str, Any], clusters: ShownClusters) -> list[str]:
    """The columns by whose index the companies of these filters are read, newest first."""
    for name, column in INDEXED.items():
        value = asked.get(name, NONE)
        is_one = value not in (NONE, *USUAL)
        if name == "cluster" and is_one:
            # Of several no index has them in order
            is_one = len(clusters.numbers_in(int(value))) == 1
        if is_one:
            has_both = name == "cluster" and "category" in asked
            if has_both:
                return [column, "category"]
            return [column]
    return []


def newest(entered: Sequence[str]) -> Sequence[Stretch]:
    """The newest first, as the index of these columns has them."""
    if not entered or entered[0] in ("category", "source"):
        return NEWEST
    return [Stretch(Q(row_company__isnull=False), NEWEST_ROW, is_falling=True)]
