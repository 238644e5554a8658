"""Which steps of cleaning a text may call for, as far as its surfaces tell.

Most texts call for none: to look at what was found of each surface once takes less time than to
look through the text for the signs of fifty steps.
"""

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from clustering.text.cleaning import UNSAID
from clustering.text.stock_phrases import BUTTON_BEGINS, BUTTONS, ENDS_BEFORE_BUTTON

# What stands for the end of a line among surfaces
LINE_END = "\n"


class Suspects(NamedTuple):
    """What of UNSAID may match in a text because of a surface in it, bit by bit.

    The bits of `inside` are steps. Those of `before` and `behind` are signs of two words: one of
    them may be in a text where it is `before` one surface and `behind` the next.
    """

    inside: int
    before: int
    behind: int


# A sign of two words has one of these bits; hardly two surfaces beside each other have it by chance
PAIR_BITS = 62
# A button begins a text, or stands behind the end of a line or a sentence
BUTTON_BIT = 1 << PAIR_BITS
_SIGN = re.compile(r"[\W_]")
AT_BEGIN = r"\A"


def suspects_of(surface: str) -> Suspects:
    """What may match because of a surface."""
    folded = surface.casefold()
    # None of the steps looks for what ends a sentence
    within = folded.rstrip(".,")
    signs = frozenset(_SIGN.findall(within))
    begins, others = _words_of_signs()
    has_word = bool(begins.match(folded) or others.search(folded))
    found = [0, 0, 0]
    for look in _looks(signs, has_word=has_word):
        searched = folded if look.is_folded else surface
        if look.pattern.search(searched):
            found[look.place] |= look.bit
    inside, before, behind = found
    if surface == LINE_END or ENDS_BEFORE_BUTTON.search(surface):
        before |= BUTTON_BIT
    if BUTTON_BEGINS.match(surface):
        behind |= BUTTON_BIT
    return Suspects(inside, before, behind)


def steps_of_pairs(pairs: int) -> int:
    """The steps, bit by bit, that have one of these signs of two words."""
    if not pairs:
        return 0
    steps = 0
    if pairs & BUTTON_BIT:
        steps = 1 << UNSAID.index(BUTTONS)
    for bit, step in enumerate(_steps_of_pairs()):
        if pairs >> bit & 1:
            steps |= step
    return steps


@lru_cache(maxsize=1)
def _steps_of_pairs() -> list[int]:
    steps = [0] * PAIR_BITS
    for number, step in enumerate(UNSAID):
        for sign in step.signs:
            for part in _parts_of(sign):
                if part.place:
                    steps[part.pair] |= 1 << number
    return steps


class _Look(NamedTuple):
    """What is looked for in a surface: its bit, in which of the `Suspects`, and how."""

    bit: int
    place: int
    pattern: re.Pattern[str]
    is_folded: bool


class _Part(NamedTuple):
    """A word of a sign: a surface that has it where the pattern says is suspect.

    `pair` is the bit of a sign of two words.
    """

    place: int
    word: str
    pattern: str
    pair: int = 0


def _parts_of(sign: str) -> list[_Part]:
    *others, last = sign.split()
    # A surface may go on where the sign ends, unless the sign has a blank there
    begins = ""
    if sign[0].isspace() or len(others) > 1:
        begins = AT_BEGIN
    ends = ""
    if sign[-1].isspace():
        ends = r"\Z"
    escaped = re.escape(last)
    if not others:
        return [_Part(0, last, f"{begins}{escaped}{ends}")]
    # The last two words, for the first ones are of many sentences
    first = others[-1]
    pair = crc32(sign.encode()) % PAIR_BITS
    return [
        _Part(1, first, rf"{begins}{re.escape(first)}\Z", pair),
        _Part(2, last, rf"{AT_BEGIN}{escaped}{ends}", pair),
    ]


@lru_cache(maxsize=1)
def _words_of_signs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What steps look for that has no sign in it: at the beginning of a surface, and elsewhere.

    A surface without any is done with, which most are.
    """
    words = set()
    for step in UNSAID:
        for sign in step.signs:
            for part in _parts_of(sign):
                if not _SIGN.search(part.word):
                    words.add(part.pattern)
    begins = sorted(word for word in words if word.startswith(AT_BEGIN))
    others = sorted(word for word in words if not word.startswith(AT_BEGIN))
    return re.compile("|".join(begins)), re.compile("|".join(others))


@lru_cache(maxsize=1000)
def _looks(signs: frozenset[str], *, has_word: bool) -> list[_Look]:
    """What is looked for in a surface with these signs, and perhaps a word of `_words_of_signs`."""
    looks = []
    patterns: dict[tuple[int, int], list[str]] = {}
    for number, step in enumerate(UNSAID):
        if step.on_surface:
            if signs or has_word:
                looks.append(_Look(1 << number, 0, step.on_surface, is_folded=False))
            continue
        for part in chain.from_iterable(map(_parts_of, step.signs)):
            needed = frozenset(_SIGN.findall(part.word))
            if needed <= signs and (needed or has_word):
                bit = part.pair if part.place else number
                wanted = patterns.setdefault((bit, part.place), [])
                wanted.append(part.pattern)
    for (bit, place), wanted in patterns.items():
        pattern = re.compile("|".join(wanted))
        looks.append(_Look(1 << bit, place, pattern, is_folded=True))
    return looks
