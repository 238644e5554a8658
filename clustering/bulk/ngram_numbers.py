"""Tokens -> n-grams by their numbers in vocabularies."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    words it is, and `places` where it is in the tree of `ngrams`.
    """

    rows: Indices
    first: Indices
    sizes: Indices
    places: Indices
    ngrams: "NgramNumbers"

    @property
    def numbers(self) -> list[Indices]:
        """What each is in each of the vocabularies, or UNKNOWN."""
        return [of_place[self.places] for of_place in self.ngrams.numbers]


class KnownNgrams:
    """What vocabularies know, for texts that are all taken apart by one analyser."""

    def __init__(self, analyser: Analyser, vocabularies: Sequence[Vocabulary]) -> None:
        self.analyser = analyser
        self.vocabularies = vocabularies
        self._numbers: NgramNumbers | None = None

    def read(self, texts: Sequence[str]) -> "ReadRows":
        """Take texts apart, and tell what of them each vocabulary knows."""
        numbers = self.numbers
        surfaces = take_apart(texts, numbers.table)
        tokens = surfaces.tokens()
        occurrences = numbers.occurrences(tokens, self.analyser.offsets)
        return ReadRows(surfaces, tokens, occurrences)

    @property
    def numbers(self) -> "NgramNumbers":
        """Those of the table that is in use."""
        extraction = self.analyser.extraction
        table = word_table(self.analyser.cleaning, extraction.shortest, extraction.longest)
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
    Places are in the order of their names, so that n-grams in the order of their places are in the
    order of each vocabulary. `numbers` has the number of each place in each vocabulary, or UNKNOWN,
    `are_words` says which are single words.
    """

    def __init__(self, table: WordTable, vocabularies: Sequence[Vocabulary]) -> None:
        self.table = table
        names: set[str] = set()
        for vocabulary in vocabularies:
            for ngram in vocabulary.ngrams:
                # With what it is without its last words
                while ngram:
                    names.add(ngram)
                    ngram = ngram.rpartition("_")[0]
        place = {name: number for number, name in enumerate(sorted(names), start=1)}
        self.are_words = np.array([False, *("_" not in name for name in place)])
        self.numbers = []
        for vocabulary in vocabularies:
            places = [place[ngram] for ngram in vocabulary.ngrams]
            numbers = np.full(len(place) + 1, UNKNOWN, np.intp)
            numbers[places] = np.arange(len(places))
            self.numbers.append(numbers)

        of_first: dict[int, int] = {}
        # From a place, and the token behind it in the lower half of the number, to the next place
        nexts: dict[int, int] = {}
        for name, number in place.items():
            before, joint, last = name.rpartition("_")
            token = table.token_number(last)
            if joint:
                # No text has a word without letters, which a table of n-grams may have
                place_before = place.get(before, len(place) + 1)
                nexts[place_before << 32 | token] = number
            else:
                of_first[token] = number
        # Tokens that the table meets later are in no vocabulary
        self.firsts = np.zeros(max(of_first, default=0) + 2, np.intp)
        self.firsts[list(of_first)] = list(of_first.values())
        # The last one is no place's, and behind all
        keys = np.array([*nexts, np.iinfo(np.intp).max], np.intp)
        order = keys.argsort()
        self.keys = keys[order]
        self.nexts = np.array([*nexts.values(), 0], np.intp)[order]

    def occurrences(self, tokens: TokenRows, offsets: Sequence[Offsets]) -> Occurrences:
        """All n-grams whose words stand to each other as one of the offsets says."""
        firsts = [tokens.runs(each[-1]) for each in offsets]
        of_words = self.firsts.take(tokens.tokens, mode="clip")
        places_of_sizes = []
        for first, (_, *behind) in zip(firsts, offsets, strict=True):
            places = of_words[first]
            for offset in behind:
                next_tokens = tokens.tokens[first + offset]
                keys = places << 32 | next_tokens
                may_be_known = self._may_be[_sieved(keys)] & (places > 0)
                [likely] = may_be_known.nonzero()
                next_places = np.zeros(len(places), np.intp)
                next_places[likely] = self.behind(places[likely], next_tokens[likely])
                places = next_places
            places_of_sizes.append(places)
        first = np.concatenate(firsts)
        words = [len(each) for each in offsets]
        numbers = [len(each) for each in firsts]
        return Occurrences(
            rows=tokens.rows[first],
            first=first,
            sizes=np.repeat(words, numbers),
            places=np.concatenate(places_of_sizes),
            ngrams=self,
        )

    def behind(self, places: Indices, tokens: Indices) -> Indices:
        """The places to which tokens behind other places lead."""
        keys = places << 32 | tokens
        found = self.keys.searchsorted(keys)
        is_there = self.keys[found] == keys
        return self.nexts[found] * is_there

    @cached_property
    def _may_be(self) -> NDArray[np.bool_]:
        """Whether a key may be known that falls into a place of the sieve."""
        may_be = np.zeros(SIEVE, np.bool_)
        may_be[_sieved(self.keys[:-1])] = True
        return may_be


def _sieved(keys: Indices) -> Indices:
    upper = keys >> 32
    lower = keys & 0xFFFFFFFF
    # Any odd number that mixes both halves
    return (upper * 40503 + lower * 30011) % SIEVE
