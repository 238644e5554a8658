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
    text: str
    x: int
    y: int


class Lettering(NamedTuple):
    """The size of letters (as in map.css) and the longest name, on one kind of screen."""

    size: int
    longest: int
    is_short: bool


DESK = Lettering(22, 30, is_short=False)
PHONE = Lettering(42, 16, is_short=True)


class Middle(NamedTuple):
    """Where a cluster's companies lie, and how many they are."""

    cluster: Cluster
    x: int
    y: int
    total: int


class Box(NamedTuple):
    """What a name covers."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: "Box") -> bool:
        is_across = self.left < other.right and other.left < self.right
        return is_across and self.top < other.bottom and other.top < self.bottom


def shape(cluster: Cluster | None) -> str:
    """One of ten, so that with the ten colours a hundred clusters differ; `n` without a cluster."""
    if cluster is None:
        return "n"
    return str((cluster.number + cluster.number // 10) % 10)


def units(window: Window, x: float, y: float) -> tuple[int, int]:
    """A place (0 to 1 over the whole map) within the window."""
    right = (x - window.left) / window.side
    down = (y - window.top) / window.side
    return round(right * UNITS), round(down * UNITS)


def scale(share: float, width: float) -> float:
    """The size of a heap's mark in a cell of `width` units.

    Its area follows its `share` (0 to 1), but it stays to be seen.
    """
    whole_cell = width / 2 / REACH
    return round(max(whole_cell * share**0.5, SMALLEST), 2)


def cut(text: str, longest: int) -> str:
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
    taken = [_box(name, lettering) for name in kept_free]
    line = round(lettering.size * HEIGHT)
    placed: list[Name] = []
    largest_first = sorted(middles, key=lambda middle: (-middle.total, middle.cluster.number))
    for middle in largest_first[:MOST_NAMES]:
        text = _text(middle.cluster, lettering)
        for lines_down in LINES_DOWN:
            name = _inside(Name(text, middle.x, middle.y + lines_down * line), lettering)
            box = _box(name, lettering)
            if not any(box.covers(other) for other in taken):
                taken.append(box)
                placed.append(name)
                break
    return placed


def label(title: str, x: int, y: int, lettering: Lettering) -> Name:
    """The name of the viewed company, above its mark, or below it at the top edge."""
    away = lettering.size + RING_RADIUS
    has_room_above = y > 2 * away
    name = Name(cut(title, lettering.longest), x, y - away if has_room_above else y + away)
    return _inside(name, lettering)


def _text(cluster: Cluster, lettering: Lettering) -> str:
    name = cluster.name
    if lettering.is_short:
        name = name.split(",")[0]
    return cut(f"{cluster.number} {name}".strip(), lettering.longest)


def _box(name: Name, lettering: Lettering) -> Box:
    """Of a name that is centred on its place."""
    half_width = len(name.text) * lettering.size * WIDTH / 2
    half_height = lettering.size * HEIGHT / 2
    return Box(
        left=name.x - half_width,
        top=name.y - half_height,
        right=name.x + half_width,
        bottom=name.y + half_height,
    )


def _inside(name: Name, lettering: Lettering) -> Name:
    """Moved so far that the edge does not cut it."""
    box = _box(name, lettering)
    right_by = max(0, -box.left) - max(0, box.right - UNITS)
    down_by = max(0, -box.top) - max(0, box.bottom - UNITS)
    return name._replace(x=round(name.x + right_by), y=round(name.y + down_by))
