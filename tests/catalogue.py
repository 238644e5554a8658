"""Companies of the catalogue that ships with the site."""

import csv
from functools import lru_cache

from django.conf import settings


@lru_cache
def whole_catalogue() -> list[dict[str, str]]:
    with (settings.BASE_DIR / "data" / "companies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def catalogue() -> list[dict[str, str]]:
    """The first ten companies of each sector:
    enough to cluster, and quick to score in every test.
    """
    sectors: dict[str, list[dict[str, str]]] = {}
    for row in whole_catalogue():
        sectors.setdefault(row["Category"], []).append(row)
    return [row for companies in sectors.values() for row in companies[:10]]
