"""How sure an answer is: measured on texts that were held out, and said in one of four words."""

from dataclasses import dataclass
from typing import NamedTuple

SURE = "sure"
PROBABLE = "probable"
UNSURE = "unsure"
# Too little of a text is known, or it says only what everybody says
UNPLACED = "unplaced"
ANSWERS = (SURE, PROBABLE, UNSURE, UNPLACED)
# From here an answer is likelier right than wrong
PROBABLE_FROM = 0.5
# With fewer known n-grams a text is shorter than a sentence
LEAST_OF_A_SENTENCE = 10


class Point(NamedTuple):
    """Answers of about the same probability: what was said, what was right (0..1), how many."""

    said: float
    right: float
    number: int


@dataclass(frozen=True)
class Calibration:
    """What became of answers to texts that were held out.

    The `points` are in the order of their probabilities. An answer is sure from the probability
    `sure_from`, and one to a text shorter than a sentence from `sure_from_if_short`; over 1, none
    is. So many answers were sure, `share_sure` (0..1), and of these `right_of_sure` were right.
    """

    points: tuple[Point, ...]
    sure_from: float
    sure_from_if_short: float
    share_sure: float
    right_of_sure: float

    def answer(self, probability: float, ngrams: int) -> str:
        """The word for an answer of this probability to a text with so many known n-grams."""
        is_short = ngrams < LEAST_OF_A_SENTENCE
        sure_from = self.sure_from_if_short if is_short else self.sure_from
        if probability >= sure_from:
            return SURE
        if probability >= PROBABLE_FROM:
            return PROBABLE
        return UNSURE
