"""What the marks of a market map are coloured by."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from scoring.kinds.names import readable
from scoring.kinds.sureness import LABELS
from scoring.models.model_versions import LOOKS

# So much of a text is a line
LINE = 140
CLUSTER = "cluster"
BY = {
    CLUSTER: "Own cluster",
    "sector": "Sector",
    "segment": "Segment",
    "category": "Category",
    "answer": "How sure",
}


class Told(NamedTuple):
    """What is known of a company on the map."""

    pk: int
    title: str
    text: str
    category: str
    sector: str
    segment: str
    answer: str

    @property
    def line(self) -> str:
        """How its text begins."""
        return self.text[:LINE]


class Look(NamedTuple):
    """A line of the legend: a value, its look (0 to 10), and how many companies have it."""

    value: str
    look: int
    total: int


def value_of(company: Told, by: str) -> str:
    """What a company has of what the map is coloured by; empty for nothing."""
    value: str = getattr(company, by)
    match by:
        case "sector":
            return readable(value)
        case "answer":
            return LABELS.get(value, "")
        case _:
            return value


def looks_of(companies: Sequence[Told], by: str) -> list[Look]:
    """The most frequent values, each with a look of its own; others have none."""
    totals = Counter(value_of(company, by) for company in companies)
    del totals[""]
    frequent = sorted(totals.items(), key=lambda each: (-each[1], each[0]))[:LOOKS]
    return [Look(value, look, total) for look, (value, total) in enumerate(frequent)]
