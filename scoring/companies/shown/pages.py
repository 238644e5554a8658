"""One page of a list, by the way that reads fewest rows."""

from collections.abc import Sequence

from django.db.models import F, TextField
from django.db.models.functions import Cast, Substr
from django.http import QueryDict

from scoring.companies import orders, rows
from scoring.companies.facets import Facets
from scoring.companies.filters import CompanyFilter
from scoring.companies.orders import Order
from scoring.models.submissions import SubmissionQuerySet
from scoring.own_columns.orders import OwnOrder
from scoring.pages import paging
from scoring.pages.paging import Page, Stretch
from scoring.search.finding import found_ids

# As many are sorted here; among more the first ones in order are soon found
FEW = 5_000
# As many are put in order by how well they match
MOST_BEST = 1_000
# Filters whose companies stand in a table of their own, which no order of a list has
KEPT_BESIDE = ("tag", "note")


def page_of(
    wanted: CompanyFilter,
    query: QueryDict,
    order: Order | OwnOrder,
    counted: Facets,
) -> Page:
    asked = wanted.clean_values()
    # Only an excerpt needs the whole text
    says = F("text") if "q" in asked else Substr("text", 1, rows.OF_TEXT)
    distances = Cast("current__distances", TextField())
    everybody = wanted.queryset
    annotated = everybody.annotate(all_distances=distances, says=says)
    described = annotated.values_list(*rows.FIELDS, named=True)
    if isinstance(order, OwnOrder):
        stretches = order.stretches
    else:
        stretches = orders.stretches(order, wanted.clusters)
    if not asked:
        return paging.page(described, everybody, query, stretches)
    if not counted.total and not counted.is_least:
        return Page([], next=None, previous=None)
    if order == Order.BEST and (best := _best_first(wanted, counted)):
        return paging.page_of_keys(best, described, query)
    if order == Order.NEWEST:
        return _newest(wanted, query, described, counted)
    if _are_few(counted):
        return paging.page_of_few(wanted.qs, described, query, stretches)
    if not asked.keys().isdisjoint(KEPT_BESIDE):
        # Thousands may have to be sorted, of which no more is read than that takes
        keys = wanted.filter_queryset(everybody.walkable()).values_list("pk", named=True)
        return paging.page(keys, everybody, query, stretches).described_as(described)
    passing = wanted.filter_queryset(described.walkable())
    return paging.page(passing, everybody, query, stretches)


def _newest(
    wanted: CompanyFilter,
    query: QueryDict,
    described: SubmissionQuerySet,
    counted: Facets,
) -> Page:
    newest: Sequence[Stretch] = paging.NEWEST
    entered = orders.entered_columns(wanted.clean_values(), wanted.clusters)
    if entered:
        described = described.walkable(entered)
        newest = orders.newest(entered)
    elif not _are_few(counted):
        described = described.walkable(["pk"])
    return paging.page(wanted.filter_queryset(described), wanted.queryset, query, newest)


def _are_few(counted: Facets) -> bool:
    return counted.total <= FEW and not counted.is_least


def _best_first(wanted: CompanyFilter, counted: Facets) -> list[int]:
    """All companies that pass, the best match first; of very many the best alone."""
    best = found_ids(wanted.clean_values()["q"], wanted.own, MOST_BEST)
    if counted.is_least:
        return best
    passing = set(wanted.qs.order_by().values_list("pk", flat=True))
    # Whose kind of business is called so, without the words
    others = sorted(passing.difference(best), reverse=True)
    return [key for key in best if key in passing] + others
