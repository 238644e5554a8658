"""Lists in the order of an own column: `sort=up.City`, `sort=down.Staff`."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from scoring.own_columns.columns import Column, Kind, OwnColumns
from scoring.pages.paging import Stretch

UP, DOWN = "up", "down"
# Collections of which each is asked for its first companies; those of more are sorted
MOST_PARTS = 50
LABELS = {
    Kind.WORDS: ("A to Z", "Z to A"),
    Kind.NUMBERS: ("smallest first", "largest first"),
    Kind.DAYS: ("earliest first", "latest first"),
}
# No number, day or word is less
LEAST = {
    Kind.WORDS: "",
    Kind.NUMBERS: -sys.float_info.max,
    Kind.DAYS: date.min,
}


class OwnOrder(NamedTuple):
    """By the values of a column; companies without one come last, the newest first."""

    column: Column
    is_falling: bool

    @property
    def value(self) -> str:
        """What an address says."""
        direction = DOWN if self.is_falling else UP
        return f"{direction}.{self.column.name}"

    @property
    def label(self) -> str:
        rising, falling = LABELS[self.column.kind]
        return f"{self.column.name}, {falling if self.is_falling else rising}"

    @property
    def stretches(self) -> Sequence[Stretch]:
        """Of companies that are `joined` with the column, each by an index of its values."""
        value = f"{self.column.alias}_{self.column.field}"
        # SQLite enters no index of a joined table by what is not null
        least = LEAST[self.column.kind]
        has_value = Q(**{f"{value}__gte": least})
        has_none = Q(**{f"{value}__isnull": True})
        # By the company's own key a database would sort
        key = f"{self.column.alias}_submission_id"
        parts = []
        if 1 < len(self.column.keys) <= MOST_PARTS:
            parts = [Q(**{f"{self.column.alias}_column_id": each}) for each in self.column.keys]
        return [
            Stretch(has_value, (value, key), self.is_falling, parts),
            Stretch(has_none, ("pk",), is_falling=True),
        ]


def read_own_order(asked: str, own: OwnColumns) -> OwnOrder | None:
    """The order that an address asks for; None where it is by no column that there is."""
    direction, _, name = asked.partition(".")
    if direction not in (UP, DOWN) or name not in own:
        return None
    return OwnOrder(own[name], is_falling=direction == DOWN)
