"""A text alone -> its n-grams, and what of them vocabularies know."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from clustering.bulk.ngram_numbers import NgramNumbers
from clustering.bulk.suspects import BUTTON_BIT, steps_of_pairs
from clustering.bulk.text_rows import LEAST_FAMILIAR
from clustering.bulk.word_table import (
    BEFORE,
    BEHIND,
    END,
    HIGH,
    INSIDE,
    LENGTH,
    LOW,
    START,
    STOPS,
    WORDS,
)
from clustering.text.arrays import Doubles, Indices, are_first, runs, spread
from clustering.text.cleaning import without_suspects
from clustering.text.language import is_english


@dataclass(frozen=True)
class ReadText:
    """A text, taken apart.

    `facts` are those of its surfaces, `small` the numbers of its small words. Of its `tokens`,
    those at the places `pairs` have another behind them in their sentence. `places` says where the
    tokens, and behind them the pairs, are in the tree of `ngrams`.
    """

    facts: Indices
    small: Indices
    tokens: Indices
    pairs: Indices
    places: Indices
    ngrams: NgramNumbers

    def has_enough_words(self, known: int, *, left_out: bool = True) -> bool:
        """As `WordRows.are_enough`."""
        # Two columns at once, which stand beside each other
        of_words = self.facts[:, WORDS : STOPS + 1]
        words, stop_words = np.add.reduce(of_words).tolist()
        familiar = known + stop_words if left_out else known
        if not known or familiar < LEAST_FAMILIAR * words:
            return False
        of_numbers = self.facts[:, LOW : HIGH + 1]
        low, high = np.minimum.reduce(of_numbers).tolist()
        return low < -high and self.is_english

    @cached_property
    def is_english(self) -> bool:
        return is_english(self.small)


def read(text: str, ngrams: NgramNumbers) -> ReadText:
    """Take apart a text that has anything but blanks into words and pairs of them."""
    facts = _facts(text, ngrams)
    if len(facts):
        # Which steps of cleaning may match, bit by bit
        inside = int(np.bitwise_or.reduce(facts[:, INSIDE]))
        of_pairs = facts[1:, BEHIND] & facts[:-1, BEFORE]
        in_pairs = int(np.bitwise_or.reduce(of_pairs))
        # A text begins as behind the end of a line
        at_begin = int(facts[0, BEHIND]) & BUTTON_BIT
        suspects = inside | steps_of_pairs(in_pairs | at_begin)
        left = text
        if suspects:
            left = without_suspects(text, suspects)
        if left != text:
            facts = _facts(left, ngrams)
    stretches = spread(facts[:, START], facts[:, LENGTH])
    said = ngrams.table.said.array[stretches]
    small = -1 - said[said < END]
    # Tokens, with END between sentences
    of_sentences = said[said >= END]
    [at] = of_sentences.nonzero()
    tokens = of_sentences[at]
    steps = at[1:] - at[:-1]
    [pairs] = (steps == 1).nonzero()
    places_of_tokens = ngrams.firsts.take(tokens, mode="clip")
    places_of_pairs = ngrams.behind(places_of_tokens[pairs], tokens[pairs + 1])
    places = np.concatenate([places_of_tokens, places_of_pairs])
    return ReadText(facts, small, tokens, pairs, places, ngrams)


def _facts(text: str, ngrams: NgramNumbers) -> Indices:
    table = ngrams.table
    # What is new to the table is in it only behind this
    numbers = table.numbers_of(text)
    return table.facts.array.take(numbers, axis=0)


class Counts(NamedTuple):
    """How often a text has each n-gram that a vocabulary knows, as in `CountRows`.

    `counts` and `chosen` are those of all and of the marked ones.
    """

    indices: Indices
    counts: Doubles
    chosen: Doubles
    coverage: float
    words: int


def count(text: ReadText, first: int) -> list[Counts]:
    """What each vocabulary knows; the n-grams of the `first` tokens are marked."""
    # Whether an n-gram is marked stands in the lowest place
    keys = text.places << 1
    keys[:first] |= 1
    first_pairs = int(text.pairs.searchsorted(first - 1))
    begin = len(text.tokens)
    keys[begin : begin + first_pairs] |= 1
    keys.sort()
    [starts] = are_first(keys >> 1).nonzero()
    all_counts = runs(starts, len(keys))
    chosen = starts
    if len(starts):
        chosen = np.add.reduceat(keys & 1, starts)
    places = keys[starts] >> 1
    are_words = text.ngrams.are_words[places]
    counted = []
    for of_place in text.ngrams.numbers:
        numbers = of_place[places]
        [known] = (numbers >= 0).nonzero()
        counts = all_counts[known]
        occurrences = int(counts.sum())
        counted.append(
            Counts(
                indices=numbers[known],
                counts=counts.astype(np.float64),
                chosen=chosen[known].astype(np.float64),
                coverage=occurrences / max(len(keys), 1),
                words=int(counts.dot(are_words[known])),
            )
        )
    return counted
