"""How often companies that a list would show as near are of one kind of business."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from clustering.closeness import AS_EVER, Asked, Factors, Said, places
from clustering.kinds.reader import Kinds
from clustering.model import Model
from clustering.settings import Settings
from clustering.text.arrays import Floats
from clustering.training import Rows, TrainingError, train
from clustering.training.vocabularies import Known

FOLDS = 5
# So many of the fifths are asked, which gives two digits; each takes as long as learning the kinds
ASKED_FOLDS = 3
NEAREST = 10
# Of fewer rows with a segment too few have another one of theirs
FEWEST_ROWS = 100
# Closeness asks for no clusters, and more of them only take longer
CLUSTERS = 2


class NearPair(NamedTuple):
    """A row that a model had not seen, and one of the ten nearest of those that it had.

    `closeness` is about 0 to 1; the two are of one segment, of one industry, or of one sector.
    """

    closeness: float
    is_one_segment: bool
    is_one_industry: bool
    is_one_sector: bool


class _Texts(NamedTuple):
    """What n texts say, and where they lie (n x g)."""

    said: list[Said]
    places: Floats


def near_pairs(
    rows: Rows,
    segments: Sequence[str],
    settings: Settings,
    kinds_without: Callable[[Collection[str]], Kinds],
    known: Known | None = None,
    factors: Factors = AS_EVER,
) -> list[NearPair]:
    """Ten pairs of each row that was asked; `segments` has one for each row.

    `kinds_without` learns kinds of business without some texts. Empty for few rows, and where four
    fifths of them make no model.
    """
    size = len(rows.texts)
    if size < FEWEST_ROWS:
        return []
    settings = replace(settings, k=CLUSTERS)
    lots = np.random.default_rng(settings.seed)
    folds = lots.permutation(size) % FOLDS
    pairs: list[NearPair] = []
    try:
        for fold in range(ASKED_FOLDS):
            asked = np.flatnonzero(folds == fold).tolist()
            others = np.flatnonzero(folds != fold).tolist()
            texts_of_asked = {rows.texts[row] for row in asked}
            kinds = kinds_without(texts_of_asked)
            model = train(rows.take(others), settings, known=known, kinds=kinds)
            pairs += _pairs_of(model, rows, segments, asked, others, factors)
    except TrainingError:
        return []
    return pairs


def _pairs_of(
    model: Model,
    rows: Rows,
    segments: Sequence[str],
    asked: Sequence[int],
    others: Sequence[int],
    factors: Factors,
) -> list[NearPair]:
    stored = _texts(model, [rows.texts[row] for row in others])
    said = np.concatenate(stored.said)
    sizes = np.array([len(each) for each in stored.said])
    unseen = _texts(model, [rows.texts[row] for row in asked])
    industries = rows.industries or [""] * len(rows.texts)
    pairs = []
    for row, told, place in zip(asked, unseen.said, unseen.places, strict=True):
        wanted = Asked([told], place[np.newaxis], factors=factors)
        closeness = wanted.closeness(said, sizes, stored.places)
        closest_first = np.argsort(-closeness, kind="stable")
        for nearest in closest_first[:NEAREST].tolist():
            other = others[nearest]
            pair = NearPair(
                closeness=float(closeness[nearest]),
                is_one_segment=segments[row] == segments[other],
                # Two of which none is known are of no one industry
                is_one_industry=industries[row] == industries[other] != "",
                is_one_sector=rows.categories[row] == rows.categories[other] != "",
            )
            pairs.append(pair)
    return pairs


def _texts(model: Model, texts: Sequence[str]) -> _Texts:
    scores = model.place(texts)
    said = [score.said for score in scores]
    vectors = np.array([score.vector for score in scores])
    return _Texts(said, places(vectors, model.guided))
