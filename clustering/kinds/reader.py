"""A text -> its kind of business, with how likely it is. NumPy only.

Each segment has a profile: the n-grams of the texts that tell of it, with weights. So has each of
its trades, each industry, and each sector. How well a text fits a segment is the cosine with its
profile, plus shares of the cosines with those of the trade that it fits best, of its industry and
of its sector:

    fit = max cos(text, trade)
          + SEGMENT cos(text, segment) + INDUSTRY cos(text, industry) + SECTOR cos(text, sector)

A text says first what it is about, so its first words count twice.

A segment's probability comes from a softmax of the fits, less sharp for a text of few words, and a
sector's is that of its segments together. How sharp it is is found on texts that were held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from clustering.bulk.ngram_numbers import KnownNgrams, ReadRows
from clustering.bulk.text_rows import blocks
from clustering.bulk.weight_rows import CountRows, WeightRows, count, lengths_of, weigh
from clustering.kinds.common_words import CommonWords
from clustering.kinds.profiles import Profiles
from clustering.kinds.segments import Segments
from clustering.kinds.sureness import Calibration
from clustering.text.arrays import Doubles, Indices
from clustering.text.ngrams import Analyser, plain_weights
from clustering.text.vocabulary import Vocabulary

Numbers = TypeVar("Numbers", float, Doubles)

SEGMENT = 2.0
INDUSTRY = 1.4
SECTOR = 0.8
# Some forty words, of which stop words are no tokens
FIRST_TOKENS = 24
# A text of as many n-grams is half as sharp as a long one; found on texts that were held out
FEW = 1.0
# How many of each are told
LIKELIEST = 3
DECIMALS = 6


class Likely(NamedTuple):
    """A sector or a segment, and how likely it is (0..1)."""

    name: str
    probability: float


class KindOfBusiness(NamedTuple):
    """What a text tells of: at most three sectors and three segments, the likeliest first.

    The first segment is one of the first sector. The `answer` says in a word how sure the sector
    is, as measured.
    """

    sectors: tuple[Likely, ...]
    segments: tuple[Likely, ...]
    answer: str


@dataclass(frozen=True, eq=False)
class Kinds:
    """S segments, told apart by V n-grams.

    The profiles are those of the trades, then of the segments, of the groups and of the sectors.
    `sharpness` is how much likelier a better fit is, `calibration` says from when an answer is
    sure, and `common_words` are no reason why two texts are close. Raises ValueError when the parts
    do not fit together.
    """

    vocabulary: Vocabulary
    segments: Segments
    profiles: Profiles
    sharpness: float
    calibration: Calibration
    common_words: CommonWords

    def __post_init__(self) -> None:
        parts = self.profiles
        size = len(self.vocabulary.ngrams)
        entries = len(parts.profiles)
        fits = [
            parts.starts.shape == (size + 1,),
            parts.profiles.shape == parts.weights.shape == (entries,),
            parts.starts[:1].tolist() == [0],
            parts.starts[-1:].tolist() == [entries],
            bool((np.diff(parts.starts) >= 0).all()),
            not entries or parts.profiles.min() >= 0,
            not entries or parts.profiles.max() < self.number_of_profiles,
        ]
        if not all(fits):
            raise ValueError("The parts of the kinds of business do not fit together.")

    @cached_property
    def analyser(self) -> Analyser:
        """What takes texts apart, whatever the options of the clusters."""
        return Analyser()

    @property
    def number_of_profiles(self) -> int:
        segments = self.segments
        broader = len(segments.groups) + len(segments.sectors)
        return len(segments.trades) + len(segments) + broader

    def weights_of(self, texts: Sequence[str]) -> WeightRows:
        """The weights of a block of texts under `vocabulary`."""
        read = self.known.read(texts)
        [numbers] = read.occurrences.numbers
        return self.weigh(self.count(read, numbers))

    @cached_property
    def known(self) -> KnownNgrams:
        """What `vocabulary` knows of texts."""
        return KnownNgrams(self.analyser, [self.vocabulary])

    def count(self, texts: ReadRows, numbers: Indices) -> CountRows:
        """What is known of texts whose n-grams have these numbers in `vocabulary`.

        The occurrences that begin a text are marked.
        """
        occurrences = texts.occurrences
        last = occurrences.first + occurrences.sizes - 1
        begin = texts.tokens.begun(FIRST_TOKENS)[last]
        return count(occurrences, numbers, texts.tokens.size, begin)

    def weigh(self, counted: CountRows) -> WeightRows:
        """The weights that follow from what `count` says."""
        whole = weigh(counted, self.vocabulary, self.analyser.extraction)
        idf = self.vocabulary.idf[counted.indices]
        begins = counted.chosen > 0
        # 1 has a logarithm, and weighs nothing in the end
        frequency = np.where(begins, counted.chosen, 1)
        first = plain_weights(frequency, idf, "sublinear") * begins
        first /= lengths_of(first, counted)[counted.rows]
        values = whole.values + first
        # It is 0 where all is said of everybody
        values /= lengths_of(values, counted)[counted.rows]
        # A text that is all beginning stays as it is
        is_later = counted.counts > counted.chosen
        goes_on = np.bincount(counted.rows, is_later, counted.size) > 0
        values = np.where(goes_on[counted.rows], values, whole.values)
        return replace(whole, values=values.astype(np.float32))

    def read(self, texts: Sequence[str]) -> list[KindOfBusiness | None]:
        """The kind of business that each text points to.

        None where it says only what everybody says.
        """
        told: list[KindOfBusiness | None] = []
        for block in blocks(texts):
            weights = self.weights_of(block)
            ngrams = telling(weights)
            chances = self.probabilities(weights)
            kinds = self.likeliest(chances, ngrams)
            for kind, telling_ngrams in zip(kinds, ngrams.tolist(), strict=True):
                told.append(kind if telling_ngrams else None)
        return told

    def fits(self, texts: WeightRows) -> Doubles:
        """n x S: how well texts fit each segment."""
        cosines = self.profiles.cosines(texts, self.number_of_profiles)
        return joined(cosines, self.segments)

    def probabilities(self, texts: WeightRows) -> Doubles:
        """n rows of S numbers that add up to 1: how likely each segment is.

        All are 0 of a text that says only what everybody says.
        """
        ngrams = telling(texts)
        sharpness = sharpness_for(self.sharpness, ngrams.astype(np.float64))
        chances = probabilities(self.fits(texts), sharpness)
        chances[ngrams == 0] = 0
        return chances

    def likeliest(self, chances: Doubles, ngrams: Indices) -> list[KindOfBusiness]:
        """The likeliest of n x S probabilities of texts with so many n-grams that tell something.

        The first segment is one of the first sector.
        """
        segments = self.segments
        by_sector = chances[:, segments.by_sector]
        of_sectors = np.add.reduceat(by_sector, segments.first_of_sector, axis=1)
        best_sectors = np.argsort(-of_sectors, axis=1, kind="stable")[:, :LIKELIEST]
        of_first = np.where(segments.sector_of == best_sectors[:, :1], chances, -1)
        # The best of the first sector leads, whatever comes of another
        last = min(LIKELIEST, chances.shape[1]) - 1
        best = np.argpartition(-chances, last, axis=1)[:, :LIKELIEST]
        chances_of_best = np.take_along_axis(chances, best, axis=1)
        order = np.argsort(-chances_of_best, axis=1, kind="stable")
        in_order = np.take_along_axis(best, order, axis=1)
        leading = np.column_stack([of_first.argmax(axis=1), in_order])
        found = zip(
            best_sectors.tolist(),
            np.take_along_axis(of_sectors, best_sectors, axis=1).tolist(),
            leading.tolist(),
            np.take_along_axis(chances, leading, axis=1).tolist(),
            ngrams.tolist(),
            strict=True,
        )
        return [self.told(*of_text) for of_text in found]

    def told(
        self,
        sectors: list[int],
        of_sectors: list[float],
        leading: list[int],
        chances: list[float],
        ngrams: int,
    ) -> KindOfBusiness:
        """What is told of a text with so many n-grams that tell something.

        Of its likeliest sectors and of the segments that are `leading`, with how likely each is.
        """
        # The first may stand among the best once more
        chance_of = dict(zip(leading, chances, strict=True))
        segments = list(chance_of.items())[:LIKELIEST]
        likely_sectors = []
        for number, chance in zip(sectors, of_sectors, strict=True):
            name = self.segments.sectors[number]
            likely_sectors.append(_likely(name, chance))
        likely_segments = []
        for number, chance in segments:
            name = self.segments.all[number].name
            likely_segments.append(_likely(name, chance))
        return KindOfBusiness(
            sectors=tuple(likely_sectors),
            segments=tuple(likely_segments),
            answer=self.calibration.answer(of_sectors[0], ngrams),
        )


def joined(cosines: Doubles, segments: Segments) -> Doubles:
    """How well texts fit segments (... x S), from their cosines with all profiles (... x P)."""
    # Behind the trades stand the segments, behind these the groups, and then the sectors
    first_segment = len(segments.trades)
    first_group = first_segment + len(segments)
    first_sector = first_group + len(segments.groups)
    of_segments = cosines[..., first_segment:first_group]
    # A segment without trades is one of its own
    of_best_trade = of_segments.copy()
    if segments.trades:
        of_trades = cosines[..., :first_segment]
        best = np.maximum.reduceat(of_trades, segments.first_trade, axis=-1)
        of_best_trade[..., segments.with_trades] = best
    of_groups = cosines[..., first_group + segments.group_of]
    of_sectors = cosines[..., first_sector + segments.sector_of]
    own = of_best_trade + SEGMENT * of_segments
    return np.asarray(own + INDUSTRY * of_groups + SECTOR * of_sectors)


def telling(texts: WeightRows) -> Indices:
    """How many n-grams of each text weigh something: those of everybody do not."""
    rows = texts.rows[texts.values != 0]
    return np.bincount(rows, minlength=len(texts.sizes))


def sharpness_for(sharpness: float, ngrams: Numbers) -> Numbers:
    """The sharpness for texts of so many n-grams: few words may fit one kind by chance."""
    return sharpness * ngrams / (ngrams + FEW)


def probabilities(fits: Doubles, sharpness: float | Doubles) -> Doubles:
    """Rows of S numbers that add up to 1, from how well texts fit segments (... x S).

    The `sharpness` is one for all, or one for each row.
    """
    behind = fits - fits.max(axis=-1, keepdims=True)
    for_each_row = np.asarray(sharpness)[..., np.newaxis]
    raised = np.exp(for_each_row * behind)
    total = raised.sum(axis=-1, keepdims=True)
    return np.asarray(raised / total)


def _likely(name: str, probability: float) -> Likely:
    return Likely(name, round(probability, DECIMALS))
