"""How the map is drawn: marks in a square of 1,000 units,
and names that do not cover each other.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from scoring.maps.windows import Window
from scoring.models import Cluster

UNITS = 1000
# How far a shape reaches from its middle, in templates/maps/_shapes.html
REACH = 8
SMALLEST = 0.3
MOST_NAMES = 20
LONGEST_TITLE = 60
# Of a letter's height; a little more than bold letters take
WIDTH, HEIGHT = 0.62, 1.2


class Mark(NamedTuple):
    """A company, or a heap of them with its `scale`;
    `x` and `y` from 0 to 1,000 within the window.
    """

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
    """The size of letters and the longest name, on one kind of screen;
    the letters are as large as in map.css.
    """

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


def shape(cluster: Cluster | None) -> str:
    """One of ten, chosen so that with the ten colours a hundred clusters differ;
    `n` without a cluster.
    """
    return "n" if cluster is None else str((cluster.number + cluster.number // 10) % 10)


def units(window: Window, x: float, y: float) -> tuple[int, int]:
    """A place (0 to 1 over the whole map) within the window."""
    return round((x - window.left) / window.side * UNITS), round(
        (y - window.top) / window.side * UNITS
    )


def scale(share: float, width: float) -> float:
    """The size of a heap's mark in a cell of `width` units:
    its area follows its `share`, but it stays to be seen.
    """
    return round(max(width / 2 / REACH * share**0.5, SMALLEST), 2)


def cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


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
    """A name near each cluster's middle, the largest first;
    one that would cover another is moved, or left out.
    """
    taken = [_box(name, lettering) for name in kept_free]
    found: list[Name] = []
    for middle in sorted(middles, key=lambda each: (-each.total, each.cluster.number))[:MOST_NAMES]:
        text = _text(middle.cluster, lettering)
        height = round(lettering.size * HEIGHT)
        for down in (0, height, -height, 2 * height, -2 * height, 3 * height, -3 * height):
            name = _inside(Name(text, middle.x, middle.y + down), lettering)
            box = _box(name, lettering)
            if not any(_cover(box, other) for other in taken):
                taken.append(box)
                found.append(name)
                break
    return found


def _text(cluster: Cluster, lettering: Lettering) -> str:
    name = cluster.name.split(",")[0] if lettering.is_short else cluster.name
    return cut(f"{cluster.number} {name}".strip(), lettering.longest)


Box = tuple[float, float, float, float]


def _box(name: Name, lettering: Lettering) -> Box:
    """Left, top, right and bottom of a name that is centred on its place."""
    wide, high = len(name.text) * lettering.size * WIDTH / 2, lettering.size * HEIGHT / 2
    return name.x - wide, name.y - high, name.x + wide, name.y + high


def _inside(name: Name, lettering: Lettering) -> Name:
    """Moved so far that the edge does not cut it."""
    left, top, right, bottom = _box(name, lettering)
    right_by = max(0, -left) - max(0, right - UNITS)
    down_by = max(0, -top) - max(0, bottom - UNITS)
    return name._replace(x=round(name.x + right_by), y=round(name.y + down_by))


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def label(title: str, x: int, y: int, lettering: Lettering) -> Name:
    """The name of the viewed company, above its mark, or below it at the top edge."""
    away = lettering.size + 16
    return _inside(
        Name(cut(title, lettering.longest), x, y - away if y > 2 * away else y + away), lettering
    )
