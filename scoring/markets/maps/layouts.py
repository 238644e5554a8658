"""Where the regions of a market map lie: side by side, below each other, or one alone."""

from collections.abc import Sequence

from scoring.markets.maps.filling import (
    EDGE,
    HEADINGS,
    LINE,
    columns_in,
    height_for,
    lines_of,
)
from scoring.markets.maps.treemap import Rectangle, squarified

WIDTH, HEIGHT = 1200, 720
# Of screens too small for that, in their own pixels
NARROW = 340
# Of many companies it is higher, so that more of them have their names
HIGHEST, FOR_EACH = 1200, 0.6
GAP = 3
# A region of few companies still has room for its name
LEAST_SHARE = 0.02
# So many rows of names has a region among others on a narrow screen
ROWS_OF_NAMES = 3

# How high the picture is, and its regions without the gaps between them
Layout = tuple[int, list[Rectangle]]


def side_by_side(sizes: Sequence[int]) -> Layout:
    """Regions with areas in proportion to how many companies they have."""
    total = sum(sizes)
    height = max(HEIGHT, min(HIGHEST, round(FOR_EACH * total)))
    areas = [max(size, LEAST_SHARE * total) for size in sizes]
    placed = []
    if total:
        placed = squarified(areas, Rectangle(0, 0, WIDTH, height))
    return height, [_within(rectangle) for rectangle in placed]


def stacked(sizes: Sequence[int], headings: Sequence[tuple[str, str]]) -> Layout:
    """Regions of a narrow screen's width below each other: a few names, and marks for the rest."""
    top, placed = 0, []
    for size, heading in zip(sizes, headings, strict=True):
        inner = NARROW - 2 * GAP
        named = min(size, ROWS_OF_NAMES * columns_in(inner))
        lines = lines_of(*heading, inner - 2 * EDGE, HEADINGS)
        further_lines = LINE * (len(lines) - 1)
        height = height_for(named, size - named, inner) + further_lines + 2 * GAP
        placed.append(_within(Rectangle(0, top, NARROW, height)))
        top += height
    return top, placed


def alone(sizes: Sequence[int], width: int) -> Layout:
    """One region in which every company has its name."""
    inner = width - 2 * GAP
    needed = height_for(sum(sizes), 0, inner) + 2 * GAP + LINE
    height = max(needed, HEIGHT // 3)
    return height, [_within(Rectangle(0, 0, width, height)) for _ in sizes]


def _within(rectangle: Rectangle) -> Rectangle:
    return Rectangle(
        rectangle.x + GAP,
        rectangle.y + GAP,
        max(rectangle.width - 2 * GAP, 1),
        max(rectangle.height - 2 * GAP, 1),
    )
