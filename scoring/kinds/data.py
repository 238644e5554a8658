"""The kinds of business that ship with the project, with their texts (data/segments.csv)."""

import csv
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from clustering.kinds.segments import Segment

FILE = settings.BASE_DIR / "data" / "segments.csv"
# One for each voice: a home page, an annual report, an encyclopaedia's opening, a pitch
VOICES = ("Home", "Report", "Opening", "Pitch")


class Described(NamedTuple):
    """A kind of business in a sentence, and texts that companies of it might say of themselves."""

    segment: Segment
    definition: str
    texts: tuple[str, ...]


@lru_cache(maxsize=1)
def described() -> dict[str, Described]:
    """All of them by their names, sector by sector. They do not change while a process runs."""
    found = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            segment = Segment(row["Segment"], row["Industry"], row["Sector"])
            texts = tuple(row[voice] for voice in VOICES)
            found[segment.name] = Described(segment, row["Definition"], texts)
    return found
