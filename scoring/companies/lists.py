"""Lists of companies, filtered as an address says, with counts beside the choices."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from django.http import QueryDict

from scoring.companies import rows
from scoring.companies.addresses import MOST_CHOSEN, ListAddress
from scoring.companies.facet_links import Applied, Part, applied, facet_links, parts
from scoring.companies.facets import Facets, count_facets
from scoring.companies.filters import NONE, CompanyFilter
from scoring.companies.orders import BY_SURENESS, Order, usual_order
from scoring.companies.rows import Row
from scoring.companies.shown import lines
from scoring.companies.shown.columns import Choice, Inputs, ListColumns, with_choices
from scoring.companies.shown.folding import Filters, filters_of
from scoring.companies.shown.kept import KeptCounts
from scoring.companies.shown.pages import page_of
from scoring.companies.shown.tables import columns_of_file, companies_table
from scoring.kinds.data import described
from scoring.models import ModelVersion, Scope, ShownClusters, Submission
from scoring.models.search import terms
from scoring.models.submissions import SubmissionQuerySet
from scoring.own_columns.columns import OwnColumns
from scoring.own_columns.filters import columns_in, joined
from scoring.own_columns.orders import OwnOrder
from scoring.pages import categories
from scoring.pages.paging import Page
from scoring.tables import writing
from scoring.tags.reading import tags_of_each

NOTHING_FIXED: Mapping[str, str] = {}


class Sorting(NamedTuple):
    """A link that puts the list in another order."""

    label: str
    address: str
    is_set: bool


class CompanyList(NamedTuple):
    """One page of a list with its filters, and what can be done with it."""

    wanted: CompanyFilter
    address: ListAddress
    counted: Facets
    filters: Filters
    rows: list[Row]
    columns: list[str]
    # Company -> its tags
    tags: Mapping[int, Sequence[str]]
    own: ListColumns
    page: Page

    @property
    def lines(self) -> Iterator[tuple[Any, ...]]:
        cells = self.own.cells([int(row.number) for row in self.rows])
        return lines.lines_of(self.rows, self.columns, self.tags, cells)

    @property
    def has_unsaid(self) -> bool:
        """Whether a cluster is sure where its row says nothing of it."""
        is_marked = "clusters" in self.columns and "word" not in self.columns
        return is_marked and any(row.is_sure for row in self.rows)

    @property
    def place(self) -> str:
        """As `51–100 of 502`; the total is left out where only a least number of all is known."""
        counted = self.counted
        return self.page.place_among(None if counted.is_least else counted.total)

    @property
    def column_choices(self) -> list[Choice]:
        return self.own.choices(self.columns)

    @property
    def inputs(self) -> list[Inputs]:
        return self.own.inputs(self.wanted.own_choices)

    @property
    def has_filters(self) -> bool:
        return any(self.filters)

    @property
    def applied(self) -> list[Applied]:
        return applied(self.wanted, self.address)

    @property
    def parts(self) -> list[Part]:
        return parts(self.counted, self.address)

    @property
    def unknown_segment(self) -> str:
        """What the address calls a kind of business that is none."""
        asked = self.address.said.get("segment", "")
        if asked == NONE or asked in described():
            return ""
        return asked

    @property
    def segments_called_alike(self) -> list[tuple[str, str]]:
        """Kinds of business that may be meant instead, each with its list."""
        meant = self.unknown_segment.capitalize()
        names = get_close_matches(meant, described())
        return [(name, self.address.changed(segment=name)) for name in names]

    @property
    def with_any_segment(self) -> str:
        return self.address.changed(segment=None)

    @property
    def mistakes(self) -> dict[str, Any]:
        """Of filters: label -> messages."""
        if not self.address.filters:
            return {}
        form = self.wanted.form
        mistakes = {}
        for name, messages in form.errors.items():
            label = str(form.fields[name].label)
            mistakes[label] = messages
        return mistakes

    @property
    def usual(self) -> Order:
        return usual_order(self.wanted.clean_values(), self.counted.is_least)

    @property
    def order(self) -> Order | OwnOrder:
        return self.own.order or self.address.order(self.usual)

    @property
    def has_best_alone(self) -> bool:
        """Whether more companies have the words than are put in order by how well they match."""
        return self.counted.is_least and self.order == Order.BEST

    @property
    def sortings(self) -> dict[str, Sorting]:
        """The orders in which the list can stand; that of clusters where there are several."""
        links = {}
        for order in Order:
            if order == Order.CLUSTER and self.wanted.data.get("cluster"):
                continue
            if order == Order.BEST != self.usual:
                continue
            # A list stands like that without being told
            sort = None if order == self.usual else order.value
            links[order.value] = Sorting(
                label=order.label,
                address=self.address.changed(sort=sort),
                is_set=order == self.order,
            )
        return links

    @property
    def kept(self) -> dict[str, str]:
        """What a search keeps besides its own fields."""
        kept = dict(self.address.said)
        own = ["q", "sent_from", "sent_until"]
        for column in self.inputs:
            own += [field.name for field in column.inputs]
        for name in own:
            kept.pop(name, None)
        return kept

    @property
    def chosen_elsewhere(self) -> list[int]:
        """Chosen companies that are not on this page."""
        here = {int(row.number) for row in self.rows}
        return [number for number in self.address.chosen if number not in here]

    @property
    def most_chosen(self) -> int:
        return MOST_CHOSEN


def list_page(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
    offered: Sequence[str],
    fixed: Mapping[str, str] = NOTHING_FIXED,
    otherwise: Mapping[str, str] = NOTHING_FIXED,
) -> CompanyList:
    """The part of a list that an address asks for, in its usual order unless it says otherwise.

    Filters that are `fixed` have their value whatever the address says, others as it is `otherwise`
    where the address says nothing of them. Those that are `offered` become links.
    """
    unsaid = {name: value for name, value in otherwise.items() if not query.get(name)}
    wanted = _wanted(query, version, clusters, scope, {**fixed, **unsaid})
    in_address = [name for name in wanted.filters if name not in fixed]
    links = [name for name in offered if name in in_address]
    address = ListAddress.read(query, in_address)
    columns = ListColumns.read(address, wanted.own, scope)
    links += with_choices(wanted, columns, scope)
    kept = KeptCounts(version, scope) if version else None
    counted = count_facets(wanted, version, scope, kept)
    order = _order(columns, address, wanted, counted)
    page = page_of(wanted, query, order, counted)
    said = wanted.clean_values()
    shown = rows.rows_of(page.companies, clusters, terms(said.get("q", "")), address.chosen, said)
    names = rows.CELLS if order in BY_SURENESS else lines.UNASKED
    filters = filters_of(facet_links(wanted, counted, address, links), clusters, kept)
    return CompanyList(
        wanted=wanted,
        address=address,
        counted=counted,
        filters=filters,
        rows=shown,
        columns=columns.built_in(filters.unfolded(lines.telling_columns(shown, names))),
        tags=_tags(shown, counted, scope),
        own=columns,
        page=page,
    )


def _order(
    columns: ListColumns,
    address: ListAddress,
    wanted: CompanyFilter,
    counted: Facets,
) -> Order | OwnOrder:
    usual = usual_order(wanted.clean_values(), counted.is_least)
    if wanted.version is None:
        # No company has what the others of the site are by
        return columns.order or usual
    return columns.order or address.order(usual)


def _tags(
    shown: Sequence[Row],
    counted: Facets,
    scope: Scope,
) -> dict[int, list[str]]:
    """The tags of some rows; nothing is read where no company of the list has any."""
    counts = counted.counts["tag"]
    if not counts.totals and not counts.is_least:
        return {}
    numbers = [int(row.number) for row in shown]
    return tags_of_each(numbers, scope)


def list_table(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
    fixed: Mapping[str, str] = NOTHING_FIXED,
) -> writing.Table:
    """A whole list for a file, of the same companies as `list_page`."""
    wanted = _wanted(query, version, clusters, scope, fixed)
    columns = columns_of_file(query, wanted.own)
    return companies_table(wanted.qs.order_by("-pk"), clusters, columns)


def chosen_table(
    query: QueryDict,
    chosen: list[int],
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
) -> writing.Table:
    """Some companies for a file, which may be of other collections than are looked at."""
    companies = _under(version, scope.widest).filter(pk__in=chosen).order_by("-pk")
    columns = columns_of_file(query, OwnColumns.of_scope(scope.widest))
    return companies_table(companies, clusters, columns)


def _under(version: ModelVersion | None, scope: Scope) -> SubmissionQuerySet:
    visible = Submission.objects.visible_to(scope)
    return visible.under(version.pk if version else None)


def _wanted(
    query: QueryDict,
    version: ModelVersion | None,
    clusters: ShownClusters,
    scope: Scope,
    fixed: Mapping[str, str],
) -> CompanyFilter:
    """What an address asks for of the companies under a version, with what is `fixed`."""
    asked = query.copy()
    for name, value in fixed.items():
        asked[name] = value
    own = OwnColumns.of_scope(scope)
    companies = joined(_under(version, scope), columns_in(asked, own))
    return CompanyFilter(
        asked,
        companies,
        categories.known_categories(scope),
        clusters,
        own,
        version,
    )
