"""What clusters are made of: industries, or categories where no industries are known."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count

from scoring.companies.filters import NONE
from scoring.models import Assignment
from scoring.pages.caching import counted_lately
from scoring.review.disagreements import Totals

SHOWN = 6
# With more companies than this only categories are shown, which kept counts tell
MOST_COUNTED = 20_000
# Number of the model's cluster -> industry -> companies
Industries = Mapping[int, Counter[str]]


class Part(NamedTuple):
    """Companies of one industry or category; `query` asks the list of companies for them."""

    name: str
    total: int
    query: str


class Mix(NamedTuple):
    """The largest parts of a cluster; so many smaller ones, with so many companies."""

    parts: list[Part]
    smaller: int
    rest: int


def industries(version: int, totals: Totals, numbers: Sequence[int] | None = None) -> Industries:
    """The industries of a version's clusters, or of some, as long as the kept counts are these."""
    if sum(totals.values()) > MOST_COUNTED:
        return {}

    def count() -> Industries:
        placed = Assignment.objects.filter(version=version, shown_cluster__isnull=False)
        if numbers is not None:
            placed = placed.filter(shown_cluster__in=numbers)
        known = placed.exclude(submission__industry="")
        rows = known.values_list("shown_cluster", "submission__industry").annotate(Count("pk"))
        counts: dict[int, Counter[str]] = {}
        for number, industry, companies in rows.order_by():
            in_cluster = counts.setdefault(number, Counter())
            in_cluster[industry] = companies
        return counts

    told = repr(sorted(totals.items()))
    digest = hashlib.sha256(told.encode())
    stamp = digest.hexdigest()[:16]
    return counted_lately(f"industries-{version}-{stamp}", count)


def mix(number: int, categories: Counter[str], in_industries: Counter[str]) -> Mix:
    """By industry where at least half of a cluster's companies have one, else by category."""
    asked = "category"
    counts = categories
    if in_industries and 2 * in_industries.total() >= categories.total():
        asked = "industry"
        counts = in_industries
    ordered = sorted(counts.items(), key=lambda part: (-part[1], part[0]))
    parts = []
    for name, total in ordered[:SHOWN]:
        query = urlencode({asked: name or NONE, "cluster": number})
        part = Part(name or "No category", total, query)
        parts.append(part)
    smaller = [total for _, total in ordered[SHOWN:]]
    return Mix(parts, len(smaller), sum(smaller))
