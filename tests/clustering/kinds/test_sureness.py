"""An answer is sure where held-out answers of its probability were right."""

import numpy as np
import pytest

from clustering.kinds.segments import Segment, Segments
from clustering.kinds.sureness import PROBABLE, SURE, UNSURE, Calibration
from clustering.training.calibration import NEVER, RIGHT, RIGHT_IF_SHORT, Asked, calibrated
from tests.clustering.kinds.trades import kinds

TWO = Segments((Segment("Banks", "", "Financials"), Segment("Vets", "", "Health Care")))
CALIBRATION = Calibration(
    points=(), sure_from=0.8, sure_from_if_short=0.9, share_sure=0.7, right_of_sure=0.96
)


def asked(fits_of_right: list[float], ngrams: int) -> Asked:
    """Texts of the first segment; those with a negative fit were taken for the second."""
    fits = np.array([[fit, 0.0] for fit in fits_of_right])
    size = len(fits)
    return Asked(fits, np.full(size, float(ngrams)), np.zeros(size, np.intp), np.ones(size))


@pytest.mark.parametrize(
    ("probability", "ngrams", "answer"),
    [
        (0.8, 10, SURE),
        (0.79, 10, PROBABLE),
        (0.89, 9, PROBABLE),
        (0.9, 9, SURE),
        (0.5, 40, PROBABLE),
        (0.49, 40, UNSURE),
        (0.49, 1, UNSURE),
    ],
)
def test_a_word_says_how_sure_an_answer_is(probability: float, ngrams: int, answer: str) -> None:
    assert CALIBRATION.answer(probability, ngrams) == answer


@pytest.mark.parametrize(("ngrams", "share"), [(40, RIGHT), (5, RIGHT_IF_SHORT)])
def test_the_share_that_is_promised_was_right_of_the_sure_ones(ngrams: int, share: float) -> None:
    surer = [0.5] * 195 + [-0.5] * 1
    doubtful = [0.05] * 60 + [-0.05] * 40
    calibration = calibrated(asked(surer + doubtful, ngrams), 10.0, TWO)

    assert share <= calibration.right_of_sure < 1
    assert calibration.share_sure >= 196 / 296
    of_these = calibration.sure_from if ngrams == 40 else calibration.sure_from_if_short
    of_others = calibration.sure_from_if_short if ngrams == 40 else calibration.sure_from
    assert 0.6 < of_these < 1
    assert of_others == NEVER


def test_nothing_is_sure_where_too_many_answers_were_wrong() -> None:
    calibration = calibrated(asked([0.5] * 80 + [-0.5] * 20, 40), 10.0, TWO)

    assert calibration.sure_from == NEVER
    assert (calibration.share_sure, calibration.right_of_sure) == (0, 0)
    assert calibration.answer(1.0, 40) == PROBABLE


def test_the_curve_says_what_was_said_and_what_was_right() -> None:
    curve = calibrated(asked([0.5] * 80 + [-0.5] * 20, 40), 10.0, TWO).points

    (point,) = curve
    assert point.said == pytest.approx(1 / (1 + np.exp(-10 * 40 / 41 * 0.5)), abs=1e-4)
    assert (point.right, point.number) == (0.8, 100)


def test_learned_kinds_are_calibrated() -> None:
    calibration = kinds().calibration
    assert calibration is not None
    assert sum(point.number for point in calibration.points) == 18
