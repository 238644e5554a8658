"""Companies that are made up of those of the catalogue."""

import random
from functools import lru_cache

from tests.catalogue import whole_catalogue

FIELDS = ["Title", "Category", "Industry", "Text"]


@lru_cache
def companies(number: int) -> list[list[str]]:
    """The catalogue, and so many that each say half of what two of an industry say."""
    chance = random.Random(0)
    of_industry: dict[str, list[dict[str, str]]] = {}
    for row in whole_catalogue():
        of_industry.setdefault(row["Industry"], []).append(row)
    made_up = []
    for place in range(number):
        one = chance.choice(whole_catalogue())
        other = chance.choice(of_industry[one["Industry"]])
        sentences = [*one["Text"].split(". ")[::2], *other["Text"].split(". ")[1::2]]
        made_up.append({**one, "Title": f"Made up {place}", "Text": ". ".join(sentences)})
    return [[row[field] for field in FIELDS] for row in [*whole_catalogue(), *made_up]]
