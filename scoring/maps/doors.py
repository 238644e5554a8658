"""Links that divide a picture with density, each of which leads further in."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from scoring.maps.layers import UNITS, Shown
from scoring.maps.rows import Heap
from scoring.maps.windows import Window
from scoring.models import ShownClusters

# A window with density is divided into so many links by so many, each leading two levels nearer
DOORS = 8
NEARER = 2


class Door(NamedTuple):
    """A square of a picture with density, which leads further in."""

    x: int
    y: int
    address: str
    title: str


def doors_of(
    heaps: Iterable[Heap],
    shown: ShownClusters,
    window: Window,
    address: Callable[[Window], str],
) -> list[Door]:
    """Squares with companies, each with a word on what lies there."""
    side = window.side / DOORS
    totals: dict[tuple[int, int], Counter[Shown]] = {}
    for heap in heaps:
        from_left = heap.x - window.left
        from_top = heap.y - window.top
        column = int(from_left // side)
        row = int(from_top // side)
        counted = totals.setdefault((column, row), Counter())
        for number, total in heap.clusters.items():
            cluster = shown.get(number)
            counted[cluster] += total
    units = UNITS // DOORS
    doors = []
    for column, row in sorted(totals):
        counted = totals[column, row]
        [(largest, _)] = counted.most_common(1)
        name = largest.name if largest else "no cluster"
        # By its middle, for a nearer window's own corner lies elsewhere
        middle_x = window.left + (column + 0.5) * side
        middle_y = window.top + (row + 0.5) * side
        nearer = window.around(middle_x, middle_y, NEARER)
        door = Door(
            x=column * units,
            y=row * units,
            address=address(nearer),
            title=f"{counted.total():,} companies, most of them in {name}",
        )
        doors.append(door)
    return doors
