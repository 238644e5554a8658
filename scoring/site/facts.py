"""What the first page says of the site in figures."""

from typing import NamedTuple

from scoring.models import ModelVersion, Tally
from scoring.pages.caching import counted_lately


class Facts(NamedTuple):
    """What the active versions measured, and how many companies are stored.

    `right` of 100 rows that a model had not read landed in the cluster of their category; None
    where a version measured nothing.
    """

    right: int | None
    rows: int
    companies: int


def read_facts(embedded: ModelVersion | None, active: ModelVersion | None) -> Facts:
    """Companies as they were counted within the last minute."""
    purity = embedded.folds.get("purity") if embedded else None
    right = None if purity is None else int(100 * purity)
    rows = embedded.rows if embedded else 0
    companies = 0
    if active:
        companies = counted_lately(f"companies:{active.pk}", lambda: _stored(active))
    return Facts(right, rows, companies)


def _stored(version: ModelVersion) -> int:
    totals = Tally.objects.filter(version=version).totals("version")
    return sum(totals.values())
