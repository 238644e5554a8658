"""The columns of a list: those of the site that tell rows apart, own ones, or what was chosen."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from scoring.companies.addresses import SHOWN, ListAddress
from scoring.companies.filters import CompanyFilter
from scoring.companies.rows import CELLS
from scoring.models import Scope
from scoring.own_columns.columns import Column, Kind, OwnColumns
from scoring.own_columns.filters import FROM, HAS, IS, UNTIL, parted
from scoring.own_columns.orders import OwnOrder, read_own_order

# Before the name of an own column, where an address says what is shown
OWN = "own."
# Where the address says nothing, so many of one person's collection
FIRST = 2
# Of columns with few values as many have links
MOST_FACETS = 8
MOST_CELL = 80
LABELS = {
    "clusters": "Cluster",
    "category": "Category",
    "word": "How sure",
    "source": "Where from",
    "day": "Sent",
}
# The name stands beside the value where rows have no heads
CELL = '<td role="cell" class="own{}"><span class="only-narrow soft">{}</span> {}</td>'
EMPTY = SafeString('<td role="cell" class="own none"></td>')
LINK = '<a href="{}" rel="noopener noreferrer nofollow">{}</a>'


class Head(NamedTuple):
    """The name of an own column over a list, and how its companies are put in order by it."""

    name: str
    address: str
    direction: str
    is_number: bool


class Choice(NamedTuple):
    """A column that can be shown; `value` is what an address says of it."""

    value: str
    label: str
    is_set: bool


class Input(NamedTuple):
    """A filter that is typed: what it is called in an address, and what was typed."""

    name: str
    label: str
    typed: str


class Inputs(NamedTuple):
    """The filters of a column."""

    column: str
    kind: Kind
    inputs: list[Input]


class ListColumns(NamedTuple):
    """Own columns of a list, those of them that it shows, and by which it is put in order."""

    own: OwnColumns
    address: ListAddress
    shown: list[Column]
    order: OwnOrder | None

    @classmethod
    def read(
        cls,
        address: ListAddress,
        own: OwnColumns,
        scope: Scope,
    ) -> "ListColumns":
        """What an address chooses; else those by which it filters, and the first of a collection.

        The column by which a list stands in order is always to be seen.
        """
        names: list[str] = []
        if address.shown:
            names += [name.removeprefix(OWN) for name in address.shown if name.startswith(OWN)]
        else:
            if scope.is_narrow:
                names += list(own)[:FIRST]
            names += [parted(name)[1] for name in address.said]
        order = read_own_order(address.said.get("sort", ""), own)
        if order:
            names.append(order.column.name)
        shown = [own[name] for name in dict.fromkeys(names) if name in own]
        return cls(own, address, shown, order)

    def built_in(self, telling: Sequence[str]) -> list[str]:
        """The columns of the site: those that were chosen, else those that tell rows apart."""
        if not self.address.shown:
            return list(telling)
        return [name for name in CELLS if name in self.address.shown]

    def cells(self, companies: Sequence[int]) -> dict[str, SafeString]:
        """Number of a company -> its cells in the own columns."""
        if not self.shown:
            return {}
        values = self.own.values_of(companies, self.shown)
        cells = {}
        for company in companies:
            of_company = values.get(company, {})
            pieces = []
            for column in self.shown:
                value = of_company.get(column.name)
                if value is None:
                    pieces.append(EMPTY)
                    continue
                kind = ""
                if column.kind == Kind.NUMBERS:
                    kind = " n"
                text = value.text
                short = text if len(text) <= MOST_CELL else f"{text[:MOST_CELL]}…"
                shown = SafeString(escape(short))
                if value.is_address:
                    shown = format_html(LINK, text, shown)
                pieces.append(format_html(CELL, kind, column.name, shown))
            cells[str(company)] = SafeString("".join(pieces))
        return cells

    def choices(self, built_in: Collection[str]) -> list[Choice]:
        """All columns that a list can show; none where there are no own ones."""
        if not self.own:
            return []
        shown = {column.name for column in self.shown}
        choices = []
        for name, label in LABELS.items():
            choices.append(Choice(name, label, is_set=name in built_in))
        for name in self.own:
            choices.append(Choice(f"{OWN}{name}", name, is_set=name in shown))
        return choices

    @property
    def heads(self) -> Iterator[Head]:
        order = self.order
        for column in self.shown:
            is_set = order is not None and order.column == column
            is_falling = order is not None and order.is_falling
            turned = OwnOrder(column, is_falling=is_set and not is_falling)
            direction = "descending" if is_falling else "ascending"
            yield Head(
                name=column.name,
                address=self.address.changed(sort=turned.value),
                direction=direction if is_set else "",
                is_number=column.kind == Kind.NUMBERS,
            )

    @property
    def sortings(self) -> Iterator[tuple[str, str, bool]]:
        """What an address says of an order, its words, and whether it is set."""
        for column in self.shown:
            for is_falling in (False, True):
                order = OwnOrder(column, is_falling)
                yield order.value, order.label, order == self.order

    def inputs(self, choices: Mapping[str, object]) -> list[Inputs]:
        """The filters that are typed: of what is shown, but for columns with a few choices."""
        of_columns = []
        for column in self.shown:
            if column.name in choices and column.kind != Kind.NUMBERS:
                continue
            labels = {FROM: "From", UNTIL: "Until"}
            if column.kind == Kind.WORDS:
                labels = {HAS: "Has"}
            inputs = []
            for how, label in labels.items():
                name = f"{how}.{column.name}"
                typed = self.address.said.get(name, "")
                inputs.append(Input(name, label, typed))
            of_columns.append(Inputs(column.name, column.kind, inputs))
        return of_columns

    @property
    def is_chosen_by_hand(self) -> bool:
        return bool(self.address.shown)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form keeps of it."""
        return [(SHOWN, name) for name in self.address.shown]


def with_choices(
    wanted: CompanyFilter,
    columns: ListColumns,
    scope: Scope,
) -> list[str]:
    """Have a list count the few values of own columns; returns the filters that become links."""
    offered = list(columns.own.values()) if scope.is_narrow else columns.shown
    if not offered:
        return []
    few = OwnColumns(scope, offered).choices()
    said = columns.address.said
    # What is asked for first, else as the columns come
    ranked = sorted(few, key=lambda name: f"{IS}.{name}" not in said)
    linked = ranked[:MOST_FACETS]
    wanted.own_choices = {name: few[name] for name in few if name in linked}
    return [f"{IS}.{name}" for name in wanted.own_choices]
