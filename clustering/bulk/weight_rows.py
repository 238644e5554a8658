"""The known n-grams of n texts with their weights: a sparse matrix, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clustering.bulk.ngram_numbers import Occurrences
from clustering.text.arrays import Doubles, Floats, Indices, are_first, reduced, runs
from clustering.text.ngrams import Extraction, Weights, plain_weights
from clustering.text.textrank import word_ranks
from clustering.text.vocabulary import Vocabulary


@dataclass(frozen=True)
class WeightRows:
    """n x V weights, text by text and in the order of the vocabulary.

    `sizes` (n) says how many n-grams of a text are known; `rows`, `indices` and `values` are the
    text, the number and the weight of each. `coverage` (n, 0..1) is the share of all occurrences of
    n-grams that the vocabulary knows, `words` (n) the number of known single words among them.
    """

    sizes: Indices
    rows: Indices
    indices: Indices
    values: Floats
    coverage: Doubles
    words: Indices

    def product(self, matrix: Floats) -> Floats:
        """n x d: the weighted sums of the rows of a matrix (V x d)."""
        of_ngrams = self.values[:, np.newaxis] * matrix[self.indices]
        # Row by row, where a product by BLAS depends on the other rows
        return reduced(np.add, of_ngrams, self.sizes)

    def each(self) -> list[Weights]:
        """Those of each text by itself."""
        ends = np.cumsum(self.sizes)[:-1]
        told = zip(
            np.split(self.indices, ends),
            np.split(self.values, ends),
            self.coverage.tolist(),
            self.words.tolist(),
            strict=True,
        )
        return [Weights(*each) for each in told]


@dataclass(frozen=True)
class CountRows:
    """How often n texts have each n-gram that a vocabulary knows, in the order of `WeightRows`.

    `chosen` counts the occurrences that were marked.
    """

    size: int
    rows: Indices
    indices: Indices
    counts: Doubles
    chosen: Doubles
    coverage: Doubles
    words: Indices


def count(
    occurrences: Occurrences,
    numbers: Indices,
    texts: int,
    marked: NDArray[np.bool_] | None = None,
) -> CountRows:
    """Count what is known of some texts under one vocabulary.

    `numbers` are those of all occurrences, and UNKNOWN where the vocabulary has none.
    """
    [known] = (numbers >= 0).nonzero()
    rows = occurrences.rows[known]
    # The text in the upper half of a number, and in the lowest place whether it is marked
    keys = (rows << 32 | numbers[known]) << 1
    if marked is not None:
        keys |= marked[known]
    keys.sort()
    [starts] = are_first(keys >> 1).nonzero()
    counts = runs(starts, len(keys))
    chosen = counts
    if len(starts):
        chosen = np.add.reduceat(keys & 1, starts)
    distinct = keys[starts] >> 1
    all_occurrences = np.bincount(occurrences.rows, minlength=texts)
    known_occurrences = np.bincount(rows, minlength=texts)
    is_word = occurrences.sizes[known] == 1
    return CountRows(
        size=texts,
        rows=distinct >> 32,
        indices=distinct & 0xFFFFFFFF,
        counts=counts.astype(np.float64),
        chosen=chosen.astype(np.float64),
        coverage=known_occurrences / np.maximum(all_occurrences, 1),
        words=np.bincount(rows[is_word], minlength=texts),
    )


def weigh(
    counted: CountRows,
    vocabulary: Vocabulary,
    extraction: Extraction,
    sentences: Sequence[Sequence[Sequence[str]]] = (),
) -> WeightRows:
    """The weights that follow from counts.

    For "graph" weights the sentences of each text are needed, token by token.
    """
    if extraction.weights == "graph":
        ranks = [word_ranks(each) for each in sentences]
        sums = []
        for row, number in zip(counted.rows.tolist(), counted.indices.tolist(), strict=True):
            words = vocabulary.ngrams[number].split("_")
            sums.append(sum(ranks[row][word] for word in words))
        values = np.array(sums, np.float64)
    else:
        idf = vocabulary.idf[counted.indices]
        values = plain_weights(counted.counts, idf, extraction.weights)
    if extraction.normalise:
        lengths = lengths_of(values, counted)
        values = values / lengths[counted.rows]
    return WeightRows(
        sizes=np.bincount(counted.rows, minlength=counted.size),
        rows=counted.rows,
        indices=counted.indices,
        values=values.astype(np.float32),
        coverage=counted.coverage,
        words=counted.words,
    )


def lengths_of(values: Doubles, counted: CountRows) -> Doubles:
    """n numbers: the length of the weights of each text, to divide them by; 1 for zeros."""
    squares = np.bincount(counted.rows, values * values, minlength=counted.size)
    lengths = np.sqrt(squares)
    return np.where(lengths, lengths, 1)
