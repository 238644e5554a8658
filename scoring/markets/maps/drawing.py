"""A division as a market map: regions with names, companies in them, what is lit up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse

from scoring.maps.lettering import Lettering
from scoring.markets.boxes import Box, market_of, placed_in, shown_clusters
from scoring.markets.maps.colours import CLUSTER, LINE, Look, Told, looks_of, value_of
from scoring.markets.maps.filling import BESIDE, EDGE, HEAD, cut, filled, height_for
from scoring.markets.maps.treemap import Rectangle, squarified
from scoring.models import Cluster, Collection, ModelVersion, ShownClusters, model_versions

WIDTH, HEIGHT = 1200, 720
GAP = 3
MOST_MARKS = 2_000
HEADINGS = Lettering(size=16, longest=60, is_bold=True)
# A region of few companies still has room for its name
LEAST_SHARE = 0.02
OUTSIDE = "Outside"
# Of more companies a card says no line, which would be most of the page
MOST_LINES = 600


class Asked(NamedTuple):
    """What is asked for: one cluster alone (a number, or None for all), colours, words."""

    only: int | None
    by: str
    words: str


class Mark(NamedTuple):
    """A company on the map; `name` is as much of its title as there is room for.

    The `line` is what its card says of its text.
    """

    company: Told
    x: int
    y: int
    name: str
    line: str
    look: int | None
    is_lit: bool

    @property
    def address(self) -> str:
        return reverse("submission", args=[self.company.pk])

    @property
    def shape(self) -> str:
        return "n" if self.look is None else str(self.look)

    @property
    def colour(self) -> str:
        return "none" if self.look is None else f"c{self.look}"

    @property
    def card(self) -> str:
        """Title, segment, one line and answer, for whoever points at it."""
        lines = [self.company.title, self.company.segment, self.line]
        lines.append(value_of(self.company, "answer"))
        return "\n".join(line for line in lines if line)

    @property
    def name_x(self) -> int:
        return self.x + BESIDE - 2


class Region(NamedTuple):
    """A cluster as a part of the map; `more` are companies for which there is no room."""

    cluster: Cluster | None
    rectangle: Rectangle
    heading: str
    size: int
    marks: list[Mark]
    more: int
    companies: Sequence[Told]

    @property
    def whole(self) -> str:
        """Its name however little room there is."""
        return self.cluster.name if self.cluster else OUTSIDE

    @property
    def heading_at(self) -> tuple[int, int]:
        return round(self.rectangle.x + EDGE), round(self.rectangle.y + HEAD / 2)

    @property
    def more_at(self) -> tuple[int, int]:
        """Beside the lower right corner."""
        x, y, width, height = self.rectangle
        return round(x + width - EDGE), round(y + height - EDGE)


@dataclass(frozen=True)
class MarketMap:
    """The picture, and the companies of it that are listed beside it."""

    regions: list[Region]
    height: int
    looks: list[Look]
    listed: list[Told]
    lit: int

    @property
    def shapes(self) -> list[str]:
        """What the marks look like, each drawn once."""
        return sorted({mark.shape for region in self.regions for mark in region.marks})

    @property
    def companies(self) -> int:
        return sum(region.size for region in self.regions)


def draw(collection: Collection, version: ModelVersion, asked: Asked) -> MarketMap:
    market = market_of(collection, version)
    boxes = [*market.boxes, market.outside] if market.outside.size else market.boxes
    if asked.only is not None:
        boxes = [box for box in boxes if box.cluster and box.cluster.number == asked.only]
    boxes = sorted((box for box in boxes if box.size), key=lambda box: -box.size)
    total = sum(box.size for box in boxes)
    # With more companies than marks each region has its share of them
    share = min(1.0, MOST_MARKS / total) if total else 1.0
    told = _told(collection, version, boxes)
    everybody = [company for own in told for company in own]
    looks = [] if asked.by == CLUSTER else looks_of(everybody, asked.by)
    line = LINE if total <= MOST_LINES else 0
    height = HEIGHT
    if asked.only is not None and boxes:
        height = max(height // 3, height_for(min(boxes[0].size, MOST_MARKS), WIDTH))
    sizes = [max(box.size, LEAST_SHARE * total) for box in boxes]
    rectangles = squarified(sizes, Rectangle(0, 0, WIDTH, height)) if boxes else []
    regions = [
        _region(box, companies, rectangle, asked, looks, int(share * box.size) or 1, line)
        for box, companies, rectangle in zip(boxes, told, rectangles, strict=True)
    ]
    lit = [each for each in everybody if is_lit(each, asked.words)]
    listed = lit if asked.words else (everybody if asked.only is not None else [])
    return MarketMap(regions, height, looks, listed[:200], len(lit) if asked.words else 0)


def is_lit(company: Told, words: str) -> bool:
    """Whether title or text have all the words."""
    said = f"{company.title} {company.text}".casefold()
    return bool(words) and all(word in said for word in words.casefold().split())


def _region(
    box: Box,
    companies: Sequence[Told],
    rectangle: Rectangle,
    asked: Asked,
    looks: Sequence[Look],
    most: int,
    line: int,
) -> Region:
    inner = Rectangle(
        rectangle.x + GAP,
        rectangle.y + GAP,
        max(rectangle.width - 2 * GAP, 1),
        max(rectangle.height - 2 * GAP, 1),
    )
    look_of = {each.value: each.look for each in looks}
    marks = []
    for company, spot in zip(companies, filled(inner, min(len(companies), most)), strict=False):
        look = look_of.get(value_of(company, asked.by)) if looks else None
        if asked.by == CLUSTER and box.cluster:
            look = box.cluster.colour
        name = cut(company.title, spot.room) if spot.room else ""
        mark = Mark(
            company=company,
            x=spot.x,
            y=spot.y,
            name=name,
            line=company.text[:line],
            look=look,
            is_lit=is_lit(company, asked.words),
        )
        marks.append(mark)
    name = box.cluster.name if box.cluster else OUTSIDE
    heading = cut(f"{name} {box.size}", inner.width - 2 * EDGE, HEADINGS)
    return Region(box.cluster, inner, heading, box.size, marks, box.size - len(marks), companies)


def _told(collection: Collection, version: ModelVersion, boxes: Sequence[Box]) -> list[list[Told]]:
    """The companies of each box, the most typical first."""
    clusters = shown_clusters(version)
    trained = Q(submission__assignments__version=model_versions.embedded())
    placed = placed_in(collection, version).annotate(
        row=FilteredRelation("submission__assignments", condition=trained)
    )
    rows = placed.order_by("-fit", "pk").values_list(
        "shown_cluster",
        "submission",
        F("submission__title"),
        F("submission__text"),
        F("submission__category"),
        F("row__shown_sector"),
        F("row__shown_segment"),
        F("row__answer"),
    )
    of_number: dict[int | None, list[Told]] = {}
    for number, pk, title, text, *filed in rows:
        shown = _shown_number(clusters, number)
        category, sector, segment, answer = (value or "" for value in filed)
        company = Told(pk, title, text, category, sector, segment, answer)
        of_number.setdefault(shown, []).append(company)
    return [of_number.get(box.cluster.number if box.cluster else None, []) for box in boxes]


def _shown_number(clusters: ShownClusters, number: int | None) -> int | None:
    shown = clusters.get(number)
    return shown.number if shown else None
