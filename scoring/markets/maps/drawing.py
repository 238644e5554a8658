"""A division as a market map: regions with names, companies in them, what is lit up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.urls import reverse

from scoring.markets.boxes import Box, market_of
from scoring.markets.maps.colours import CLUSTER, Colours, Look, colours_of
from scoring.markets.maps.filling import BESIDE, EDGE, HEAD, HEADINGS, LINE, cut, filled, lines_of
from scoring.markets.maps.layouts import NARROW, WIDTH, alone, side_by_side, stacked
from scoring.markets.maps.told import Told, told_of_each
from scoring.markets.maps.treemap import Rectangle
from scoring.models import Cluster, Collection, ModelVersion

MOST_MARKS = 2_000
# Of one region that is looked at alone, each with its name
MOST_NAMED = 300
MOST_LISTED = 100
OUTSIDE = "Outside"


class Asked(NamedTuple):
    """What is asked for: one cluster alone (a number, or None for all), colours, words.

    Of one cluster alone there may be several pages.
    """

    only: int | None
    by: str
    words: str
    page: int = 0


class Mark(NamedTuple):
    """A company on the map; `name` is as much of its title as there is room for."""

    company: Told
    x: int
    y: int
    name: str
    look: int | None
    is_lit: bool

    @property
    def address(self) -> str:
        return reverse("submission", args=[self.company.pk])

    @property
    def shape(self) -> str:
        if self.look is None:
            return "n"
        return str(self.look)

    @property
    def name_x(self) -> int:
        return self.x + BESIDE - 2


class Alike(NamedTuple):
    """Marks of one shape and colour as one path, with the ids of their companies in its order."""

    shape: str
    is_lit: bool
    path: str
    companies: str


class Region(NamedTuple):
    """A cluster as a part of the map; `more` are companies for which there is no room."""

    cluster: Cluster | None
    rectangle: Rectangle
    heading: list[str]
    size: int
    marks: list[Mark]
    more: int
    companies: Sequence[Told]

    @property
    def whole(self) -> str:
        """Its name however little room there is."""
        if not self.cluster:
            return OUTSIDE
        return self.cluster.name

    @property
    def named(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.name]

    @property
    def alike(self) -> list[Alike]:
        """All marks in a few paths, of which a page holds thousands."""
        found: dict[tuple[str, bool], list[Mark]] = {}
        for mark in self.marks:
            found.setdefault((mark.shape, mark.is_lit), []).append(mark)
        return [
            Alike(
                shape=shape,
                is_lit=is_lit,
                path="".join(f"M{mark.x} {mark.y}" for mark in marks),
                companies=" ".join(str(mark.company.pk) for mark in marks),
            )
            for (shape, is_lit), marks in found.items()
        ]

    @property
    def headings(self) -> list[tuple[str, int]]:
        """The lines of its heading, and how far down each of them is."""
        top = self.rectangle.y + HEAD / 2
        placed = []
        for down, line in enumerate(self.heading):
            placed.append((line, round(top + down * LINE)))
        return placed

    @property
    def heading_x(self) -> int:
        return round(self.rectangle.x + EDGE)

    @property
    def more_at(self) -> tuple[int, int]:
        """Beside the lower right corner."""
        x, y, width, height = self.rectangle
        right = x + width - EDGE
        bottom = y + height - EDGE
        return round(right), round(bottom)

    @classmethod
    def of(
        cls,
        box: Box,
        companies: Sequence[Told],
        rectangle: Rectangle,
        words: str,
        colours: Colours | None,
        most: int,
    ) -> Self:
        inner = rectangle.width - 2 * EDGE
        heading = lines_of(*_heading(box), inner, HEADINGS)
        head = HEAD + LINE * (len(heading) - 1)
        spots = filled(rectangle, min(len(companies), most), head)
        own_look = None
        if box.cluster:
            own_look = box.cluster.colour
        marks = []
        for company, spot in zip(companies, spots, strict=False):
            mark = Mark(
                company=company,
                x=spot.x,
                y=spot.y,
                name=cut(company.title, spot.room) if spot.room else "",
                look=colours.of_company.get(company.pk) if colours else own_look,
                is_lit=is_lit(company, words),
            )
            marks.append(mark)
        more = len(companies) - len(marks)
        return cls(box.cluster, rectangle, heading, box.size, marks, more, companies)


class Sheet(NamedTuple):
    """The picture for one kind of screens; `key` tells its shapes from those of the other."""

    key: str
    width: int
    height: int
    regions: list[Region]

    @property
    def shapes(self) -> list[str]:
        """What the marks look like, each drawn once."""
        return sorted({mark.shape for region in self.regions for mark in region.marks})


@dataclass(frozen=True)
class MarketMap:
    """The picture for wide and for narrow screens, and the companies that are listed beside it."""

    wide: Sheet
    narrow: Sheet
    colours: Colours | None
    listed: list[Told]
    lit: int
    next_page: int | None

    @property
    def looks(self) -> list[Look]:
        if not self.colours:
            return []
        return self.colours.looks

    @property
    def sheets(self) -> list[Sheet]:
        return [self.wide, self.narrow]

    @property
    def regions(self) -> list[Region]:
        return self.wide.regions

    @property
    def companies(self) -> int:
        return sum(region.size for region in self.regions)


def draw(
    collection: Collection,
    version: ModelVersion,
    asked: Asked,
    *,
    is_file: bool = False,
) -> MarketMap:
    """The whole map, or a page of one region; a file lists what all companies say."""
    market = market_of(collection, version)
    boxes = [*market.boxes, market.outside]
    if asked.only is not None:
        hidden_too = [*boxes, *market.hidden]
        boxes = [box for box in hidden_too if box.cluster and box.cluster.number == asked.only]
    filled_ones = [box for box in boxes if box.size]
    boxes = sorted(filled_ones, key=lambda box: -box.size)
    told = told_of_each(collection, version, boxes, whole_texts=is_file or bool(asked.words))
    next_page = None
    if asked.only is not None:
        start = asked.page * MOST_NAMED
        end = start + MOST_NAMED
        if any(len(own) > end for own in told):
            next_page = asked.page + 1
        told = [own[start:end] for own in told]
    everybody = [company for own in told for company in own]
    colours = None
    if asked.by != CLUSTER:
        colours = colours_of(collection, everybody, asked.by)
    wide, narrow = _sheets(boxes, told, asked, colours)
    lit = [company for company in everybody if is_lit(company, asked.words)]
    listed = lit
    if not asked.words:
        listed = everybody if asked.only is not None else []
    return MarketMap(
        wide=wide,
        narrow=narrow,
        colours=colours,
        listed=listed[:MOST_LISTED],
        lit=len(lit),
        next_page=next_page,
    )


def _sheets(
    boxes: Sequence[Box],
    told: Sequence[Sequence[Told]],
    asked: Asked,
    colours: Colours | None,
) -> list[Sheet]:
    """For wide and for narrow screens."""
    sizes = [len(own) for own in told]
    # With more companies than marks each region has its share of them
    share = min(1.0, MOST_MARKS / max(sum(sizes), 1))
    shares = [int(share * size) or 1 for size in sizes]
    if asked.only is None:
        names = [_heading(box) for box in boxes]
        layouts = [side_by_side(sizes), stacked(shares, names)]
    else:
        layouts = [alone(sizes, WIDTH), alone(sizes, NARROW)]
    sheets = []
    screens = [("", WIDTH), ("p", NARROW)]
    for (key, width), (height, rectangles) in zip(screens, layouts, strict=True):
        regions = []
        for box, own, rectangle, most in zip(boxes, told, rectangles, shares, strict=True):
            regions.append(Region.of(box, own, rectangle, asked.words, colours, most))
        sheets.append(Sheet(key, width, height, regions))
    return sheets


def _heading(box: Box) -> tuple[str, str]:
    """What stands above its companies: a name and how many they are."""
    name = box.cluster.name if box.cluster else OUTSIDE
    return name, f"· {box.size:,}"


def is_lit(company: Told, words: str) -> bool:
    """Whether title or text have all the words."""
    if not words:
        return False
    said = f"{company.title} {company.text}".casefold()
    wanted = words.casefold().split()
    return all(word in said for word in wanted)
