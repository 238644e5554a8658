"""The page of the map: what was asked for, drawn and told."""

from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.http import QueryDict

from scoring.maps import drawing
from scoring.maps import rows as map_rows
from scoring.maps.drawing import DESK, PHONE, Group, Lettering, Name
from scoring.maps.rows import MOST_MATCHES, MOST_POINTS, Point, Source
from scoring.maps.sketch import Line, Sketch, group_points, sketch_heaps, sketch_points
from scoring.maps.windows import STEPS, Window, nearest_window
from scoring.models import Assignment, Cluster, ModelVersion, ShownClusters, Submission
from scoring.models.search import cleaned
from scoring.pages.paging import whole_number

LISTED_MATCHES = 50


class Step(NamedTuple):
    """A link that moves the map; without an address where there is no further."""

    name: str
    sign: str
    label: str
    address: str


class Asked(NamedTuple):
    """A window, search words, and the company that was viewed.

    `company` is its number, or whatever else stood there.
    """

    window: Window
    words: str
    company: str

    def address(self, other: Window) -> str:
        """The same in another window."""
        kept = {"q": self.words, "company": self.company}
        typed = {name: value for name, value in kept.items() if value}
        if not typed:
            return f"?{other.query}"
        return f"?{other.query}&{urlencode(typed)}"

    @property
    def without_words(self) -> str:
        return self._replace(words="").address(self.window)

    @property
    def kept(self) -> dict[str, int | str]:
        """What a search keeps: where it is looked, and the viewed company."""
        kept: dict[str, int | str] = self.window._asdict()
        if self.company:
            kept["company"] = self.company
        return kept

    def steps(self) -> list[Step]:
        """The links that move the map."""
        here = self.window
        half = STEPS // 2
        windows = [
            ("in", "+", "Zoom in", here.zoomed(1)),
            ("out", "−", "Zoom out", here.zoomed(-1)),
            ("left", "←", "Move left", here.moved_by(-half, 0)),
            ("right", "→", "Move right", here.moved_by(half, 0)),
            ("up", "↑", "Move up", here.moved_by(0, -half)),
            ("down", "↓", "Move down", here.moved_by(0, half)),
            ("whole", "Whole map", "Show the whole map", Window()),
        ]
        steps = []
        for name, sign, label, window in windows:
            address = self.address(window) if window != here else ""
            steps.append(Step(name, sign, label, address))
        return steps


class Viewed(NamedTuple):
    """The viewed company, its row under the version that gives places, and its place.

    `place` is that in the window, None outside it; `address` leads to a window around it.
    """

    company: Submission
    row: Assignment | None
    place: tuple[int, int] | None
    address: str

    def labels(self, lettering: Lettering) -> list[Name]:
        if self.place is None:
            return []
        return [drawing.label(self.company.title, *self.place, lettering)]

    def kept_free(self, lettering: Lettering) -> list[Name]:
        """The label, and room for the ring."""
        if self.place is None:
            return []
        # Two letters take about as much room
        ring = Name("OO", *self.place)
        return [*self.labels(lettering), ring]

    @property
    def label(self) -> list[Name]:
        return self.labels(DESK)

    @property
    def short_label(self) -> list[Name]:
        return self.labels(PHONE)


class Matches(NamedTuple):
    """Companies with the search words, the first of them with their clusters.

    Whether there are more than the map lights up says `has_more`.
    """

    total: int
    listed: list[tuple[Point, Cluster | None]]
    has_more: bool

    @classmethod
    def of_points(cls, points: list[Point], most_lit: int, shown: ShownClusters) -> Self:
        listed = points[:LISTED_MATCHES]
        return cls(
            total=min(len(points), most_lit),
            listed=[(point, shown.get(point.cluster)) for point in listed],
            has_more=len(points) > most_lit,
        )


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


def read_query(query: QueryDict) -> Asked:
    """What an address asks for; a window that cannot be becomes the nearest that can."""
    z = whole_number(query.get("z")) or 0
    x = whole_number(query.get("x")) or 0
    y = whole_number(query.get("y")) or 0
    return Asked(
        window=nearest_window(z, x, y),
        words=cleaned(query.get("q", "")),
        company=query.get("company", "")[:10],
    )


def draw_map(asked: Asked, places: ModelVersion, clusters: ModelVersion) -> Drawing:
    """A window of the map.

    Companies lie where `places` puts them, and have the colours of `clusters`.
    """
    source = Source(places, clusters)
    rows = source.within(asked.window.region)
    shown = ShownClusters.of_version(clusters).without_hidden()
    is_crowded = map_rows.is_crowded(rows)
    # One more than are lit up, to know whether there is one
    most_lit = MOST_MATCHES if is_crowded else MOST_POINTS
    matching = map_rows.points_with_words(rows, asked.words, most_lit + 1)
    numbers = {point.company for point in matching}
    if is_crowded:
        heaps = map_rows.heaps(source, asked.window)
        sketch = sketch_heaps(heaps, asked.window, shown, asked.address)
        lit = group_points(matching[:most_lit], asked.window, shown, numbers)
    else:
        sketch = sketch_points(map_rows.points(rows), asked.window, shown, numbers)
        lit = []
    viewed = _viewed(asked, places)
    return Drawing(
        asked=asked,
        is_crowded=is_crowded,
        total=sketch.total,
        groups=sketch.groups,
        lit=lit,
        names=_names(sketch, viewed, DESK),
        short_names=_names(sketch, viewed, PHONE),
        lines=sketch.lines,
        viewed=viewed,
        matches=Matches.of_points(matching, most_lit, shown) if asked.words else None,
        steps=asked.steps(),
    )


def _names(sketch: Sketch, viewed: Viewed | None, lettering: Lettering) -> list[Name]:
    kept_free = viewed.kept_free(lettering) if viewed else []
    return drawing.names(sketch.middles, kept_free, lettering)


def _viewed(asked: Asked, places: ModelVersion) -> Viewed | None:
    number = whole_number(asked.company)
    if number is None:
        return None
    company = Submission.objects.filter(pk=number).defer("text").first()
    if company is None:
        return None
    # With the company among the columns, which Django else reads again for each row
    columns = ("submission", "status", "map_x", "map_y")
    row = company.assignments.filter(version=places).only(*columns).first()
    if row is None or row.map_x is None or row.map_y is None:
        return Viewed(company, row, None, "")
    x, y = row.map_x, row.map_y
    is_inside = asked.window.region.holds(x, y)
    place = drawing.units(asked.window, x, y) if is_inside else None
    around_it = asked.window.around(x, y, 0)
    return Viewed(company, row, place, asked.address(around_it))
