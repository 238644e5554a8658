"""Rectangles whose areas are in proportion to sizes (Bruls, Huizing and van Wijk, "Squarified
Treemaps", 2000)."""

from collections.abc import Sequence
from typing import NamedTuple


class Rectangle(NamedTuple):
    """A part of the picture, in its units."""

    x: float
    y: float
    width: float
    height: float

    def filled(self, areas: Sequence[float]) -> "tuple[list[Rectangle], Rectangle]":
        """These along the shorter side, and what is left of the rectangle beside them."""
        x, y, width, height = self
        row = []
        if width >= height:
            thickness = sum(areas) / height
            for area in areas:
                length = area / thickness
                row.append(Rectangle(x, y, thickness, length))
                y += length
            beside = Rectangle(x + thickness, self.y, width - thickness, height)
        else:
            thickness = sum(areas) / width
            for area in areas:
                length = area / thickness
                row.append(Rectangle(x, y, length, thickness))
                x += length
            beside = Rectangle(self.x, y + thickness, width, height - thickness)
        return row, beside


def squarified(sizes: Sequence[float], whole: Rectangle) -> list[Rectangle]:
    """One rectangle for each size, as square as can be; the sizes are positive and descend."""
    scale = whole.width * whole.height / (sum(sizes) or 1)
    areas = [size * scale for size in sizes]
    placed: list[Rectangle] = []
    left = whole
    while len(placed) < len(areas):
        begin = len(placed)
        side = min(left.width, left.height)
        end = begin + 1
        while end < len(areas):
            alone = _worst(areas[begin:end], side)
            with_next = _worst(areas[begin : end + 1], side)
            if with_next > alone:
                break
            end += 1
        row, left = left.filled(areas[begin:end])
        placed += row
    return placed


def _worst(areas: Sequence[float], side: float) -> float:
    """How far from a square the longest of these is, laid along a side."""
    thickness = sum(areas) / side
    ratios = [area / thickness**2 for area in areas]
    return max(max(ratio, 1 / ratio) for ratio in ratios)
