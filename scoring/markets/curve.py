"""The numbers of clusters that were tried, as a small picture."""

from collections.abc import Sequence
from typing import Any, NamedTuple

WIDTH, HEIGHT = 280, 72


class Curve(NamedTuple):
    """Two lines over the numbers that were tried, as points of an SVG, and the number that stands.

    `rows` are the same in figures: number, how steady, how clear, in per cent.
    """

    steady: str
    clear: str
    chosen_at: float | None
    first: int
    last: int
    rows: list[tuple[int, int, int]]


def curve_of(tried: Sequence[dict[str, Any]], k: int | None) -> Curve | None:
    """None where fewer than two numbers were tried."""
    numbers = [each["k"] for each in tried]
    if len(set(numbers)) < 2:
        return None
    span = numbers[-1] - numbers[0]

    def across(number: int) -> float:
        return round(WIDTH * (number - numbers[0]) / span, 1)

    def line(name: str) -> str:
        points = []
        for each in tried:
            down = round(HEIGHT * (1 - each[name]), 1)
            points.append(f"{across(each['k'])},{down}")
        return " ".join(points)

    rows = []
    for each in tried:
        steady = round(100 * each["steady"])
        clear = round(100 * each["clear"])
        rows.append((each["k"], steady, clear))
    return Curve(
        steady=line("steady"),
        clear=line("clear"),
        chosen_at=across(k) if k is not None and k in numbers else None,
        first=numbers[0],
        last=numbers[-1],
        rows=rows,
    )
