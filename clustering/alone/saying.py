"""A text alone: what it says, as numbers."""

import numpy as np

from clustering.alone.places import length
from clustering.alone.reading import Counts, ReadText
from clustering.bulk.checksums import of_both
from clustering.closeness import (
    FIRST_SEGMENT,
    FIRST_UNKNOWN,
    LEAST_PROBABILITY,
    PARTS,
    TOKEN,
    UNKNOWN_PAIR,
    Said,
)
from clustering.text.arrays import Doubles, Indices, are_first, runs
from clustering.text.vocabulary import Vocabulary


def said(
    text: ReadText,
    known: Counts,
    vocabulary: Vocabulary,
    chances: Doubles,
) -> Said:
    """As `said` of `clustering/closeness.py`, of one text."""
    keys, counts = _unknown(text)
    second = keys & TOKEN
    [pairs] = second.nonzero()
    behind = second[pairs]
    table = text.ngrams.table
    checksums = table.checksums.array[keys >> 28].astype(np.intp)
    checksums[pairs] = of_both(
        checksums[pairs],
        table.continued.array[behind],
        table.continued_bytes.array[behind],
    )
    rarest = 1 + np.log(1 + vocabulary.total)
    rarity = np.full(len(keys), rarest)
    rarity[pairs] = rarest * UNKNOWN_PAIR
    idf = np.concatenate([vocabulary.rarity[known.indices], rarity])
    frequency = np.concatenate([known.counts, counts])
    weights = (1 + np.log(frequency)) * idf
    [segments] = (chances >= LEAST_PROBABILITY).nonzero()
    likely = np.sqrt(chances[segments])
    of_ngrams = weights / length(weights)
    of_segments = likely / length(likely)
    roots = np.sqrt(np.concatenate([of_ngrams, of_segments]))
    parts = np.rint(roots * PARTS).astype(np.intp)
    numbers = [
        known.indices,
        FIRST_UNKNOWN + checksums % FIRST_UNKNOWN,
        FIRST_SEGMENT + segments,
    ]
    told = np.concatenate(numbers) << 8 | np.maximum(parts, 1)
    told.sort()
    return told.astype(np.uint32)


def _unknown(text: ReadText) -> tuple[Indices, Indices]:
    """Each n-gram that the last vocabulary has not, and how often it is said.

    Its first token is in the upper part of a number, the second, or 0, in the lower one.
    """
    of_words = text.tokens << 28
    of_pairs = of_words[text.pairs] | text.tokens[text.pairs + 1]
    of_all = np.concatenate([of_words, of_pairs])
    is_unknown = text.ngrams.numbers[-1][text.places] < 0
    keys = of_all[is_unknown]
    keys.sort()
    [starts] = are_first(keys).nonzero()
    return keys[starts], runs(starts, len(keys))
