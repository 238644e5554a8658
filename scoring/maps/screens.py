"""Kinds of screens, and what is written on the picture of a window for each."""

from typing import NamedTuple

from django.utils.safestring import SafeString

from scoring.maps.homes import Homes
from scoring.maps.layers import UNITS, Frame, Position
from scoring.maps.lettering import Box, Lettering, Sheet, name_marks
from scoring.maps.names import Anchored, Name, as_texts
from scoring.maps.naming import name_clusters, name_mark
from scoring.maps.windows import BEYOND_ENDS, BEYOND_SIDES

# How far the ring of the viewed company reaches
RING = 16
# What is seen beyond the window on every screen, and what is drawn for some
MARGIN = 30
# What a tablet that stands upright shows to the sides
SIDES = 100
ACROSS = BEYOND_SIDES * UNITS
DOWN = BEYOND_ENDS * UNITS
WINDOW = Box(-MARGIN, -MARGIN, UNITS + MARGIN, UNITS + MARGIN)

# A title with its place in the picture
Titled = tuple[str, int, int]


class Screen(NamedTuple):
    """The letters of one kind of screen, and how far a mark reaches from its middle there.

    No name crosses a wall: there such a screen may end.
    """

    clusters: Lettering
    companies: Lettering
    reach: int
    most: int
    walls: tuple[Box, ...]


# Sizes are those of `.names` in look.css, in units of which a phone has 0.37 pixels and a desk 0.7:
# no letters are smaller than the smallest of other pages
DESK = Screen(
    clusters=Lettering(size=23, longest=34, is_bold=True),
    companies=Lettering(size=19, longest=30),
    reach=7,
    most=130,
    walls=(
        Box(-ACROSS, -MARGIN, UNITS + ACROSS, -MARGIN),
        Box(-ACROSS, UNITS + MARGIN, UNITS + ACROSS, UNITS + MARGIN),
        Box(-SIDES, -DOWN, -SIDES, UNITS + DOWN),
        Box(UNITS + SIDES, -DOWN, UNITS + SIDES, UNITS + DOWN),
    ),
)
PHONE = Screen(
    clusters=Lettering(size=38, longest=24, is_bold=True),
    companies=Lettering(size=36, longest=20),
    reach=12,
    most=30,
    walls=(
        Box(-MARGIN, -DOWN, -MARGIN, UNITS + DOWN),
        Box(UNITS + MARGIN, -DOWN, UNITS + MARGIN, UNITS + DOWN),
    ),
)


class Nameable(NamedTuple):
    """What may be named, and the marks that no name covers.

    `titled` are companies, the first to be named first; `viewed` is the one with a ring.
    """

    frame: Frame
    homes: Homes
    marks: list[Position]
    titled: list[Titled]
    viewed: Titled | None


class Names(NamedTuple):
    """What is written, on one kind of screen."""

    clusters: list[Name]
    companies: Anchored
    viewed: Anchored

    @property
    def labels(self) -> SafeString:
        """Those of clusters."""
        return as_texts(self.clusters, "label")


def write_names(there: Nameable, screen: Screen) -> Names:
    """The viewed company is named first, then clusters, then companies as there is room."""
    edges = Box(
        left=-ACROSS,
        top=-DOWN,
        right=UNITS + ACROSS,
        bottom=UNITS + DOWN,
    )
    sheet = Sheet(edges)
    for wall in screen.walls:
        sheet.put_letters(wall)
    sheet.put_marks(there.marks, screen.reach)
    viewed = Anchored(right=[], left=[], middle=[])
    if there.viewed:
        sheet.put_marks([there.viewed[1:]], RING)
        viewed = name_mark(there.viewed, sheet, screen.companies, reach=RING, inside=WINDOW)
    clusters = name_clusters(
        there.homes,
        there.frame,
        sheet,
        lettering=screen.clusters,
        inside=WINDOW,
    )
    companies = name_marks(
        there.titled,
        sheet,
        lettering=screen.companies,
        reach=screen.reach,
        most=screen.most,
    )
    return Names(clusters, companies, viewed)
