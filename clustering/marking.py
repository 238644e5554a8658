"""What two texts share: the n-grams with their weights in both, and where they stand in each."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np

from clustering.model import Model
from clustering.text.ngrams import Weights
from clustering.text.tracing import Span


class SharedPhrase(NamedTuple):
    """An n-gram of two texts, its readable form,
    and its weights (0..1 while they are normalised) in both.
    """

    ngram: str
    surface: str
    first: float
    second: float


class Segment(NamedTuple):
    """A piece of a text as it stands there."""

    text: str
    is_marked: bool


def shared(model: Model, first: Weights, second: Weights) -> list[SharedPhrase]:
    """The n-grams that both texts have, by the product of their weights,
    largest first (ties by the alphabet).
    """
    both, in_first, in_second = np.intersect1d(
        first.indices, second.indices, assume_unique=True, return_indices=True
    )
    weights = zip(
        both.tolist(),
        first.values[in_first].tolist(),
        second.values[in_second].tolist(),
        strict=True,
    )
    words = model.vocabulary
    found = [
        SharedPhrase(words.ngrams[number], words.surfaces[number], a, b) for number, a, b in weights
    ]
    return sorted(found, key=lambda phrase: (-phrase.first * phrase.second, phrase.ngram))


def marked(model: Model, text: str, ngrams: Collection[str]) -> list[Segment]:
    """`text` in pieces, every occurrence of the n-grams marked;
    joined together they are the text again.
    """
    wanted = frozenset(ngrams)
    return segments(
        text,
        (
            span
            for ngram, places in model.analyser.places(text)
            if ngram in wanted
            for span in places
        ),
    )


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """`text` in pieces, those of the spans marked; joined together they are the text again."""
    found: list[Segment] = []
    at = 0
    for span in _merged(spans):
        found += [Segment(text[at : span.start], False), Segment(text[span.start : span.end], True)]
        at = span.end
    found.append(Segment(text[at:], False))
    return [segment for segment in found if segment.text]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch or overlap as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
