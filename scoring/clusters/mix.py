"""What clusters are made of: kinds of business, or categories where no kinds are told."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from scoring.companies.filters import KNOWN, NONE
from scoring.models import Scope, SegmentTally
from scoring.models.assignments import DOUBTFUL

SHOWN = 6
# Number of the model's cluster -> segment -> companies
Segments = Mapping[int, Counter[str]]


class Part(NamedTuple):
    """Companies of one segment or category; `query` asks the list of companies for them."""

    name: str
    total: int
    query: str


class Mix(NamedTuple):
    """The largest parts of a cluster; so many smaller ones, with so many companies."""

    parts: list[Part]
    smaller: int
    rest: int


def segments(version: int, scope: Scope) -> Segments:
    """The kinds of business in each cluster of a version, of companies that are no guess."""
    visible = SegmentTally.objects.visible_to(scope)
    named = visible.filter(version=version).exclude(segment="")
    kept = named.exclude(answer__in=DOUBTFUL)
    counts: dict[int, Counter[str]] = {}
    for (number, segment), companies in kept.totals("cluster", "segment").items():
        counts.setdefault(number, Counter())[segment] = companies
    return counts


def mix(number: int, categories: Counter[str], in_segments: Counter[str]) -> Mix:
    """By segment where at least half of a cluster's companies have one, else by category."""
    asked = "category"
    counts = categories
    if in_segments and 2 * in_segments.total() >= categories.total():
        asked = "segment"
        counts = in_segments
    ordered = sorted(counts.items(), key=lambda part: (-part[1], part[0]))
    parts = []
    for name, total in ordered[:SHOWN]:
        query = urlencode(
            {
                asked: name or NONE,
                "cluster": number,
                "answer": KNOWN,
            }
        )
        part = Part(name or "No category", total, query)
        parts.append(part)
    smaller = [total for _, total in ordered[SHOWN:]]
    return Mix(parts, len(smaller), sum(smaller))
