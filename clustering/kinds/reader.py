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

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from clustering.kinds.segments import Segments
from clustering.kinds.sureness import Calibration
from clustering.text.arrays import Doubles, Floats, Indices
from clustering.text.ngrams import Analyser, Weights, plain_weights
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
class Profiles:
    """P profiles over V n-grams, n-gram by n-gram.

    Those of n-gram v are `profiles[starts[v] : starts[v + 1]]`, with their weights in the same
    places of `weights`. `starts` has V + 1 numbers.
    """

    starts: NDArray[np.int32]
    profiles: NDArray[np.int32]
    weights: Floats

    def cosines(self, text: Weights, number: int) -> Doubles:
        """The cosines of a text with all profiles (`number` of them)."""
        begin = self.starts[text.indices]
        end = self.starts[text.indices + 1]
        lengths = end - begin
        # Where each n-gram's own part begins among all that are read
        ends = np.cumsum(lengths)
        within = np.arange(ends[-1] if len(ends) else 0)
        places = within + np.repeat(begin - ends + lengths, lengths)
        weights_in_text = np.repeat(text.values, lengths)
        products = self.weights[places] * weights_in_text
        cosines = np.bincount(self.profiles[places], products, minlength=number)
        return np.asarray(cosines, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Kinds:
    """S segments, told apart by V n-grams.

    The profiles are those of the trades, then of the segments, of the groups and of the sectors.
    `sharpness` is how much likelier a better fit is, and `calibration` says from when an answer is
    sure. Raises ValueError when the parts do not fit together.
    """

    vocabulary: Vocabulary
    segments: Segments
    profiles: Profiles
    sharpness: float
    calibration: Calibration

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

    @cached_property
    def words_of_everybody(self) -> frozenset[str]:
        """The tokens that are known and weigh nothing."""
        numbers = np.flatnonzero(self.vocabulary.idf == 0).tolist()
        ngrams = [self.vocabulary.ngrams[number] for number in numbers]
        return frozenset(ngram for ngram in ngrams if "_" not in ngram)

    @property
    def number_of_profiles(self) -> int:
        segments = self.segments
        broader = len(segments) + len(segments.groups) + len(segments.sectors)
        return len(segments.trades) + broader

    def weigh(
        self, sentences: Sequence[Sequence[str]], counts: Counter[str] | None = None
    ) -> Weights:
        """The weights of a text under `vocabulary`, from its tokens sentence by sentence.

        The `counts` of its n-grams spare counting them again.
        """
        if counts is None:
            counts = Counter(self.analyser.ngrams_of(sentences))
        whole = self.analyser.weigh_counts(counts, self.vocabulary, text="")
        first = opening(sentences, FIRST_TOKENS)
        if not whole.indices.size or first == list(sentences):
            return whole
        values = whole.values.astype(np.float64)
        numbers, weights = self._weights(Counter(self.analyser.ngrams_of(first)))
        values[np.searchsorted(whole.indices, numbers)] += weights
        # It is 0 where all is said of everybody
        values /= np.linalg.norm(values) or 1
        return replace(whole, values=values.astype(np.float32))

    def _weights(self, counts: Counter[str]) -> tuple[Indices, Doubles]:
        """The known n-grams in no order, and their weights as `weigh_counts` gives them."""
        index = self.vocabulary.index
        known = [ngram for ngram in counts if ngram in index]
        numbers = np.array([index[ngram] for ngram in known], dtype=np.intp)
        frequency = np.array([counts[ngram] for ngram in known], dtype=np.float64)
        weights = plain_weights(frequency, self.vocabulary.idf[numbers], "sublinear")
        return numbers, weights / (np.linalg.norm(weights) or 1)

    def fits(self, text: Weights) -> Doubles:
        """S numbers: how well a text fits each segment."""
        cosines = self.profiles.cosines(text, self.number_of_profiles)
        return joined(cosines, self.segments)

    def read(self, text: Weights) -> KindOfBusiness | None:
        """The kind of business that the weights of a text point to.

        None where it says only what everybody says.
        """
        chances = self.probabilities(text)
        return self.likeliest(chances, telling(text)) if chances.any() else None

    def probabilities(self, text: Weights) -> Doubles:
        """S numbers that add up to 1: how likely each segment is.

        All are 0 of a text that says only what everybody says.
        """
        if not text.values.any():
            return np.zeros(len(self.segments))
        sharpness = sharpness_for(self.sharpness, telling(text))
        return probabilities(self.fits(text), sharpness)

    def likeliest(self, chances: Doubles, ngrams: int) -> KindOfBusiness:
        """The likeliest of S probabilities, told of a text in which so many n-grams tell something.

        The first segment is one of the first sector.
        """
        segments = self.segments
        of_sectors = chances @ segments.in_sectors
        best_sectors = np.argsort(-of_sectors, kind="stable")[:LIKELIEST].tolist()
        of_first = np.where(segments.sector_of == best_sectors[0], chances, -1)
        # The best of the first sector leads, whatever comes of another
        last = min(LIKELIEST, len(chances)) - 1
        best = np.argpartition(-chances, last)[:LIKELIEST]
        best = best[np.argsort(-chances[best], kind="stable")].tolist()
        order = [int(of_first.argmax()), *best]
        leading = list(dict.fromkeys(order))[:LIKELIEST]
        return KindOfBusiness(
            sectors=tuple(_likely(segments.sectors[n], of_sectors[n]) for n in best_sectors),
            segments=tuple(_likely(segments.all[n].name, chances[n]) for n in leading),
            answer=self.calibration.answer(float(of_sectors[best_sectors[0]]), ngrams),
        )


def opening(sentences: Sequence[Sequence[str]], most: int) -> list[Sequence[str]]:
    """The first tokens of a text, sentence by sentence."""
    first = []
    left = most
    for sentence in sentences:
        if left <= 0:
            break
        first.append(sentence[:left])
        left -= len(sentence)
    return first


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


def telling(text: Weights) -> int:
    """How many n-grams of a text weigh something: those of everybody do not."""
    return int(np.count_nonzero(text.values))


def sharpness_for(sharpness: float, ngrams: Numbers) -> Numbers:
    """The sharpness for texts of so many n-grams: few words may fit one kind by chance."""
    return sharpness * ngrams / (ngrams + FEW)


def probabilities(fits: Doubles, sharpness: float | Doubles) -> Doubles:
    """Rows of S numbers that add up to 1, from how well texts fit segments (... x S).

    The `sharpness` is one for all, or one for each row.
    """
    behind = fits - fits.max(axis=-1, keepdims=True)
    raised = np.exp(np.asarray(sharpness)[..., np.newaxis] * behind)
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _likely(name: str, probability: float) -> Likely:
    return Likely(name, round(float(probability), DECIMALS))
