"""Where words that were looked for stand in a title or a text, by the rules that find them."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from Stemmer import Stemmer

from clustering.marking import Piece, in_pieces
from clustering.text.tracing import Span
from scoring.models.search import WORD, Term, folded

# Characters around the first match, or a few more up to the next space; a line of a list that is
# cut still shows the match
BEFORE, AFTER = 20, 180
OF_TEXT = 200
CUT = Piece("…", False)


class Word(NamedTuple):
    """A word of a text: where it begins and ends, and its stem."""

    start: int
    end: int
    stem: str


class Wanted(NamedTuple):
    """The stems of a term, which stand in a row; with `is_start` the last one may go on."""

    stems: list[str]
    is_start: bool

    def match_at_end(self, words: Sequence[Word]) -> Span | None:
        """Where the last of these words are the term."""
        number = len(self.stems)
        last = words[-number:]
        if len(last) < number:
            return None
        *stems, last_stem = [word.stem for word in last]
        *wanted, last_wanted = self.stems
        is_last = last_stem == last_wanted
        if self.is_start:
            is_last = last_stem.startswith(last_wanted)
        if stems != wanted or not is_last:
            return None
        return Span(last[0].start, last[-1].end)


def marked(text: str, terms: Sequence[Term], parts: Sequence[str] = ()) -> list[Piece]:
    """A whole text with every match marked, also of parts of its words."""
    # An accent that stands by itself would part its word
    text = unicodedata.normalize("NFC", text)
    return in_pieces(text, chain(_matches(text, terms), _parts(text, parts)))


def has_all(text: str, terms: Sequence[Term]) -> bool:
    """Whether every term stands in a text."""
    return all(any(_matches(text, [term])) for term in terms)


def excerpt(text: str, terms: Sequence[Term], parts: Sequence[str] = ()) -> list[Piece]:
    """The part of a text around its first match, with every match in it marked.

    Empty without a match.
    """
    text = unicodedata.normalize("NFC", text)
    first = next(chain(_matches(text, terms), _parts(text, parts)), None)
    if first is None:
        return []
    start = 0
    if first.start > BEFORE:
        # Behind a blank, so that no word is cut; without one at the beginning of the text
        start = text.rfind(" ", 0, first.start - BEFORE) + 1
    end = text.find(" ", first.end + AFTER)
    if end < 0:
        end = len(text)
    if parts:
        # Without blanks a line would be the whole text
        start = max(start, first.start - BEFORE)
        end = min(end, first.end + AFTER)
    shown = marked(text[start:end], terms, parts)
    if start:
        shown = [CUT, *shown]
    if end < len(text):
        shown = [*shown, CUT]
    return shown


def beginning(text: str) -> list[Piece]:
    """A text in which nothing that was looked for stands, as far as a line has room."""
    if len(text) <= OF_TEXT:
        return [Piece(text, is_marked=False)]
    # At a blank, where there is one
    end = max(text.rfind(" ", 0, OF_TEXT), 0) or OF_TEXT
    return [Piece(text[:end], is_marked=False), CUT]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # A stemmer keeps the word on itself, so threads must not share one
    return str(Stemmer("porter", 0).stemWord(folded(word)))


def _parts(text: str, parts: Sequence[str]) -> Iterator[Span]:
    for part in parts:
        for occurrence in re.finditer(re.escape(part), text):
            yield Span(occurrence.start(), occurrence.end())


def _matches(text: str, terms: Sequence[Term]) -> Iterator[Span]:
    """Each match of each term, in the order in which they end."""
    all_wanted = []
    longest = 1
    for term in terms:
        stems = [_stem(word) for word in term.words]
        all_wanted.append(Wanted(stems, term.is_start))
        longest = max(longest, len(stems))
    # No more words are held than the longest term has
    recent: deque[Word] = deque(maxlen=longest)
    for occurrence in WORD.finditer(text):
        stem = _stem(occurrence[0])
        word = Word(occurrence.start(), occurrence.end(), stem)
        recent.append(word)
        words = list(recent)
        for wanted in all_wanted:
            match = wanted.match_at_end(words)
            if match:
                yield match
