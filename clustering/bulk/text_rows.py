"""n texts as the numbers of their surfaces, and from these as tokens and as words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from clustering.bulk.suspects import BUTTON_BIT, steps_of_pairs
from clustering.bulk.word_table import (
    BEFORE,
    BEHIND,
    END,
    HIGH,
    INSIDE,
    LENGTH,
    LOW,
    NO_WORD,
    START,
    STOPS,
    WORDS,
    WordTable,
)
from clustering.text.arrays import Indices, are_first, distinct, reduced, spread
from clustering.text.cleaning import without_suspects
from clustering.text.language import are_english

# Fewer at once take a tenth longer, more have no numbers (clustering/closeness.py)
BLOCK = 128
# Of another language fewer words are familiar, of English more (docs/model.md has the figures).
LEAST_FAMILIAR = 0.4


@dataclass(frozen=True)
class TextRows:
    """The surfaces of n texts by their numbers in a table, one text behind the other.

    `sizes` (n) says how many each text has.
    """

    table: WordTable
    numbers: Indices
    sizes: Indices

    def fact(self, column: int) -> Indices:
        """What the table keeps of each surface in this column."""
        return self._facts[:, column]

    @cached_property
    def _facts(self) -> Indices:
        return self.table.facts.array.take(self.numbers, axis=0)

    @cached_property
    def _said(self) -> tuple[Indices, Indices]:
        """The stretches of the table that the surfaces have, with the text of each number."""
        lengths = self.fact(LENGTH)
        places = spread(self.fact(START), lengths)
        said = self.table.said.array[places]
        of_surfaces = np.arange(len(self.sizes)).repeat(self.sizes)
        return said, of_surfaces.repeat(lengths)

    def tokens(self) -> "TokenRows":
        """The tokens of the texts that have as many letters as the table keeps."""
        said, rows = self._said
        are_tokens = said >= END
        tokens = said[are_tokens]
        rows = rows[are_tokens]
        # No sentence goes over the end of a text, so that sentences and texts can be counted as one
        sentences = (tokens == END).cumsum() + rows
        kept = tokens > END
        return TokenRows(
            size=len(self.sizes),
            tokens=tokens[kept],
            rows=rows[kept],
            sentences=sentences[kept],
        )

    @cached_property
    def words(self) -> "WordRows":
        """What is said in the texts, word by word."""
        said, rows = self._said
        are_small = said < END
        small = -1 - said[are_small]
        # Each once in a text, with the text in the upper half of a number
        different = distinct(rows[are_small] << 32 | small)
        number = np.bincount(different >> 32, minlength=len(self.sizes))
        low = reduced(np.minimum, self.fact(LOW), self.sizes, empty=NO_WORD)
        high = reduced(np.minimum, self.fact(HIGH), self.sizes, empty=NO_WORD)
        return WordRows(
            numbers=reduced(np.add, self.fact(WORDS), self.sizes),
            stop_words=reduced(np.add, self.fact(STOPS), self.sizes),
            are_different=low < -high,
            are_english=are_english(different & 0xFFFFFFFF, number),
        )


@dataclass(frozen=True)
class TokenRows:
    """The tokens of n texts by their numbers in a table, with text and sentence of each.

    Tokens of one sentence stand beside each other, and no two texts share the number of one.
    """

    size: int
    tokens: Indices
    rows: Indices
    sentences: Indices

    def sentences_of_each(self, names: Sequence[str]) -> list[list[list[str]]]:
        """The tokens of each text, by their names, sentence by sentence."""
        texts: list[list[list[str]]] = [[] for _ in range(self.size)]
        tokens = [names[token] for token in self.tokens.tolist()]
        starts = np.flatnonzero(are_first(self.sentences))
        rows = self.rows[starts].tolist()
        # From where one begins to where the next does, or to the end of all
        bounds = pairwise([*starts.tolist(), len(tokens)])
        for row, (start, end) in zip(rows, bounds, strict=True):
            sentence = tokens[start:end]
            texts[row].append(sentence)
        return texts

    def begun(self, most: int) -> NDArray[np.bool_]:
        """Whether each is among the first tokens of its text."""
        first = np.searchsorted(self.rows, np.arange(self.size))
        place_in_text = np.arange(len(self.tokens)) - first[self.rows]
        return place_in_text < most

    def runs(self, reach: int) -> Indices:
        """The places of all tokens that have another so far behind them in their sentence."""
        ends = len(self.tokens) - reach
        if ends <= 0:
            return np.zeros(0, np.intp)
        if reach == 0:
            return np.arange(ends)
        sentences = self.sentences[:ends]
        sentences_behind = self.sentences[reach:]
        return np.flatnonzero(sentences == sentences_behind)


@dataclass(frozen=True)
class WordRows:
    """How many words n texts have, how many of them are stop words, whether two words differ."""

    numbers: Indices
    stop_words: Indices
    are_different: NDArray[np.bool_]
    are_english: NDArray[np.bool_]

    def are_enough(self, known: Indices, *, left_out: bool = True) -> NDArray[np.bool_]:
        """Whether two different words are said or more, and four in ten of them are familiar.

        So many are `known` to a vocabulary; stop words are familiar too where they were `left_out`
        of it. A text in another language, which may have familiar words too, is never enough.
        """
        familiar = known
        if left_out:
            familiar = known + self.stop_words
        is_familiar = familiar >= LEAST_FAMILIAR * self.numbers
        return (known > 0) & self.are_different & is_familiar & self.are_english


def blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    """As many texts at once as are quickest to read."""
    left = iter(texts)
    while block := list(islice(left, BLOCK)):
        yield block


def take_apart(texts: Sequence[str], table: WordTable) -> TextRows:
    """The surfaces of texts, without what is not said in them."""
    cleaning = table.cleaning
    if cleaning.pattern:
        texts = [re.sub(cleaning.pattern, cleaning.replacement, text) for text in texts]
    numbers = [table.numbers_of(text) for text in texts]
    rows = _joined(table, numbers)
    # The surface before each; before the first of a text the end of a line
    before = np.empty(len(rows.numbers), np.int64)
    before[1:] = rows.fact(BEFORE)[:-1]
    starts = np.cumsum(rows.sizes) - rows.sizes
    has_surfaces = rows.sizes > 0
    before[starts[has_surfaces]] = BUTTON_BIT
    of_pairs = rows.fact(BEHIND) & before
    # Which steps of UNSAID may match in each text, bit by bit
    inside = reduced(np.bitwise_or, rows.fact(INSIDE), rows.sizes).tolist()
    pairs = reduced(np.bitwise_or, of_pairs, rows.sizes).tolist()
    has_changed = False
    for row, text in enumerate(texts):
        suspects = inside[row] | steps_of_pairs(pairs[row])
        if not suspects:
            continue
        left = without_suspects(text, suspects)
        if left != text:
            numbers[row] = table.numbers_of(left)
            has_changed = True
    if not has_changed:
        return rows
    return _joined(table, numbers)


def _joined(table: WordTable, numbers: Sequence[Indices]) -> TextRows:
    sizes = np.fromiter(map(len, numbers), np.intp, len(numbers))
    together = np.concatenate(numbers) if numbers else np.zeros(0, np.intp)
    return TextRows(table, together, sizes)
