"""The line of a text that shares most with another text, to be read beside it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from clustering.marking import Piece, in_pieces
from clustering.reading import Reading
from clustering.text.tracing import Span

LENGTH = 160
# A line that does not begin with its sentence begins about so many characters before its first mark
BEFORE = 24
CUT = "…"
# Of the phrases in common a line marks those that weigh at least this part of the heaviest
LEAST_PART = 0.1
_start = attrgetter("start")
# Behind a full stop, before a capital or a number; initials and the usual short forms end nothing
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bInc\.)(?<!\bCo\.)(?<!\bCorp\.)(?<!\bLtd\.)(?<!\bSt\.)(?<!\bNo\.)"
    r"\s+(?=[\"“'(]?[A-Z0-9])|\s*\n\s*"
)


class Mark(NamedTuple):
    """Where an n-gram of both texts stands, and how much it weighs in them."""

    start: int
    end: int
    number: int
    weight: float


def line(text: str, reading: Reading, weights: Mapping[int, float]) -> list[Piece]:
    """The part of `text`, at most about 160 characters long, in which these n-grams weigh most.

    `weights` are those of n-grams by their numbers; places of the heavier ones are marked. Empty
    without any.
    """
    least = LEAST_PART * max(weights.values(), default=0)
    heavy = {number for number, weight in weights.items() if weight >= least}
    marks = []
    for number, span in reading.spans(heavy):
        mark = Mark(span.start, span.end, number, weights[number])
        marks.append(mark)
    if not marks:
        return []
    # By their places, so that those within a part stand together
    marks.sort()

    sentences = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        sentences.append(Span(start, match.start()))
        start = match.end()
    sentences.append(Span(start, len(text)))

    whole = max(sentences, key=lambda sentence: _weight(_within(marks, sentence)))
    part = _part(text, whole, _within(marks, whole))
    shown = text[part.start : part.end]
    # Counted from where the part begins
    spans = []
    for mark in _within(marks, part):
        span = Span(mark.start - part.start, mark.end - part.start)
        spans.append(span)
    pieces = in_pieces(shown, spans)
    if part.start > whole.start:
        before = Piece(f"{CUT} ", is_marked=False)
        pieces = [before, *pieces]
    if part.end < whole.end:
        behind = Piece(f" {CUT}", is_marked=False)
        pieces = [*pieces, behind]
    return pieces


def _within(marks: Sequence[Mark], part: Span) -> list[Mark]:
    """Those of the marks, which are in order, that stand in a part of the text."""
    first = bisect_left(marks, part.start, key=_start)
    behind = bisect_left(marks, part.end, lo=first, key=_start)
    return [mark for mark in marks[first:behind] if mark.end <= part.end]


def _weight(marks: Iterable[Mark]) -> float:
    """The sum of the n-grams' weights, each counted once."""
    weights = {mark.number: mark.weight for mark in marks}
    return sum(weights.values())


def _part(text: str, sentence: Span, marks: list[Mark]) -> Span:
    """As much of a sentence as a line takes, where its marks weigh most."""
    start, end = sentence
    if end - start <= LENGTH:
        return sentence
    # What a line would say that began a little before this mark
    weights = {}
    for mark in marks:
        line_from_here = Span(mark.start, mark.start + LENGTH - BEFORE)
        marks_in_line = _within(marks, line_from_here)
        weights[mark.start] = _weight(marks_in_line)
    first = max(weights, key=lambda begin: weights[begin])
    if first - start > BEFORE:
        # Behind a blank, so that no word is cut
        blank = text.find(" ", first - BEFORE, first)
        start = max(start, blank + 1)
    if end - start > LENGTH:
        blank = text.rfind(" ", start, start + LENGTH)
        end = blank if blank > first else start + LENGTH
        shown = text[start:end].rstrip(" ,;:")
        end = start + len(shown)
    return Span(start, end)
