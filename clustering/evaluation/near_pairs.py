"""How often companies that a list would show as near are of one kind of business."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np

from clustering.bulk.text_rows import blocks
from clustering.closeness import AS_EVER, Asked, Factors, Said, places, said
from clustering.kinds.reader import Kinds
from clustering.settings import Settings
from clustering.text.arrays import Floats, Indices
from clustering.training import Rows, TrainingError
from clustering.training.fitting import embed
from clustering.training.vocabularies import Known

FOLDS = 5
# So many of the fifths are asked, which gives two digits; each takes as long as learning the kinds
ASKED_FOLDS = 3
NEAREST = 10
# Of fewer rows with a segment too few have another one of theirs
FEWEST_ROWS = 100


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

    def take(self, rows: Indices) -> "_Texts":
        return _Texts([self.said[row] for row in rows.tolist()], self.places[rows])


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
    # Closeness asks for no clusters
    scored, learned = rows.corpora(settings)
    lots = np.random.default_rng(settings.seed)
    folds = lots.permutation(size) % FOLDS
    pairs: list[NearPair] = []
    try:
        for fold in range(ASKED_FOLDS):
            asked = np.flatnonzero(folds == fold)
            others = np.flatnonzero(folds != fold)
            kinds = kinds_without({rows.texts[row] for row in asked.tolist()})
            own = learned.take(others)
            categories = [rows.categories[row] for row in others.tolist()]
            embedding = embed(own, categories, settings, known)
            vectors = embedding.vectors(scored.weigh(embedding.vocabulary))
            texts = _Texts(_said(rows.texts, kinds), places(vectors, embedding.guided))
            pairs += _pairs_of(texts, rows, segments, asked, others, factors)
    except TrainingError:
        return []
    return pairs


def _said(texts: Sequence[str], kinds: Kinds) -> list[Said]:
    found = []
    for block in blocks(texts):
        read = kinds.known.read(block)
        [numbers] = read.occurrences.numbers
        counted = kinds.count(read, numbers)
        chances = kinds.probabilities(kinds.weigh(counted))
        unknown = np.flatnonzero(numbers < 0)
        found += said(read, unknown, counted, kinds.vocabulary, chances)
    return found


def _pairs_of(
    texts: _Texts,
    rows: Rows,
    segments: Sequence[str],
    asked: Indices,
    others: Indices,
    factors: Factors,
) -> list[NearPair]:
    stored = texts.take(others)
    said_of_stored = np.concatenate(stored.said)
    sizes = np.array([len(each) for each in stored.said])
    unseen = texts.take(asked)
    industries = rows.industries or [""] * len(rows.texts)
    pairs = []
    for row, told, place in zip(asked.tolist(), unseen.said, unseen.places, strict=True):
        wanted = Asked([told], place[np.newaxis], factors=factors)
        closeness = wanted.closeness(said_of_stored, sizes, stored.places)
        closest_first = np.argsort(-closeness, kind="stable")
        for nearest in closest_first[:NEAREST].tolist():
            other = int(others[nearest])
            pair = NearPair(
                closeness=float(closeness[nearest]),
                is_one_segment=segments[row] == segments[other],
                # Two of which none is known are of no one industry
                is_one_industry=industries[row] == industries[other] != "",
                is_one_sector=rows.categories[row] == rows.categories[other] != "",
            )
            pairs.append(pair)
    return pairs
