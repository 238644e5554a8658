"""How close texts are: in what they say, in their kinds of business, and in where they lie.

    closeness = WORDS cos(n-grams) + kinds cos(segments) + place cos(guided vectors)

divided by a whole, so that it is hardly below 0, and for the same text 1 or more. An n-gram weighs
(1 + ln tf) IDF with the document frequencies of the texts that tell kinds of business apart; a word
that none of these has counts as the rarest, and a pair of words for less. A segment weighs the root
of its probability. What a short text says is most of what is known of it, and among very many
companies some lie where it does by chance; a longer one also lies somewhere.

What a text says is kept as numbers of four bytes (`said`): three bytes say which n-gram or segment,
the last one the root of its weight in parts of 255. The numbers ascend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from clustering.bulk.checksums import of_both
from clustering.bulk.ngram_numbers import ReadRows
from clustering.bulk.weight_rows import CountRows
from clustering.text.arrays import Doubles, Floats, Indices, are_first
from clustering.text.vocabulary import Vocabulary

# What a text says, n-gram by n-gram
Said = NDArray[np.uint32]
NOTHING: Said = np.zeros(0, np.uint32)

# Numbers below are those of known n-grams; then come unknown ones, by a checksum; then segments
FIRST_UNKNOWN = 1 << 22
FIRST_SEGMENT = 1 << 23
UNKNOWN_PAIR = 0.3
# Less likely segments say nothing
LEAST_PROBABILITY = 0.01
PARTS = 255
WEIGHTS = (np.arange(PARTS + 1) / PARTS) ** 2
# The number of a token takes 28 bits of a key
TOKEN = (1 << 28) - 1


class Factors(NamedTuple):
    """How many times as much as they do by default kinds and places count beside words."""

    kinds: float = 1.0
    place: float = 1.0


AS_EVER = Factors()


class Shares(NamedTuple):
    """How much each kind of closeness counts, and what their sum is divided by.

    The whole is less than all three where texts have less room to say the same, so that a score is
    worth as much whichever text is asked for.
    """

    words: float
    kinds: float
    place: float
    whole: float

    def times(self, factors: Factors) -> "Shares":
        """With a whole that changes as their sum does."""
        kinds = self.kinds * factors.kinds
        place = self.place * factors.place
        before = self.words + self.kinds + self.place
        change = (self.words + kinds + place) / before
        return Shares(self.words, kinds, place, self.whole * change)


WORDS = 2.4
# With fewer n-grams a text is short
LEAST_OF_A_LONG_TEXT = 20
OF_A_SHORT_TEXT = Shares(WORDS, kinds=0.2, place=0.175, whole=2.15)
OF_A_LONG_TEXT = Shares(WORDS, kinds=0.7, place=0.8, whole=3.9)
# So much of how close a text is to those that are not wanted is taken away; with all of it, what
# both kinds of examples say would count for nothing (after Rocchio, 1971)
LESS = 0.5
# Of a text of which nothing is kept but its vector
OF_PLACES_ALONE = Shares(words=0, kinds=0, place=1, whole=1)


def said(
    texts: ReadRows,
    unknown: Indices,
    known: CountRows,
    vocabulary: Vocabulary,
    chances: Doubles,
) -> list[Said]:
    """What each of n texts says, from its n-grams and how likely each segment is (n x S).

    The vocabulary of the kinds of business knows `known`; the occurrences at `unknown` it does not.
    """
    others = _Unknown.of(texts, unknown)
    rarest = 1 + np.log(1 + vocabulary.total)
    rarity = np.where(others.are_pairs, rarest * UNKNOWN_PAIR, rarest)
    idf = np.concatenate([vocabulary.rarity[known.indices], rarity])
    frequency = np.concatenate([known.counts, others.counts])
    rows = np.concatenate([known.rows, others.rows])
    plain = (1 + np.log(frequency)) * idf
    weights = _unit_rows(plain, rows, known.size)
    of_segments, segments = np.nonzero(chances >= LEAST_PROBABILITY)
    roots_of_chances = np.sqrt(chances[of_segments, segments])
    likely = _unit_rows(roots_of_chances, of_segments, known.size)

    numbers_of_others = FIRST_UNKNOWN + others.checksums % FIRST_UNKNOWN
    keys = np.concatenate([known.indices, numbers_of_others, FIRST_SEGMENT + segments])
    roots = np.sqrt(np.concatenate([weights, likely]))
    parts = np.rint(roots * PARTS).astype(np.intp)
    of_texts = np.concatenate([rows, of_segments])
    # The text in the upper half of a number, what it says in the lower one
    told = np.sort(of_texts << 32 | keys << 8 | np.maximum(parts, 1))
    ends = np.searchsorted(told >> 32, np.arange(1, known.size))
    return np.split(told.astype(np.uint32), ends)


class _Unknown(NamedTuple):
    """Unknown n-grams of texts: how often one stands in which, and its CRC-32."""

    rows: Indices
    counts: Indices
    checksums: Indices
    are_pairs: NDArray[np.bool_]

    @classmethod
    def of(cls, texts: ReadRows, unknown: Indices) -> Self:
        occurrences = texts.occurrences
        tokens = texts.tokens.tokens
        first = occurrences.first[unknown]
        # The one behind the last belongs to no pair
        behind_first = np.minimum(first + 1, len(tokens) - 1)
        second = np.where(occurrences.sizes[unknown] == 2, tokens[behind_first], 0)
        # At most 128 texts, and 2^28 tokens
        keys = np.sort(occurrences.rows[unknown] << 56 | tokens[first] << 28 | second)
        starts = np.flatnonzero(are_first(keys))
        counts = np.diff(starts, append=len(unknown))
        different = keys[starts]
        first_tokens = different >> 28 & TOKEN
        second_tokens = different & TOKEN
        table = texts.surfaces.table
        checksums = table.checksums.array[first_tokens].astype(np.intp)
        are_pairs = second_tokens > 0
        behind = second_tokens[are_pairs]
        checksums[are_pairs] = of_both(
            checksums[are_pairs],
            table.continued.array[behind],
            table.continued_bytes.array[behind],
        )
        return cls(different >> 56, counts, checksums, are_pairs)


def places(vectors: Floats, guided: int) -> Floats:
    """n x g: the guided parts of vectors (n x d), each of length 1; all of it where none is."""
    parts = vectors[:, :guided] if guided else vectors
    lengths = np.linalg.norm(parts, axis=1, keepdims=True)
    divisors = np.where(lengths, lengths, 1)
    return np.asarray(parts / divisors, dtype=np.float32)


def _unit_rows(weights: Doubles, rows: Indices, size: int) -> Doubles:
    """Weights of so many texts, those of each brought to length 1."""
    lengths = np.sqrt(np.bincount(rows, weights * weights, minlength=size))
    return weights / lengths[rows]


@dataclass(frozen=True, eq=False)
class Asked:
    """Texts that others are to be close to: what each says, and their guided vectors (s x g).

    Half of how close another text is to those of `less` is taken away.
    """

    said: Sequence[Said]
    places: Floats
    less: "Asked | None" = None
    factors: Factors = AS_EVER

    @cached_property
    def shares(self) -> Shares:
        if not any(told.size for told in self.said):
            return OF_PLACES_ALONE
        ngrams = [int((told >> 8 < FIRST_SEGMENT).sum()) for told in self.said]
        is_short = np.mean(ngrams) < LEAST_OF_A_LONG_TEXT
        shares = OF_A_SHORT_TEXT if is_short else OF_A_LONG_TEXT
        return shares.times(self.factors)

    @cached_property
    def wanted(self) -> tuple[NDArray[np.uint32], Doubles]:
        """The n-grams and segments that are asked for, in order, with their weights."""
        keys, weights = self._means(self.shares)
        if self.less is None:
            return keys, weights
        keys_of_less, weights_of_less = self.less._means(self.shares)
        all_keys = np.concatenate([keys, keys_of_less])
        parts = np.concatenate([weights, -LESS * weights_of_less])
        both, of_key = np.unique(all_keys, return_inverse=True)
        sums = np.bincount(of_key, parts, minlength=len(both))
        return both, sums.astype(np.float64)

    def _means(self, shares: Shares) -> tuple[NDArray[np.uint32], Doubles]:
        """What the texts say together, n-gram by n-gram, with these shares."""
        told = np.concatenate(self.said)
        keys, of_key = np.unique(told >> 8, return_inverse=True)
        sums = np.bincount(of_key, WEIGHTS[told & PARTS], minlength=len(keys))
        of_kind = np.where(keys < FIRST_SEGMENT, shares.words, shares.kinds)
        return keys, sums / len(self.said) * of_kind

    @cached_property
    def place(self) -> Floats:
        """What the place of another text (g numbers) counts, when it is multiplied with this."""
        place = self.places.mean(axis=0)
        if self.less is not None:
            of_less = self.less.places.mean(axis=0)
            place = place - LESS * of_less
        return np.asarray(place * self.shares.place, dtype=np.float32)

    def closeness(self, said: Said, sizes: NDArray[np.int64], places: Floats) -> Doubles:
        """How close n other texts are, from what they say one behind the other.

        The first text's are the first `sizes[0]` numbers of `said`; `places` is n x g.
        """
        return self.joined(self._of_words(said, sizes), places)

    def joined(self, of_words: Doubles, places: Floats) -> Doubles:
        """The closeness of n texts, from what they share and their places (n x g)."""
        of_places = (places @ self.places.T).mean(axis=1)
        if self.less is not None:
            of_less = (places @ self.less.places.T).mean(axis=1)
            of_places = of_places - LESS * of_less
        of_places = of_places * self.shares.place
        return np.asarray((of_words + of_places) / self.shares.whole, dtype=np.float64)

    def _of_words(self, said: Said, sizes: NDArray[np.int64]) -> Doubles:
        keys, weights = self.wanted
        if not keys.size:
            return np.zeros(len(sizes))
        told = said >> 8
        # Nearly all are told apart by half of their number already
        may_be_wanted = np.zeros(1 << 16, np.bool_)
        may_be_wanted[keys & 0xFFFF] = True
        likely = np.flatnonzero(may_be_wanted[told & 0xFFFF])
        told_by_likely = told[likely]
        at = np.searchsorted(keys, told_by_likely)
        at[at == len(keys)] = 0
        is_wanted = keys[at] == told_by_likely
        found = likely[is_wanted]
        weights_there = WEIGHTS[said[found] & PARTS]
        products = weights[at[is_wanted]] * weights_there
        ends = np.cumsum(sizes)
        rows = np.searchsorted(ends, found, side="right")
        sums = np.bincount(rows, products, minlength=len(sizes))
        # Counts, and no sums, where nothing was found
        return sums.astype(np.float64)
