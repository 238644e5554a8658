"""Scoring web-service formats as pure functions: no Django, no HTTP.

Every format writes a request from rows and reads a reply into answers, one for each row and in the same order.
"""

from typing import Any, NamedTuple


class Row(NamedTuple):
    """One company as it is sent."""

    title: str
    category: str
    text: str


class Answer(NamedTuple):
    """What a service said of one row: a cluster number from 0, a distance to every centre, and its own words."""

    cluster: int
    distances: tuple[float, ...]
    raw: str


class WireError(ValueError):
    """A reply that is no valid answer; the message says what was expected and what came."""


def shortened(value: Any, limit: int = 60) -> str:
    """A foreign value in a message: printable, on one line, and never long."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: limit * 4])
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[:limit]}…"
