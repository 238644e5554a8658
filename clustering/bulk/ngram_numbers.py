"""Tokens -> n-grams by their numbers in vocabularies."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clustering.bulk.text_rows import TextRows, TokenRows, take_apart
from clustering.bulk.word_table import WordTable, word_table
from clustering.text.arrays import Indices
from clustering.text.ngrams import Analyser, Offsets
from clustering.text.vocabulary import Vocabulary

UNKNOWN = -1
# Most pairs of words are unknown, and told to be so by a table of a quarter of a million places
SIEVE = 1 << 18


class Occurrences(NamedTuple):
    """Each n-gram of n texts as it stands there: single words first, then pairs, and so on.

    `rows` says in which text, `first` where its first token stands among all, `sizes` of how many
    words it is; `numbers` is what it is in each of the vocabularies, or UNKNOWN.
    """

    rows: Indices
    first: Indices
    sizes: Indices
    numbers: list[Indices]


class KnownNgrams:
    """What vocabularies know, for texts that are all taken apart by one analyser."""

    def __init__(self, analyser: Analyser, vocabularies: Sequence[Vocabulary]) -> None:
        self.analyser = analyser
        self.vocabularies = vocabularies
        self._numbers: NgramNumbers | None = None

    def read(self, texts: Sequence[str]) -> "ReadRows":
        """Take texts apart, and tell what of them each vocabulary knows."""
        numbers = self._numbers_of_today()
        surfaces = take_apart(texts, numbers.table)
        extraction = self.analyser.extraction
        tokens = surfaces.tokens(extraction.shortest, extraction.longest)
        occurrences = numbers.occurrences(tokens, self.analyser.offsets)
        return ReadRows(surfaces, tokens, occurrences)

    def _numbers_of_today(self) -> "NgramNumbers":
        table = word_table(self.analyser.cleaning)
        numbers = self._numbers
        if numbers is None or numbers.table is not table:
            numbers = self._numbers = NgramNumbers(table, self.vocabularies)
        return numbers


class ReadRows(NamedTuple):
    """n texts, taken apart."""

    surfaces: TextRows
    tokens: TokenRows
    occurrences: Occurrences


class NgramNumbers:
    """The n-grams of vocabularies as a tree: from its first token to the next, and so on.

    A place in the tree is a token, or what comes of a place and the token behind it; 0 is none.
    """

    def __init__(self, table: WordTable, vocabularies: Sequence[Vocabulary]) -> None:
        self.table = table
        # From a place, and the token behind it in the lower half of the number, to the next place
        places: dict[int, int] = {}
        numbers: list[dict[int, int]] = []
        for vocabulary in vocabularies:
            number_of_place = {}
            for number, ngram in enumerate(vocabulary.ngrams):
                place = 0
                for token in map(table.token_number, ngram.split("_")):
                    place = places.setdefault(place << 32 | token, len(places) + 1)
                number_of_place[place] = number
            numbers.append(number_of_place)
        self.numbers = [_as_array(each, len(places) + 1) for each in numbers]
        keys = np.fromiter(places, np.intp, len(places))
        nexts = np.fromiter(places.values(), np.intp, len(places))
        is_first = keys < 1 << 32
        # Tokens that the table meets later are in no vocabulary
        self.firsts = np.zeros(keys[is_first].max(initial=0) + 2, np.intp)
        self.firsts[keys[is_first]] = nexts[is_first]
        order = np.argsort(keys[~is_first])
        self.keys = keys[~is_first][order]
        self.nexts = nexts[~is_first][order]
        self.may_be = np.zeros(SIEVE, np.bool_)
        self.may_be[_sieved(self.keys)] = True

    def occurrences(self, tokens: TokenRows, offsets: Sequence[Offsets]) -> Occurrences:
        """All n-grams whose words stand to each other as one of the offsets says."""
        known = np.minimum(tokens.tokens, len(self.firsts) - 1)
        firsts = [tokens.runs(each[-1]) for each in offsets]
        places = []
        for first, (_, *behind) in zip(firsts, offsets, strict=True):
            place = self.firsts[known[first]]
            for offset in behind:
                place = self._next(place, tokens.tokens[first + offset])
            places.append(place)
        first = np.concatenate(firsts)
        place = np.concatenate(places)
        sizes = np.repeat(list(map(len, offsets)), list(map(len, firsts)))
        numbers = [of_place[place] for of_place in self.numbers]
        return Occurrences(tokens.rows[first], first, sizes, numbers)

    def _next(self, places: Indices, tokens: Indices) -> Indices:
        keys = places << 32 | tokens
        nexts = np.zeros(len(keys), np.intp)
        likely = np.flatnonzero(self.may_be[_sieved(keys)] & (places > 0))
        if len(likely) and len(self.keys):
            wanted = keys[likely]
            found = np.searchsorted(self.keys, wanted)
            found[found == len(self.keys)] = 0
            nexts[likely] = np.where(self.keys[found] == wanted, self.nexts[found], 0)
        return nexts


def _sieved(keys: Indices) -> Indices:
    # Any odd number that mixes both halves
    return ((keys >> 32) * 40503 + (keys & 0xFFFFFFFF) * 30011) % SIEVE


def _as_array(numbers: dict[int, int], size: int) -> Indices:
    array = np.full(size, UNKNOWN, np.intp)
    array[list(numbers)] = list(numbers.values())
    return array
