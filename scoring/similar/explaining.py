"""Why two texts are close: the phrases that both have, and the line that shares most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from clustering.closeness import Said
from clustering.likeness import segment_of_both
from clustering.lines import line
from clustering.marking import Piece, SharedPhrase, in_pieces, shared
from clustering.model import Model
from clustering.neighbours import telling
from clustering.text.ngrams import Weights, without_overlap

MOST_PHRASES = 4


class Known(NamedTuple):
    """A text, and what is known of it."""

    text: str
    weights: Weights


class Reason(NamedTuple):
    """What a text shares with one that was asked for.

    `telling` are the few phrases to be shown, `line` is the part of the text that shares most, and
    `shared` has the weight of every phrase in common.
    """

    telling: Sequence[SharedPhrase]
    line: Sequence[Piece]
    shared: dict[str, float]


class Move(NamedTuple):
    """The phrase for which a row moved up or down, and the title of the example that has it."""

    is_up: bool
    phrase: str
    example: str


NO_REASON = Reason(telling=(), line=(), shared={})


@lru_cache(maxsize=1000)
def reason(model: Model, asked: str, text: str) -> Reason:
    """Why `text` is close to the text that was asked for; quick for what was asked lately."""
    reading = model.read(text)
    reading_of_asked = model.read(asked)
    phrases = in_common(model, Known(asked, reading_of_asked.weights), Known(text, reading.weights))
    weights = {}
    weights_by_number = {}
    for phrase in phrases:
        number = model.vocabulary.index[phrase.ngram]
        weights[phrase.ngram] = phrase.product
        weights_by_number[number] = phrase.product
    return Reason(
        telling=telling(phrases, MOST_PHRASES),
        line=line(text, reading, weights_by_number),
        shared=weights,
    )


def kind_of_both(model: Model, one: Said, other: Said) -> str:
    """The kind of business that two texts point to; empty unless both do."""
    segment = segment_of_both(one, other) if model.kinds else None
    if segment is None or model.kinds is None:
        return ""
    return model.kinds.segments.all[segment].name


def in_common(model: Model, one: Known, other: Known) -> list[SharedPhrase]:
    """The phrases of two texts, by their weights; what everybody says of himself is none."""
    phrases = shared(model, one.weights, other.weights)
    if model.kinds is None:
        return phrases
    is_reason = model.kinds.common_words.is_reason
    return [phrase for phrase in phrases if is_reason(phrase.ngram, one.text, other.text)]


def in_all(model: Model, reasons: Sequence[Reason], limit: int) -> list[str]:
    """At most `limit` phrases that all these texts share with the one that was asked for."""
    texts = Counter(ngram for each in reasons for ngram in each.shared)
    weights = {}
    for ngram, number in texts.items():
        if number == len(reasons):
            weights[ngram] = sum(each.shared[ngram] for each in reasons)
    best = without_overlap(weights, limit)
    return [model.vocabulary.surface(ngram) for ngram in best]


def marked_where_shared(
    model: Model,
    text: str,
    reasons: Iterable[Reason],
) -> list[Piece]:
    """A text with every phrase marked that is shown as a reason."""
    index = model.vocabulary.index
    numbers = frozenset(index[phrase.ngram] for each in reasons for phrase in each.telling)
    return _marked(model, text, numbers)


@lru_cache(maxsize=100)
def _marked(model: Model, text: str, ngrams: frozenset[int]) -> list[Piece]:
    """A text with these n-grams marked; quick for what was asked lately."""
    places = model.read(text).spans(ngrams)
    spans = [span for _, span in places]
    return in_pieces(text, spans)
