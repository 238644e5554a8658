"""A text -> its kind of business, with how likely it is. NumPy only.

Each segment has a profile: the n-grams of the texts that tell of it, with weights. So has each
industry, and each sector. How well a text fits a segment is the cosine with its profile, plus
shares of the cosines with those of its industry and its sector:

    fit = cos(text, segment) + INDUSTRY cos(text, industry) + SECTOR cos(text, sector)

A text says first what it is about, so its first words count twice.

A sector's probability is that of its segments together, by a softmax of the fits; a segment's is
its share of its sector's. How sharp both softmaxes are is found on texts that were held out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clustering.kinds.segments import Segments
from clustering.kinds.sureness import PROBABLE, PROBABLE_FROM, UNSURE, Calibration
from clustering.text.arrays import Doubles, Floats
from clustering.text.ngrams import Analyser, Weights
from clustering.text.vocabulary import Vocabulary

INDUSTRY = 0.7
SECTOR = 0.3
# Some forty words, of which stop words are no tokens
FIRST_TOKENS = 24
# How many of each are told
LIKELIEST = 3
DECIMALS = 6
LEAST_EXPONENT = -60


class Likely(NamedTuple):
    """A sector or a segment, and how likely it is (0..1)."""

    name: str
    probability: float


class KindOfBusiness(NamedTuple):
    """What a text tells of: at most three sectors and three segments, the likeliest first.

    The first segment is one of the first sector. The `answer` says in a word how sure the sector
    is, as measured: never sure where it was not.
    """

    sectors: tuple[Likely, ...]
    segments: tuple[Likely, ...]
    answer: str


class Sharpness(NamedTuple):
    """How much likelier a better fit is: of sectors, and of segments within one."""

    sectors: float
    segments: float


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

    The profiles are those of the segments, then of the groups, then of the sectors. An older model
    was not calibrated. Raises ValueError when the parts do not fit together.
    """

    vocabulary: Vocabulary
    segments: Segments
    profiles: Profiles
    sharpness: Sharpness
    calibration: Calibration | None = None

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
        return len(segments) + len(segments.groups) + len(segments.sectors)

    def weigh(self, sentences: Sequence[Sequence[str]]) -> Weights:
        """The weights of a text under `vocabulary`, from its tokens sentence by sentence."""
        whole = self._weigh(sentences)
        first = opening(sentences, FIRST_TOKENS)
        if not whole.indices.size or first == list(sentences):
            return whole
        values = whole.values.astype(np.float64)
        of_first = self._weigh(first)
        places = np.searchsorted(whole.indices, of_first.indices)
        values[places] += of_first.values
        values /= np.linalg.norm(values)
        return replace(whole, values=values.astype(np.float32))

    def _weigh(self, sentences: Sequence[Sequence[str]]) -> Weights:
        counts = Counter(self.analyser.ngrams_of(sentences))
        return self.analyser.weigh_counts(counts, self.vocabulary, text="")

    def fits(self, text: Weights) -> Doubles:
        """S numbers: how well a text fits each segment."""
        cosines = self.profiles.cosines(text, self.number_of_profiles)
        return joined(cosines, self.segments)

    def read(self, text: Weights) -> KindOfBusiness:
        """The kind of business that the weights of a text point to."""
        return self.likeliest(self.probabilities(self.fits(text)), len(text.indices))

    def probabilities(self, fits: Doubles) -> Doubles:
        """S numbers that add up to 1, from how well a text fits each segment."""
        return probabilities(fits, self.segments, self.sharpness)

    def likeliest(self, chances: Doubles, ngrams: int) -> KindOfBusiness:
        """The likeliest of S probabilities, told of a text with so many known n-grams.

        The first segment is one of the first sector.
        """
        segments = self.segments
        of_sectors = chances @ segments.in_sectors
        best_sectors = np.argsort(-of_sectors, kind="stable")[:LIKELIEST].tolist()
        of_first = np.where(segments.sector_of == best_sectors[0], chances, -1)
        # The best of the first sector leads, whatever comes of another
        best = np.argsort(-chances, kind="stable")[:LIKELIEST].tolist()
        order = [int(of_first.argmax()), *best]
        leading = list(dict.fromkeys(order))[:LIKELIEST]
        return KindOfBusiness(
            sectors=tuple(_likely(segments.sectors[n], of_sectors[n]) for n in best_sectors),
            segments=tuple(_likely(segments.all[n].name, chances[n]) for n in leading),
            answer=self._answer(of_sectors[best_sectors[0]], ngrams),
        )

    def _answer(self, probability: float, ngrams: int) -> str:
        if self.calibration:
            return self.calibration.answer(probability, ngrams)
        return PROBABLE if probability >= PROBABLE_FROM else UNSURE


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
    # Behind the segments stand the groups, and behind these the sectors
    first_group = len(segments)
    first_sector = first_group + len(segments.groups)
    own = cosines[..., :first_group]
    of_groups = cosines[..., first_group + segments.group_of]
    of_sectors = cosines[..., first_sector + segments.sector_of]
    return own + INDUSTRY * of_groups + SECTOR * of_sectors


def probabilities(fits: Doubles, segments: Segments, sharpness: Sharpness) -> Doubles:
    """Rows of S numbers that add up to 1, from how well texts fit segments (... x S)."""
    of_sectors = softmax(fits, sharpness.sectors) @ segments.in_sectors
    within = softmax(fits, sharpness.segments)
    together = within @ segments.in_sectors
    # Each segment's share of its own sector
    shares = within / together[..., segments.sector_of]
    of_own_sector = of_sectors[..., segments.sector_of]
    return np.asarray(shares * of_own_sector)


def softmax(fits: Doubles, sharpness: float) -> Doubles:
    """exp(sharpness * fit) divided by their sum, row by row (... x S)."""
    best = fits.max(axis=-1, keepdims=True)
    behind = sharpness * (fits - best)
    # Far behind, a trace above 0 stays, so that no sum of a sector is 0
    raised = np.exp(np.maximum(behind, LEAST_EXPONENT))
    total = raised.sum(axis=-1, keepdims=True)
    return np.asarray(raised / total)


def _likely(name: str, probability: float) -> Likely:
    return Likely(name, round(float(probability), DECIMALS))
