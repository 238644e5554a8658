"""Companies of one cluster on a picture, and the links to them."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from scoring.maps.homes import Home, Piece, Shown
from scoring.maps.layers import Dots, Frame
from scoring.maps.rows import Point

LINK = """
<a href="{address}" tabindex="-1"{kind}
><use href="#{symbol}" x="{x}" y="{y}"/></a>"""

# The kind of a mark that lies apart from its cluster
STRAY = "stray"


class Mark(NamedTuple):
    """A company."""

    address: str
    x: int
    y: int
    kind: str


class Group(NamedTuple):
    """A cluster, or what is in none that is shown, and how it is drawn."""

    cluster: Shown
    is_faded: bool
    area: str
    marks: list[Mark]
    dots: list[Dots]

    @property
    def fading(self) -> str:
        """What its classes end with."""
        return " faded" if self.is_faded else ""

    @property
    def has_strays(self) -> bool:
        return any(STRAY in mark.kind for mark in self.marks)

    @property
    def symbol(self) -> str:
        """What its marks are called in the picture."""
        return f"m{self.cluster.number}" if self.cluster else "mn"

    @property
    def links(self) -> SafeString:
        """A link for each mark; in a template hundreds take longer than all the rest."""
        links = []
        for address, x, y, kind in self.marks:
            of_kind = f' class="{kind}"' if kind else ""
            link = LINK.format(address=address, kind=of_kind, symbol=self.symbol, x=x, y=y)
            links.append(link)
        return SafeString("".join(links))


class Marking(NamedTuple):
    """How companies are drawn: where, and which are lit up or chosen."""

    frame: Frame
    lit: Collection[int]
    chosen: Collection[int]

    def of(self, points: Iterable[Point], home: Home | None) -> list[Mark]:
        """Those of a cluster; where it has no `home` nobody is astray."""
        # Made once: to make an address takes longer than all the rest of a mark
        above = reverse("history")
        marks = []
        for point in points:
            kinds = []
            if point.company in self.chosen:
                kinds.append("chosen")
            if point.company in self.lit:
                kinds.append("lit")
            if point.is_doubtful:
                kinds.append("not")
            if home and home.is_astray(Piece(point.x, point.y)):
                kinds.append(STRAY)
            x, y = self.frame.units(point.x, point.y)
            marks.append(Mark(f"{above}{point.company}/", x, y, " ".join(kinds)))
        return marks
