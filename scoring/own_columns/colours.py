"""An own column as colours of a map: a colour for each of few values, or steps of a scale."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from scoring.models import Cluster, OwnValue, ShownClusters
from scoring.own_columns.columns import Column, Kind, OwnColumns
from scoring.own_columns.filters import FROM, IS, UNTIL
from scoring.pages.caching import counted_lately

STEPS = 5
Bound = float | date


class Group(NamedTuple):
    """Companies of one colour: its name, and the filters of the list that has them."""

    name: str
    filters: Mapping[str, str]


class Colours(NamedTuple):
    """The groups of a column, by their numbers.

    A value belongs to the group of its beginning in `places`; without places, to a step of the
    scale: each bound is the last value of its step.
    """

    own: OwnColumns
    column: Column
    groups: Sequence[Group]
    places: Mapping[str, int]
    bounds: Sequence[Bound] = ()

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_scale(self) -> bool:
        return bool(self.bounds)

    @property
    def shown(self) -> ShownClusters:
        return as_clusters(self.groups)

    def numbers_of(self, companies: Iterable[int]) -> dict[int, int]:
        """Company -> the number of its group; without those that have no value of any."""
        visible = OwnValue.objects.visible_to(self.own.scope)
        stored = visible.filter(column__in=self.column.keys, submission__in=companies)
        field = "beginning"
        if self.is_scale:
            field = self.column.field
        told = stored.values_list("submission", field)
        numbers: dict[int, int] = {}
        for company, value in told:
            if not self.is_scale:
                number = self.places.get(value)
            elif value is not None:
                number = bisect_left(self.bounds, value)
            else:
                number = None
            if number is not None:
                numbers[company] = number
        return numbers

    def address(self, number: int) -> str:
        """The query of the list with the companies of a group."""
        said = {**self.groups[number].filters}
        if self.own.scope.asked:
            said["in"] = self.own.scope.asked
        return urlencode(said)


def as_clusters(groups: Sequence[Group]) -> ShownClusters:
    """The groups as maps draw clusters, each with a colour, a shape and a name."""
    return ShownClusters(
        # No cluster that is stored has such a key
        Cluster(pk=-1 - number, number=number, given_name=group.name)
        for number, group in enumerate(groups)
    )


def coloured(name: str, own: OwnColumns) -> Colours | None:
    """The colours by a column; None where there is no such column, or too many words are in it."""
    column = own.get(name)
    if column is None:
        return None
    choices = OwnColumns(own.scope, [column]).choices()
    few = choices.get(name, {})
    groups = []
    if few:
        places = {}
        for place, (beginning, text) in enumerate(few.items()):
            filters = {f"{IS}.{name}": beginning}
            groups.append(Group(text, filters))
            places[beginning] = place
        return Colours(own, column, groups, places)
    if column.kind == Kind.WORDS:
        return None
    columns = "-".join(str(key) for key in column.keys)
    bounds = counted_lately(f"own-steps-{columns}", lambda: _bounds(column, own))
    if not bounds:
        return None
    above = f"{FROM}.{name}"
    up_to = f"{UNTIL}.{name}"
    written = [
        bound.isoformat() if isinstance(bound, date) else f"{bound:,.10g}" for bound in bounds
    ]
    first = written[0]
    last = written[-1]
    groups.append(Group(f"Up to {first}", {up_to: first}))
    for lower, upper in pairwise(written):
        filters = {above: lower, up_to: upper}
        groups.append(Group(f"{lower} to {upper}", filters))
    groups.append(Group(f"Over {last}", {above: last}))
    return Colours(own, column, groups, {}, bounds)


def _bounds(column: Column, own: OwnColumns) -> list[Bound]:
    """The values that part all values into steps of about as many companies."""
    is_told = {f"{column.field}__isnull": False}
    values = (
        OwnValue.objects.visible_to(own.scope)
        .filter(column__in=column.keys, **is_told)
        .order_by(column.field)
        .values_list(column.field, flat=True)
    )
    total = values.count()
    # Of fewer values than steps, a step may have none
    sizes = {total * step // STEPS for step in range(1, STEPS)}
    sizes.discard(0)
    return sorted({values[size - 1] for size in sizes})


def offered_columns(own: OwnColumns) -> list[str]:
    """The names of the columns that can be colours."""
    few = own.choices()
    offered = []
    for name, column in own.items():
        if name in few or column.kind != Kind.WORDS:
            offered.append(name)
    return offered
