"""What an address of the map asks for, and the addresses of what lies near it."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from django.http import QueryDict
from django.utils.http import urlencode

from scoring.collections.scopes import ASKED as IN
from scoring.company_map.filed import LABELS
from scoring.maps.windows import STEPS, Window, nearest_window
from scoring.models.search import cleaned
from scoring.pages.paging import whole_number
from scoring.similar.examples import LIKE

SURENESS = "sureness"
# Before the name of an own column
OWN = "own."
LONGEST = 220
# More would make addresses that not every server takes
MOST_CHOSEN = 50


class Step(NamedTuple):
    """A link that moves the map."""

    sign: str
    label: str
    address: str


class Asked(NamedTuple):
    """A window, search words, a cluster's number, and companies: the viewed one, and the chosen.

    `company` is the number of the viewed one, or whatever else stood there; `by` says what the
    colours mean.
    """

    window: Window
    words: str = ""
    cluster: int | None = None
    by: str = ""
    company: str = ""
    chosen: tuple[int, ...] = ()
    scope: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """A window that cannot be becomes the nearest that can."""
        window = nearest_window(
            z=whole_number(query.get("z")) or 0,
            x=whole_number(query.get("x")) or 0,
            y=whole_number(query.get("y")) or 0,
        )
        numbers = [whole_number(typed) for typed in query.getlist(LIKE)]
        # Each once, in the order in which they were chosen
        chosen = dict.fromkeys(number for number in numbers if number is not None)
        # How sure one may be, a field, an own column, or clusters
        by = query.get("by", "")
        is_own = by.startswith(OWN) and len(by) <= LONGEST and by.isprintable()
        if not is_own and by not in (SURENESS, *LABELS):
            by = ""
        return cls(
            window=window,
            words=cleaned(query.get("q", "")),
            cluster=whole_number(query.get("cluster")),
            by=by,
            company=query.get("company", "")[:10],
            chosen=tuple(chosen)[:MOST_CHOSEN],
            scope=query.get(IN, "")[:10],
        )

    @property
    def kept(self) -> Sequence[tuple[str, str | int]]:
        """All but the search words, as fields of the search."""
        fields: list[tuple[str, str | int]] = list(self.window._asdict().items())
        if self.cluster is not None:
            fields.append(("cluster", self.cluster))
        if self.by:
            fields.append(("by", self.by))
        if self.company:
            fields.append(("company", self.company))
        if self.scope:
            fields.append((IN, self.scope))
        fields += [(LIKE, number) for number in self.chosen]
        return fields

    @property
    def address(self) -> str:
        """Its query string."""
        fields = list(self.kept)
        if self.words:
            fields.append(("q", self.words))
        return f"?{urlencode(fields)}"

    def at(self, window: Window) -> str:
        """The address of the same in another window."""
        return self._replace(window=window).address

    def in_cluster(self, number: int) -> str:
        """With one cluster alone, or with all again."""
        other = None if number == self.cluster else number
        return self._replace(cluster=other).address

    def choosing(self, number: int) -> str:
        """With one more chosen company, or without it."""
        if number in self.chosen:
            rest = tuple(other for other in self.chosen if other != number)
            return self._replace(chosen=rest).address
        return self._replace(chosen=(*self.chosen, number)).address

    @property
    def without_words(self) -> str:
        return self._replace(words="").address

    @property
    def without_cluster(self) -> str:
        return self._replace(cluster=None).address

    @property
    def without_chosen(self) -> str:
        return self._replace(chosen=()).address

    @property
    def by_cluster(self) -> str:
        return self._replace(by="").address

    @property
    def by_sureness(self) -> str:
        return self._replace(by=SURENESS).address

    @property
    def is_by_sureness(self) -> bool:
        return self.by == SURENESS

    @property
    def column(self) -> str:
        """The name of the own column that the colours mean; empty for anything else."""
        if not self.by.startswith(OWN):
            return ""
        return self.by.removeprefix(OWN)

    def coloured_by(self, by: str) -> str:
        """With no cluster alone."""
        return self._replace(by=by, cluster=None).address

    def nearer(self, place: tuple[float, float] | None) -> str:
        """One level nearer to a place, or to the middle."""
        window = self.window.around(*place, 1) if place else self.window.zoomed(1)
        return self.at(window)

    @property
    def farther(self) -> str:
        return self.at(self.window.zoomed(-1))

    @property
    def whole(self) -> str:
        return self.at(Window())

    def steps(self) -> list[Step]:
        """Links to the sides; the script has dragging and keys instead."""
        half = STEPS // 2
        sides = [
            ("←", "Move left", -half, 0),
            ("→", "Move right", half, 0),
            ("↑", "Move up", 0, -half),
            ("↓", "Move down", 0, half),
        ]
        steps = []
        for sign, label, right, down in sides:
            window = self.window.moved_by(right, down)
            # At the map's edge there is nowhere to go
            if window != self.window:
                steps.append(Step(sign, label, self.at(window)))
        return steps
