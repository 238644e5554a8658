"""Links that divide a picture with density, each of which leads further in."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.utils.html import escape

from scoring.maps.homes import Shown
from scoring.maps.layers import UNITS
from scoring.maps.rows import Heap
from scoring.maps.windows import Window
from scoring.models import ShownClusters

# A window with density is divided into so many links by so many, each leading two levels nearer
DOORS = 8
NEARER = 2


LINK = """
<a class="door" href="{address}" tabindex="-1"><title>{title}</title
  ><rect x="{x}" y="{y}"/></a>"""


class Door(NamedTuple):
    """A square of a picture with density, which leads further in."""

    x: int
    y: int
    address: str
    title: str

    @property
    def link(self) -> str:
        """As text of a picture: dozens in a template take longer than all the rest of it."""
        return LINK.format(
            address=escape(self.address), title=escape(self.title), x=self.x, y=self.y
        )


def doors_of(
    heaps: Iterable[Heap],
    shown: ShownClusters,
    window: Window,
    address: Callable[[Window], str],
) -> list[Door]:
    """Squares with companies, each with a word on what lies there."""
    side = window.side / DOORS
    left, top = window.left, window.top
    totals: dict[tuple[int, int], dict[int | None, int]] = {}
    for heap in heaps:
        column = int((heap.x - left) // side)
        row = int((heap.y - top) // side)
        counted = totals.setdefault((column, row), {})
        for number, total in heap.clusters.items():
            counted[number] = counted.get(number, 0) + total
    units = UNITS // DOORS
    doors = []
    for column, row in sorted(totals):
        # By numbers, several of which may be shown as one cluster
        shown_there: Counter[Shown] = Counter()
        for number, total in totals[column, row].items():
            shown_there[shown.get(number)] += total
        [(largest, _)] = shown_there.most_common(1)
        name = largest.name if largest else "no cluster"
        # By its middle, for a nearer window's own corner lies elsewhere
        middle_x = window.left + (column + 0.5) * side
        middle_y = window.top + (row + 0.5) * side
        nearer = window.around(middle_x, middle_y, NEARER)
        door = Door(
            x=column * units,
            y=row * units,
            address=address(nearer),
            title=f"{shown_there.total():,} companies, most of them in {name}",
        )
        doors.append(door)
    return doors
