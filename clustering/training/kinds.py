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
from clustering.training.corpus import Progress, read
from clustering.training.vocabularies import create

FOLDS = 5
SHARPNESSES = (1.0, 200.0)
SEED = 0


class KindRow(NamedTuple):
    """A text with the kind of business that it tells of.

    Where only the industry is known, the segment is empty: the text counts for that segment of
    the industry which it fits best.
    """

    text: str
    segment: str
    industry: str
    sector: str

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
    corpus = read([row.text for row in rows], Analyser(), progress)
    # Names are learned with the texts, which do not always say them
    learned = corpus.beside([row.label for row in rows])
    vocabulary = create(learned, [row.sector for row in rows])
    weights = learned.weigh(vocabulary).astype(np.float64)
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
    if unnamed:
        named = np.flatnonzero(places >= 0)
        profiles = _sums(weights[named], places[named], len(segments))
        cosines = (weights[unnamed] @ _unit(_levelled(profiles)).T).toarray()
        industries = np.array([segment.industry for segment in segments.all])
        for number, own_cosines in zip(unnamed, cosines, strict=True):
            is_possible = industries == rows[number].industry
            if rows[number].industry and is_possible.any():
                places[number] = np.where(is_possible, own_cosines, -1).argmax()
    return places


def _profiles(weights: csr_matrix, places: Indices, segments: Segments) -> csr_matrix:
    """P x V: the profiles of segments, groups and sectors."""
    is_placed = places >= 0
    own = _sums(weights[is_placed], places[is_placed], len(segments))
    of_groups = csr_matrix(segments.in_groups.T) @ own
    of_sectors = csr_matrix(segments.in_sectors.T) @ own
    return vstack([_unit(_levelled(sums)) for sums in (own, of_groups, of_sectors)], format="csr")


def _sums(weights: csr_matrix, places: Indices, number: int) -> csr_matrix:
    """number x V: the sums of the rows of each place."""
    rows = np.arange(len(places))
    chosen = csr_matrix((np.ones(len(places)), (places, rows)), shape=(number, len(places)))
    return chosen @ weights


def _levelled(sums: csr_matrix) -> csr_matrix:
    """The roots of sums: a word that all texts of a kind have must not drown out the others."""
    levelled = sums.copy()
    levelled.data = np.sqrt(levelled.data)
    return levelled


def _unit(rows: csr_matrix) -> csr_matrix:
    """Rows brought to length 1; zeros stay zeros."""
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    return (diags(1 / np.where(lengths, lengths, 1)) @ rows).tocsr()


def _sharpness(
    places: Indices,
    segments: Segments,
    weights: csr_matrix,
    scored: csr_matrix,
) -> Sharpness:
    """The sharpness under which texts that were held out were likeliest to be what they are."""
    lots = np.random.default_rng(SEED).permutation(len(places))
    fits = np.zeros((len(places), len(segments)))
    for fold in range(FOLDS):
        is_held_out = lots % FOLDS == fold
        is_known = np.asarray((weights[~is_held_out] != 0).sum(axis=0)).ravel() > 0
        # To a model of the others, words that stand in these alone are unknown
        texts = _unit(scored[is_held_out] @ diags(is_known.astype(np.float64)))
        profiles = _profiles(weights[~is_held_out], places[~is_held_out], segments)
        fits[is_held_out] = joined((texts @ profiles.T).toarray(), segments)
    is_placed = places >= 0
    return _likeliest(fits[is_placed], places[is_placed], segments)


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

    return Sharpness(*(_least(of_kind) for of_kind in (of_sectors, of_segments)))


def _least(loss: Callable[[float], float]) -> float:
    """The sharpness of the least loss, to a tenth."""
    found = minimize_scalar(loss, bounds=SHARPNESSES, method="bounded", options={"xatol": 0.1})
    return round(float(found.x), 1)


def _mean_log(chances: Doubles) -> float:
    return float(np.log(np.maximum(chances, np.finfo(np.float64).tiny)).mean())
