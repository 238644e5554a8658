"""Where the words that somebody looked for stand in a title or a text,
by the rules that find them.
"""

import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from clustering.marking import Segment, segments
from clustering.text.tracing import Span
from scoring.models.search import WORD, Term, folded

# Characters around the first match, or a few more up to the next space
BEFORE, AFTER = 60, 180
CUT = Segment("…", False)
STEMMER = snowballstemmer.stemmer("porter")


class Found(NamedTuple):
    """A word of a text: where it begins and ends, and its stem."""

    start: int
    end: int
    stem: str


def marked(text: str, terms: Sequence[Term]) -> list[Segment]:
    """A whole text with every match marked."""
    text = unicodedata.normalize("NFC", text)
    return segments(text, _matches(text, terms))


def excerpt(text: str, terms: Sequence[Term]) -> list[Segment]:
    """The part of a text around its first match, with every match in it marked;
    empty without one.
    """
    text = unicodedata.normalize("NFC", text)
    first = next(_matches(text, terms), None)
    if first is None:
        return []
    start = text.rfind(" ", 0, first.start - BEFORE) + 1 if first.start > BEFORE else 0
    space = text.find(" ", first.end + AFTER)
    end = len(text) if space < 0 else space
    return [
        *([CUT] if start else []),
        *marked(text[start:end], terms),
        *([CUT] if end < len(text) else []),
    ]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return STEMMER.stemWord(folded(word))


def _matches(text: str, terms: Sequence[Term]) -> Iterator[Span]:
    """Each match of each term, in the order in which they end."""
    wanted = [([_stem(word) for word in term.words], term.is_start) for term in terms]
    recent: deque[Found] = deque(maxlen=max((len(stems) for stems, _ in wanted), default=1))
    for word in WORD.finditer(text):
        recent.append(Found(word.start(), word.end(), _stem(word[0])))
        for stems, is_start in wanted:
            last = list(recent)[-len(stems) :]
            if _fits([found.stem for found in last], stems, is_start):
                yield Span(last[0].start, last[-1].end)


def _fits(found: Sequence[str], stems: Sequence[str], is_start: bool) -> bool:
    if len(found) < len(stems) or found[:-1] != stems[:-1]:
        return False
    return found[-1].startswith(stems[-1]) if is_start else found[-1] == stems[-1]
