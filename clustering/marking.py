"""What two texts share: the n-grams with their weights in both, and where they stand in each."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np

from clustering.model import Model
from clustering.text.ngrams import Weights
from clustering.text.tracing import Span


class SharedPhrase(NamedTuple):
    """An n-gram that two texts have, and its readable form.

    `first` and `second` are its weights in both, 0..1 while they are normalised.
    """

    ngram: str
    surface: str
    first: float
    second: float

    @property
    def product(self) -> float:
        """How much it says of both."""
        return self.first * self.second


class Piece(NamedTuple):
    """A piece of a text as it stands there."""

    text: str
    is_marked: bool


def shared(model: Model, first: Weights, second: Weights) -> list[SharedPhrase]:
    """The n-grams of both texts, the largest product of their weights first; ties by alphabet."""
    both, in_first, in_second = np.intersect1d(
        first.indices,
        second.indices,
        assume_unique=True,
        return_indices=True,
    )
    weights_in_first = first.values[in_first].tolist()
    weights_in_second = second.values[in_second].tolist()
    numbers = both.tolist()
    phrases = []
    for place, number in enumerate(numbers):
        phrase = SharedPhrase(
            ngram=model.vocabulary.ngrams[number],
            surface=model.vocabulary.surfaces[number],
            first=weights_in_first[place],
            second=weights_in_second[place],
        )
        phrases.append(phrase)
    return sorted(phrases, key=lambda phrase: (-phrase.product, phrase.ngram))


def marked(model: Model, text: str, ngrams: Collection[str]) -> list[Piece]:
    """`text` in pieces, every occurrence of the n-grams marked; joined they are the text again."""
    wanted = frozenset(ngrams)
    spans: list[Span] = []
    for ngram, places in model.analyser.places(text):
        if ngram in wanted:
            spans += places
    return in_pieces(text, spans)


def in_pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """`text` in pieces, those of the spans marked; joined together they are the text again.

    Spans that touch or overlap are one piece.
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            before = merged.pop()
            # A word may end before the phrase that it stands in
            end = max(before.end, span.end)
            span = Span(before.start, end)
        merged.append(span)

    pieces: list[Piece] = []
    at = 0
    for start, end in merged:
        between = text[at:start]
        marked_text = text[start:end]
        pieces.append(Piece(between, is_marked=False))
        pieces.append(Piece(marked_text, is_marked=True))
        at = end
    rest = text[at:]
    pieces.append(Piece(rest, is_marked=False))
    # Before a span that begins the text there is nothing, nor behind one that ends it
    return [piece for piece in pieces if piece.text]
