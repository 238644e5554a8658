"""The page of the map: what was asked for, drawn and told."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from scoring.maps import drawing
from scoring.maps import rows as map_rows
from scoring.maps import sketch as map_sketch
from scoring.maps.drawing import DESK, PHONE, Group, Lettering, Name
from scoring.maps.rows import MOST_MATCHES, MOST_POINTS, Point, Source
from scoring.maps.sketch import Line
from scoring.maps.windows import STEPS, Window, window
from scoring.models import Assignment, Cluster, ModelVersion, ShownClusters, Submission
from scoring.models.search import cleaned
from scoring.pages.paging import whole_number

LISTED_MATCHES = 50


class Asked(NamedTuple):
    """A window, search words, and the company that was viewed:
    its number, or whatever else stood there.
    """

    window: Window
    words: str
    company: str

    def address(self, other: Window) -> str:
        """The same in another window."""
        kept = {
            name: value for name, value in (("q", self.words), ("company", self.company)) if value
        }
        return f"?{other.query}" + (f"&{urlencode(kept)}" if kept else "")

    @property
    def without_words(self) -> str:
        return self._replace(words="").address(self.window)

    @property
    def kept(self) -> dict[str, int | str]:
        """What a search keeps: where it is looked, and the viewed company."""
        return {**self.window._asdict(), **({"company": self.company} if self.company else {})}


class Viewed(NamedTuple):
    """The viewed company, its row under the version that gives places,
    and where that is in the window.
    """

    company: Submission
    row: Assignment | None
    place: tuple[int, int] | None
    address: str

    def labels(self, lettering: Lettering) -> list[Name]:
        return [drawing.label(self.company.title, *self.place, lettering)] if self.place else []

    def kept_free(self, lettering: Lettering) -> list[Name]:
        """The label, and room for the ring."""
        return [*self.labels(lettering), Name("OO", *self.place)] if self.place else []

    @property
    def label(self) -> list[Name]:
        return self.labels(DESK)

    @property
    def short_label(self) -> list[Name]:
        return self.labels(PHONE)


class Matches(NamedTuple):
    """Companies with the search words, the first of them with their clusters;
    `has_more` than the map lights up.
    """

    total: int
    listed: list[tuple[Point, Cluster | None]]
    has_more: bool


class Step(NamedTuple):
    """A link that moves the map; without an address where there is no further."""

    name: str
    sign: str
    label: str
    address: str


class Drawing(NamedTuple):
    """All that the page shows of a window."""

    asked: Asked
    is_crowded: bool
    total: int
    groups: list[Group]
    lit: list[Group]
    names: list[Name]
    short_names: list[Name]
    lines: list[Line]
    viewed: Viewed | None
    matches: Matches | None
    steps: list[Step]


def asked(query: QueryDict) -> Asked:
    """What an address asks for; a window that cannot be becomes the nearest that can."""
    z, x, y = (whole_number(query.get(name)) or 0 for name in ("z", "x", "y"))
    return Asked(window(z, x, y), cleaned(query.get("q", "")), query.get("company", "")[:10])


def draw(asked: Asked, places: ModelVersion, clusters: ModelVersion) -> Drawing:
    """A window of the map: companies lie where `places` puts them,
    and have the colours of `clusters`.
    """
    source = Source(places, clusters)
    rows = source.within(asked.window)
    shown = ShownClusters.of_version(clusters).without_hidden()
    is_crowded = map_rows.is_crowded(rows)
    limit = MOST_MATCHES if is_crowded else MOST_POINTS
    matching = rows.filter(submission__in=Submission.objects.with_words(asked.words).values("pk"))
    found = map_rows.points(matching, limit + 1) if asked.words else []
    lit = {point.company for point in found}
    if is_crowded:
        sketch = map_sketch.of_heaps(
            map_rows.heaps(source, asked.window), asked.window, shown, asked.address
        )
    else:
        sketch = map_sketch.of_points(map_rows.points(rows), asked.window, shown, lit)
    viewed = _viewed(asked, places)
    return Drawing(
        asked=asked,
        is_crowded=is_crowded,
        total=sketch.total,
        groups=sketch.groups,
        lit=map_sketch.point_groups(found[:limit], asked.window, shown, lit) if is_crowded else [],
        names=drawing.names(sketch.middles, viewed.kept_free(DESK) if viewed else [], DESK),
        short_names=drawing.names(sketch.middles, viewed.kept_free(PHONE) if viewed else [], PHONE),
        lines=sketch.lines,
        viewed=viewed,
        matches=_matches(found, limit, shown) if asked.words else None,
        steps=_steps(asked),
    )


def _matches(found: list[Point], limit: int, shown: ShownClusters) -> Matches:
    listed = [(point, shown.get(point.cluster)) for point in found[:LISTED_MATCHES]]
    return Matches(min(len(found), limit), listed, has_more=len(found) > limit)


def _viewed(asked: Asked, places: ModelVersion) -> Viewed | None:
    number = whole_number(asked.company)
    company = None if number is None else Submission.objects.filter(pk=number).defer("text").first()
    if company is None:
        return None
    row = company.assignments.filter(version=places).only("status", "map_x", "map_y").first()
    if row is None or row.map_x is None or row.map_y is None:
        return Viewed(company, row, None, "")
    inside = asked.window.holds(row.map_x, row.map_y)
    place = drawing.units(asked.window, row.map_x, row.map_y) if inside else None
    return Viewed(company, row, place, asked.address(asked.window.around(row.map_x, row.map_y, 0)))


def _steps(asked: Asked) -> list[Step]:
    here = asked.window
    half = STEPS // 2
    steps = [
        ("in", "+", "Zoom in", here.zoomed(1)),
        ("out", "−", "Zoom out", here.zoomed(-1)),
        ("left", "←", "Move left", here.moved(-half, 0)),
        ("right", "→", "Move right", here.moved(half, 0)),
        ("up", "↑", "Move up", here.moved(0, -half)),
        ("down", "↓", "Move down", here.moved(0, half)),
        ("whole", "Whole map", "Show the whole map", Window()),
    ]
    return [
        Step(name, sign, label, asked.address(to) if to != here else "")
        for name, sign, label, to in steps
    ]
