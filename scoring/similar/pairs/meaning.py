"""What a score of similar companies means in a word, and what the word was measured to be worth."""

from typing import NamedTuple, Self

from clustering.closeness import AS_EVER, Factors
from scoring.models import ModelVersion

# From these scores on two companies are close, or related, under a version that measured nothing.
# Of the nearest ten of companies that others wrote of, 76 in 100 close ones are of their industry,
# 34 related ones, 12 weak ones (benchmarks/similar.py; the About page says it)
CLOSE = 58
RELATED = 42
WORDS = ("close", "related", "weak")


class Share(NamedTuple):
    """Of so many pairs with a word, how many in ten are of one segment, industry or sector."""

    pairs: int
    of_segment: float
    of_industry: float
    # Unknown of versions that were trained before it was measured
    of_sector: float | None = None

    @property
    def words(self) -> str:
        """How many in ten, as pages say it."""
        one_segment = f"{_short(self.of_segment)} share a kind of business"
        if self.of_sector is None:
            return one_segment
        return f"{_short(self.of_sector)} share a sector, {one_segment}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


class Meaning(NamedTuple):
    """From which scores (0 to 100) on two companies are close, or related, under a version.

    `shares` are what was measured for each word on companies that the version had not seen, without
    words that no pair had; empty where nothing was measured.
    """

    close: int
    related: int
    shares: dict[str, Share]

    @classmethod
    def of(cls, version: ModelVersion | None) -> Self:
        measured = None
        if version:
            measured = version.calibration.get("score")
        if not measured:
            return cls(CLOSE, RELATED, {})
        shares = {word: Share(*share) for word, share in measured["shares"].items()}
        return cls(measured["close"], measured["related"], shares)

    def word(self, score: int) -> str:
        if score >= self.close:
            return "close"
        if score >= self.related:
            return "related"
        return "weak"


def factors_of(version: ModelVersion | None) -> Factors:
    """How much kinds and places count under a version that learned it from words on pairs."""
    learned = None
    if version:
        learned = version.calibration.get("order", {}).get("factors")
    if not learned:
        return AS_EVER
    return Factors(*learned)
