"""How the map is drawn: marks in a square of 1,000 units, and names that stay apart."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scoring.maps.windows import Window
from scoring.models import Cluster

UNITS = 1000
# How far a shape reaches from its middle, in templates/maps/_shapes.html
REACH = 8
RING_RADIUS = 16
SMALLEST = 0.3
MOST_NAMES = 20
LONGEST_TITLE = 60
# Of a letter's height; a little more than bold letters take
WIDTH, HEIGHT = 0.62, 1.2
# Where a name is tried: so many lines below its cluster's middle
LINES_DOWN = (0, 1, -1, 2, -2, 3, -3)


class Mark(NamedTuple):
    """A company, or a heap of them with its `scale`; `x` and `y` from 0 to 1,000 in the window."""

    x: int
    y: int
    address: str
    title: str
    scale: float | None = None
    is_lit: bool = False


class Group(NamedTuple):
    """Marks of one cluster, or of none that is shown."""

    cluster: Cluster | None
    marks: list[Mark]

    @property
    def shape(self) -> str:
        return shape(self.cluster)


class Name(NamedTuple):
    """A text with its middle at a place of the window."""

    text: str
    x: int
    y: int


class Box(NamedTuple):
    """What a name covers."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: "Box") -> bool:
        """Whether any part of them is in the same place."""
        if self.right <= other.left or other.right <= self.left:
            return False
        return self.bottom > other.top and other.bottom > self.top


class Lettering(NamedTuple):
    """The size of letters (as in map.css) and the longest name, on one kind of screen."""

    size: int
    longest: int
    is_short: bool

    @property
    def line(self) -> int:
        """The height of a line in units."""
        return round(self.size * HEIGHT)

    def name_of(self, cluster: Cluster) -> str:
        """Number and name, where there is little room without what follows a comma."""
        name = cluster.name
        if self.is_short:
            name = name.split(",")[0]
        return cut(f"{cluster.number} {name}".strip(), self.longest)

    def box(self, name: Name) -> Box:
        """Of a name that is centred on its place."""
        half_width = len(name.text) * self.size * WIDTH / 2
        half_height = self.size * HEIGHT / 2
        return Box(
            left=name.x - half_width,
            top=name.y - half_height,
            right=name.x + half_width,
            bottom=name.y + half_height,
        )

    def inside(self, name: Name) -> Name:
        """Moved so far that the edge does not cut it."""
        box = self.box(name)
        out_left = max(0, -box.left)
        out_right = max(0, box.right - UNITS)
        out_above = max(0, -box.top)
        out_below = max(0, box.bottom - UNITS)
        return name._replace(
            x=round(name.x + out_left - out_right),
            y=round(name.y + out_above - out_below),
        )


DESK = Lettering(size=22, longest=30, is_short=False)
PHONE = Lettering(size=42, longest=16, is_short=True)


class Middle(NamedTuple):
    """Where a cluster's companies lie, and how many they are."""

    cluster: Cluster
    x: int
    y: int
    total: int


def shape(cluster: Cluster | None) -> str:
    """What the mark of a cluster's companies looks like; `n` without a cluster."""
    return "n" if cluster is None else str(cluster.shape)


def units(window: Window, x: float, y: float) -> tuple[int, int]:
    """A place (0 to 1 over the whole map) within the window."""
    right = (x - window.left) / window.side
    down = (y - window.top) / window.side
    return round(right * UNITS), round(down * UNITS)


def scale(share: float, width: float) -> float:
    """The size of a heap's mark in a cell of `width` units.

    Its area follows its `share` (0 to 1), but it stays to be seen.
    """
    # A shape reaches from its middle to both sides
    whole_cell = width / 2 / REACH
    size = whole_cell * share**0.5
    return round(max(size, SMALLEST), 2)


def cut(text: str, longest: int) -> str:
    """A text of at most so many characters, with an ellipsis where some are missing."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rstrip()}…"


def median(weighted: Iterable[tuple[float, int]]) -> float:
    """The value that halves the weights."""
    ordered = sorted(weighted)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return value
    raise ValueError("There is nothing to halve.")


def names(middles: Sequence[Middle], kept_free: Sequence[Name], lettering: Lettering) -> list[Name]:
    """A name near each cluster's middle, the largest first.

    One that would cover another is moved, or left out.
    """
    taken = [lettering.box(name) for name in kept_free]
    placed: list[Name] = []
    largest_first = sorted(middles, key=lambda middle: (-middle.total, middle.cluster.number))
    for middle in largest_first[:MOST_NAMES]:
        name = _free_name(middle, taken, lettering)
        if name:
            placed.append(name)
            taken.append(lettering.box(name))
    return placed


def _free_name(middle: Middle, taken: Sequence[Box], lettering: Lettering) -> Name | None:
    """The nearest to the middle that covers nothing."""
    text = lettering.name_of(middle.cluster)
    for lines_down in LINES_DOWN:
        y = middle.y + lines_down * lettering.line
        name = lettering.inside(Name(text, middle.x, y))
        box = lettering.box(name)
        if not any(box.covers(other) for other in taken):
            return name
    return None


def label(title: str, x: int, y: int, lettering: Lettering) -> Name:
    """The name of the viewed company, above its mark, or below it at the top edge."""
    text = cut(title, lettering.longest)
    away = lettering.size + RING_RADIUS
    if y > 2 * away:
        return lettering.inside(Name(text, x, y - away))
    return lettering.inside(Name(text, x, y + away))
