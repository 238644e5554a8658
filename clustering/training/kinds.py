"""Texts of known kinds of business -> what tells them apart."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags, vstack

from clustering.kinds.reader import Kinds, Profiles, Sharpness, joined, softmax
from clustering.kinds.segments import Segment, Segments
from clustering.text.arrays import Doubles, Indices
from clustering.text.ngrams import Analyser
from clustering.training.corpus import Progress, read, sparse_lengths
from clustering.training.vocabularies import create

FOLDS = 5
# As many texts tell how sharp the probabilities may be
ASKED_OF_A_FOLD = 500
SHARPNESSES = (1.0, 200.0)
SEED = 0


class KindRow(NamedTuple):
    """A text with the kind of business that it tells of.

    Where only the industry is known, the segment is empty: the text counts for that segment of
    the industry which it fits best. Of texts with a larger `share` a kind's words come more.
    """

    text: str
    segment: str
    industry: str
    sector: str
    share: float = 1.0

    @property
    def label(self) -> str:
        return self.segment or self.industry


def fit_kinds(
    segments: Sequence[Segment],
    rows: Sequence[KindRow],
    progress: Progress = iter,
) -> Kinds:
    """What tells the segments apart, from texts of each.

    The same segments and rows give the same to the last bit. Raises ValueError when a segment
    stands twice, and KeyError for a row of a segment that is none of them.
    """
    told_apart = Segments(tuple(segments))
    texts = [row.text for row in rows]
    corpus = read(texts, Analyser(), progress)
    # Names are learned with the texts, which do not always say them
    learned = corpus.beside([row.label for row in rows])
    vocabulary = create(learned, [row.sector for row in rows])
    shares = diags([row.share for row in rows])
    weights = shares @ learned.weigh(vocabulary).astype(np.float64)
    scored = corpus.weigh(vocabulary).astype(np.float64)

    places = _places(rows, told_apart, weights)
    sharpness = _sharpness(places, told_apart, weights, scored)
    by_ngram = _profiles(weights, places, told_apart).tocsc()
    by_ngram.sort_indices()
    return Kinds(
        vocabulary=vocabulary,
        segments=told_apart,
        profiles=Profiles(
            starts=by_ngram.indptr.astype(np.int32),
            profiles=by_ngram.indices.astype(np.int32),
            weights=by_ngram.data.astype(np.float32),
        ),
        sharpness=sharpness,
    )


def _places(rows: Sequence[KindRow], segments: Segments, weights: csr_matrix) -> Indices:
    """The segment of each row; -1 where it is of no segment's industry."""
    places = np.full(len(rows), -1, dtype=np.intp)
    unnamed = []
    for number, row in enumerate(rows):
        if row.segment:
            places[number] = segments.place[row.segment]
        else:
            unnamed.append(number)
    if not unnamed:
        return places
    # By what the rows that name their segment tell of it
    named = np.flatnonzero(places >= 0)
    sums = _sums(weights[named], places[named], len(segments))
    profiles = _unit(_levelled(sums))
    cosines = (weights[unnamed] @ profiles.T).toarray()
    industries = np.array([segment.industry for segment in segments.all])
    for number, own_cosines in zip(unnamed, cosines, strict=True):
        industry = rows[number].industry
        is_possible = industries == industry
        if industry and is_possible.any():
            possible_cosines = np.where(is_possible, own_cosines, -1)
            places[number] = possible_cosines.argmax()
    return places


def _profiles(weights: csr_matrix, places: Indices, segments: Segments) -> csr_matrix:
    """P x V: the profiles of segments, groups and sectors."""
    is_placed = places >= 0
    own = _sums(weights[is_placed], places[is_placed], len(segments))
    of_groups = csr_matrix(segments.in_groups.T) @ own
    of_sectors = csr_matrix(segments.in_sectors.T) @ own
    profiles = [_unit(_levelled(sums)) for sums in (own, of_groups, of_sectors)]
    return vstack(profiles, format="csr")


def _sums(weights: csr_matrix, places: Indices, number: int) -> csr_matrix:
    """number x V: the sums of the rows of each place."""
    size = len(places)
    rows = np.arange(size)
    ones = np.ones(size)
    # 1 where a row is in a place: the product adds up the rows of each
    chosen = csr_matrix((ones, (places, rows)), shape=(number, size))
    return chosen @ weights


def _levelled(sums: csr_matrix) -> csr_matrix:
    """The roots of sums: a word that all texts of a kind have must not drown out the others."""
    levelled = sums.copy()
    levelled.data = np.sqrt(levelled.data)
    return levelled


def _unit(rows: csr_matrix) -> csr_matrix:
    """Rows brought to length 1; zeros stay zeros."""
    lengths = sparse_lengths(rows)
    return (diags(1 / lengths) @ rows).tocsr()


def _sharpness(
    places: Indices,
    segments: Segments,
    weights: csr_matrix,
    scored: csr_matrix,
) -> Sharpness:
    """The sharpness under which texts that were held out were likeliest to be what they are."""
    lots = np.random.default_rng(SEED).permutation(np.flatnonzero(places >= 0))
    fits = []
    right = []
    for fold in range(FOLDS):
        asked = lots[fold::FOLDS][:ASKED_OF_A_FOLD]
        is_held_out = np.isin(np.arange(len(places)), lots[fold::FOLDS])
        others = weights[~is_held_out]
        presence = np.asarray((others != 0).sum(axis=0))
        # To a model of the others, words that stand in these alone are unknown
        is_known = presence.ravel() > 0
        known_words = diags(is_known.astype(np.float64))
        texts = _unit(scored[asked] @ known_words)
        profiles = _profiles(others, places[~is_held_out], segments)
        cosines = (texts @ profiles.T).toarray()
        fits.append(joined(cosines, segments))
        right.append(places[asked])
    return _likeliest(np.concatenate(fits), np.concatenate(right), segments)


def _likeliest(fits: Doubles, places: Indices, segments: Segments) -> Sharpness:
    rows = np.arange(len(places))
    sectors = segments.sector_of[places]

    def of_sectors(sharpness: float) -> float:
        chances = softmax(fits, sharpness) @ segments.in_sectors
        return -_mean_log(chances[rows, sectors])

    def of_segments(sharpness: float) -> float:
        within = softmax(fits, sharpness)
        together = within @ segments.in_sectors
        return -_mean_log(within[rows, places] / together[rows, sectors])

    return Sharpness(
        sectors=_least(of_sectors),
        segments=_least(of_segments),
    )


def _least(loss: Callable[[float], float]) -> float:
    """The sharpness of the least loss, to a tenth."""
    found = minimize_scalar(loss, bounds=SHARPNESSES, method="bounded", options={"xatol": 0.1})
    return round(float(found.x), 1)


def _mean_log(chances: Doubles) -> float:
    # 0 has no logarithm
    least = np.finfo(np.float64).tiny
    positive = np.maximum(chances, least)
    return float(np.log(positive).mean())
