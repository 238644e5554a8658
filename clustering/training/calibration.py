"""Texts that were held out -> how sharp probabilities are, and which answers are sure."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from clustering.kinds.reader import probabilities, sharpness_for
from clustering.kinds.segments import Segments
from clustering.kinds.sureness import LEAST_OF_A_SENTENCE, Calibration, Point
from clustering.text.arrays import Doubles, Indices

SHARPNESSES = (1.0, 200.0)
# The share of sure answers that must have been right; our own short texts say what they are about
# more plainly than others do
RIGHT = 0.96
RIGHT_IF_SHORT = 0.97
# Of fewer answers a share says little
FEWEST = 30
BINS = 10
# No probability is so high
NEVER = 2.0


class Asked(NamedTuple):
    """n texts that were held out.

    How well each fits every segment (n x S), how many known n-grams it has, which segment it is of,
    and how much it counts.
    """

    fits: Doubles
    ngrams: Doubles
    segments: Indices
    shares: Doubles


class Answers(NamedTuple):
    """What n texts were said to be: how likely the sector was (0..1), and whether it was right."""

    said: Doubles
    is_right: NDArray[np.bool_]
    shares: Doubles

    def take(self, chosen: NDArray[np.bool_] | Indices) -> "Answers":
        return Answers(
            said=self.said[chosen],
            is_right=self.is_right[chosen],
            shares=self.shares[chosen],
        )


def likeliest_sharpness(asked: Asked) -> float:
    """The sharpness under which the texts were likeliest to be what they are, to a tenth."""
    rows = np.arange(len(asked.segments))

    def loss(sharpness: float) -> float:
        chances = probabilities(asked.fits, sharpness_for(sharpness, asked.ngrams))
        of_right = chances[rows, asked.segments]
        # 0 has no logarithm
        positive = np.maximum(of_right, np.finfo(np.float64).tiny)
        mean = np.average(np.log(positive), weights=asked.shares)
        return -float(mean)

    found = minimize_scalar(loss, bounds=SHARPNESSES, method="bounded", options={"xatol": 0.1})
    return round(float(found.x), 1)


def calibrated(asked: Asked, sharpness: float, segments: Segments) -> Calibration:
    """How often answers were right; those to texts shorter than a sentence are asked alone."""
    chances = probabilities(asked.fits, sharpness_for(sharpness, asked.ngrams))
    of_sectors = chances @ segments.in_sectors
    answers = Answers(
        said=of_sectors.max(axis=1),
        is_right=of_sectors.argmax(axis=1) == segments.sector_of[asked.segments],
        shares=asked.shares,
    )
    is_short = asked.ngrams < LEAST_OF_A_SENTENCE
    sure_from = _sure_from(answers.take(~is_short), RIGHT)
    sure_from_if_short = _sure_from(answers.take(is_short), RIGHT_IF_SHORT)
    least = np.where(is_short, sure_from_if_short, sure_from)
    sure = answers.take(answers.said >= least)
    # The curve: ten equal steps of what was said, without those that nothing fell into
    steps = (answers.said * BINS).astype(int)
    bins = np.minimum(steps, BINS - 1)
    points = []
    for number in np.unique(bins).tolist():
        inside = answers.take(bins == number)
        said = float(np.average(inside.said, weights=inside.shares))
        right = float(np.average(inside.is_right, weights=inside.shares))
        points.append(Point(round(said, 4), round(right, 4), len(inside.said)))
    all_sure = sure.shares.sum()
    right_of_sure = sure.shares[sure.is_right].sum()
    return Calibration(
        points=tuple(points),
        sure_from=sure_from,
        sure_from_if_short=sure_from_if_short,
        share_sure=_share(all_sure, answers.shares.sum()),
        right_of_sure=_share(right_of_sure, all_sure),
    )


def _sure_from(answers: Answers, share: float) -> float:
    """The least probability from which such a share of the answers was right."""
    likeliest_first = np.argsort(-answers.said, kind="stable")
    ordered = answers.take(likeliest_first)
    shares_of_right = ordered.shares * ordered.is_right
    right = np.cumsum(shares_of_right) / np.cumsum(ordered.shares)
    # Of answers that are equally likely none is sure without the others
    is_last = np.append(np.diff(ordered.said) != 0, True)
    are_many = np.arange(len(right)) >= FEWEST - 1
    enough = np.flatnonzero(is_last & are_many & (right >= share))
    if not enough.size:
        return NEVER
    return float(ordered.said[enough[-1]])


def _share(part: float, whole: float) -> float:
    if not whole:
        return 0.0
    return round(float(part / whole), 4)
