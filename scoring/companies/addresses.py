"""What the address of a list says, and the addresses of the same list with something changed."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.http import QueryDict

from scoring.collections.scopes import ASKED as IN
from scoring.companies.orders import Order, read_order
from scoring.pages.paging import whole_number

# The companies that somebody ticked, also on other pages of the list
CHOSEN = "like"
# The columns that somebody wants to see
SHOWN = "show"
# Those of the site, and those that one collection has room for
MOST_SHOWN = 60
# More would make addresses that not every server takes
MOST_CHOSEN = 50


class ListAddress(NamedTuple):
    """Filters and order as they were typed, the chosen companies, and the columns to be shown."""

    said: dict[str, str]
    chosen: list[int]
    shown: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict, filters: Iterable[str]) -> Self:
        said = {}
        for name in (*filters, "sort", IN):
            value = query.get(name)
            if value:
                said[name] = str(value)
        # Each once, in the order in which they came
        chosen: dict[int, None] = {}
        for typed in query.getlist(CHOSEN):
            number = whole_number(typed)
            if number is not None:
                chosen[number] = None
        shown = dict.fromkeys(name for name in query.getlist(SHOWN) if name)
        return cls(
            said=said,
            chosen=list(chosen)[:MOST_CHOSEN],
            shown=tuple(shown)[:MOST_SHOWN],
        )

    def order(self, usual: Order) -> Order:
        return read_order(self.said.get("sort", ""), usual)

    def changed(self, **parts: str | int | None) -> str:
        """With these parts, or without those that are None; the beginning of the list."""
        said = {**self.said, **parts}
        return f"?{self._query(said, self.chosen)}"

    @property
    def filters(self) -> dict[str, str]:
        """What leaves somebody out, but for the collections that are looked at."""
        filters = dict(self.said)
        filters.pop("sort", None)
        filters.pop(IN, None)
        return filters

    @property
    def of_files(self) -> str:
        """The query string of the same companies, whatever is chosen and however they stand."""
        said = dict(self.said)
        said.pop("sort", None)
        return self._query(said, [])

    @property
    def unfiltered(self) -> str:
        nothing = dict.fromkeys(self.filters)
        return self.changed(**nothing)

    @property
    def without_chosen(self) -> str:
        return f"?{self._query(self.said, [])}"

    def _query(self, parts: Mapping[str, str | int | None], chosen: list[int]) -> str:
        said: list[tuple[str, str | int]] = []
        for name, value in parts.items():
            if value is not None:
                said.append((name, value))
        said += [(SHOWN, name) for name in self.shown]
        said += [(CHOSEN, number) for number in chosen]
        return urlencode(said)
