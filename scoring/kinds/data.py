"""The kinds of business that ship with the project, with their texts (data/segments.csv)."""

import csv
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from clustering.kinds.segments import Segment

FILE = settings.BASE_DIR / "data" / "segments.csv"
PITCHES = settings.BASE_DIR / "data" / "pitches.csv"
SLOGANS = settings.BASE_DIR / "data" / "slogans.csv"
WORDS = settings.BASE_DIR / "data" / "words.csv"
# One for each voice: a home page, an annual report, an encyclopaedia's opening, a pitch
VOICES = ("Home", "Report", "Opening", "Pitch")


class Pitch(NamedTuple):
    """A short text, and which of a segment's trades it tells of ("" where it is one)."""

    text: str
    trade: str


class Described(NamedTuple):
    """A kind of business in a sentence, and texts that companies of it might say of themselves.

    The `texts` have one for each of VOICES; `pitches` are further short ones, and `slogans` praise
    themselves in the words of everybody. The `words` of a trade are terms that tell it from others.
    """

    segment: Segment
    definition: str
    texts: tuple[str, ...]
    pitches: tuple[Pitch, ...]
    slogans: tuple[str, ...]
    words: tuple[Pitch, ...]


@lru_cache(maxsize=1)
def described() -> dict[str, Described]:
    """All of them by their names, sector by sector. They do not change while a process runs."""
    pitches = defaultdict(list)
    for row in _rows(PITCHES):
        pitches[row["Segment"]].append(Pitch(row["Text"], row["Trade"]))
    slogans = defaultdict(list)
    for row in _rows(SLOGANS):
        slogans[row["Segment"]].append(row["Text"])
    words = defaultdict(list)
    for row in _rows(WORDS):
        words[row["Segment"]].append(Pitch(row["Words"], row["Trade"]))
    found = {}
    for row in _rows(FILE):
        texts = tuple(row[voice] for voice in VOICES)
        short = tuple(pitches[row["Segment"]])
        # Each once, in the order of the file
        trades = dict.fromkeys(pitch.trade for pitch in short if pitch.trade)
        segment = Segment(
            row["Segment"],
            row["Industry"],
            row["Sector"],
            tuple(trades),
        )
        found[segment.name] = Described(
            segment=segment,
            definition=row["Definition"],
            texts=texts,
            pitches=short,
            slogans=tuple(slogans[segment.name]),
            words=tuple(words[segment.name]),
        )
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
