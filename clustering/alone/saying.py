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


def said(text: ReadText, known: Counts, vocabulary: Vocabulary, chances: Doubles) -> Said:
    """As `said` of `clustering/closeness.py`, of one text."""
    keys, counts = _unknown(text)
    second = keys & TOKEN
    [pairs] = second.nonzero()
    behind = second[pairs]
    table = text.ngrams.table
    checksums = table.checksums.array[keys >> 28].astype(np.intp)
    checksums[pairs] = of_both(
        checksums[pairs], table.continued.array[behind], table.continued_bytes.array[behind]
    )
    rarest = 1 + np.log(1 + vocabulary.total)
    rarity = np.full(len(keys), rarest)
    rarity[pairs] = rarest * UNKNOWN_PAIR
    idf = np.concatenate([vocabulary.rarity[known.indices], rarity])
    weights = (1 + np.log(np.concatenate([known.counts, counts]))) * idf
    [segments] = (chances >= LEAST_PROBABILITY).nonzero()
    likely = np.sqrt(chances[segments])
    numbers = [
        known.indices,
        FIRST_UNKNOWN + checksums % FIRST_UNKNOWN,
        FIRST_SEGMENT + segments,
    ]
    of_all = np.concatenate([weights / length(weights), likely / length(likely)])
    parts = np.rint(np.sqrt(of_all) * PARTS).astype(np.intp)
    told = np.concatenate(numbers) << 8 | np.maximum(parts, 1)
    told.sort()
    return told.astype(np.uint32)


def _unknown(text: ReadText) -> tuple[Indices, Indices]:
    """Each n-gram that the last vocabulary has not, and how often it is said.

    Its first token is in the upper part of a number, the second, or 0, in the lower one.
    """
    tokens = text.tokens
    of_pairs = tokens[text.pairs] << 28 | tokens[text.pairs + 1]
    keys = np.concatenate([tokens << 28, of_pairs])
    keys = keys[text.ngrams.numbers[-1][text.places] < 0]
    keys.sort()
    [starts] = are_first(keys).nonzero()
    return keys[starts], runs(starts, len(keys))
