"""What clusters may be called: the rows' categories, their industries, and parts of industries.

"Insurance" is a part of "Life & Health Insurance" and of "Multi-line Insurance": it ends the names
of both.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from clustering.text.language import word_set

LIST_MARKS = re.compile(r"\s*(?:,|&|/|;|\band\b)\s*", re.IGNORECASE)
# Industries that a part must be in
FEWEST = 2
# Words that name no trade by themselves
_NO_TRADE = word_set(
    """
    application commodity components consumer distributors diversified equipment facilities general
    goods hardware holdings independent infrastructure instruments integrated manufacturers
    manufacturing marketing materials misc miscellaneous multi multi-sector other others parts
    producers products regional services solutions specialized speciality specialty supplies
    systems technology tools various
    """
)


class Label(NamedTuple):
    """What rows are filed under; the level is CATEGORY, INDUSTRY or PART."""

    level: str
    text: str


CATEGORY = "category"
INDUSTRY = "industry"
PART = "part"
# What is true of which rows
Truths = dict[Label, set[int]]


def pool(categories: Sequence[str], industries: Sequence[str]) -> Truths:
    """Each label with the rows of which it is true.

    A part names a trade, is in two industries or more, and is no category itself.
    """
    different = set(industries)
    # In how many industries a part stands, not in how many rows
    counts = Counter(part for industry in different for part in _parts(industry))
    taken = {category.casefold() for category in categories}
    parts = set()
    for part, number in counts.items():
        words = part.lower().split()
        names_a_trade = not _NO_TRADE.issuperset(words)
        if number >= FEWEST and names_a_trade and part.casefold() not in taken:
            parts.add(part)

    truths: defaultdict[Label, set[int]] = defaultdict(set)
    for row, category in enumerate(categories):
        if category:
            label = Label(CATEGORY, category)
            truths[label].add(row)
    for row, industry in enumerate(industries):
        if industry:
            label = Label(INDUSTRY, industry)
            truths[label].add(row)
            for part in _parts(industry) & parts:
                label = Label(PART, part)
                truths[label].add(row)
    # A label that nobody has must not come about by being asked for
    return dict(truths)


@cache
def _parts(industry: str) -> frozenset[str]:
    """What an industry lists, and what each of that ends on: the head of a name comes last."""
    parts = set()
    for listed in LIST_MARKS.split(industry):
        words = listed.split()
        for start in range(len(words)):
            parts.add(" ".join(words[start:]))
    return frozenset(parts - {industry})
