"""Texts of known kinds of business -> what tells them apart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack

from clustering.kinds.profiles import Profiles
from clustering.kinds.reader import Kinds, joined
from clustering.kinds.segments import Segment, Segments
from clustering.text.arrays import Doubles, Indices
from clustering.text.ngrams import Analyser, Extraction
from clustering.text.vocabulary import Vocabulary
from clustering.training.calibration import Asked, calibrated, likeliest_sharpness
from clustering.training.corpus import Corpus, Progress, read, sparse_lengths, sums_by_place
from clustering.training.everybody import Grouped, are_of_everybody, common_words
from clustering.training.vocabularies import create

# How much better a segment of another industry, or sector, must fit a company that is filed there
OWN_INDUSTRY = 0.06
OWN_SECTOR = 0.04
# How much of what a segment's profile is divided by is its own length, the rest the mean of all
OWN_LENGTH = 0.7
FOLDS = 5
# A word that a single text has tells of its trade, so none is left out
ALL_WORDS = Extraction(features=60_000)
# As many texts tell how sharp the probabilities may be
ASKED = 2500
# Some are asked a second time by their first words alone
FIRST_WORDS = 9
SEED = 0


class KindRow(NamedTuple):
    """A text with the kind of business that it tells of.

    Where only the industry is known, the segment is empty: the text counts for that segment which
    it fits best, those of the industry preferred. So it does within a segment of several trades
    where the trade is not known. Of texts with a larger `share` more comes in. One that
    `begins_with_it` says what the company does in its first words. What no company says of itself,
    such as a list of words, is not `is_said`: it tells neither how sure answers are nor which
    words are everybody's.
    """

    text: str
    segment: str
    industry: str
    sector: str
    share: float = 1.0
    trade: str = ""
    begins_with_it: bool = False
    is_said: bool = True


def fit_kinds(
    segments: Sequence[Segment],
    rows: Sequence[KindRow],
    progress: Progress = iter,
    corpus: Corpus | None = None,
) -> Kinds:
    """What tells the segments apart, from texts of each; `corpus` has those of the rows, if known.

    The same segments and rows give the same to the last bit. Raises ValueError when a segment
    stands twice, and KeyError for a row of a segment or a trade that is none of them.
    """
    told_apart = Segments(tuple(segments))
    corpus = corpus or read([row.text for row in rows], Analyser(), progress)
    of_all_words = replace(corpus, analyser=Analyser(extraction=ALL_WORDS))
    vocabulary = create(of_all_words, [row.sector for row in rows])
    known = corpus.weigh(vocabulary).astype(np.float64)
    shares = diags([row.share for row in rows])
    labels = _Labels.of(rows, told_apart, shares @ known)
    said = np.flatnonzero([row.is_said for row in rows])
    grouped = Grouped(told_apart, labels.segments[said])
    spread = grouped.spread(known[said])
    silent = are_of_everybody(vocabulary.ngrams, spread)
    # They stay known, and weigh nothing
    vocabulary = replace(vocabulary, idf=np.where(silent, np.float32(0), vocabulary.idf))
    # Words of everybody weigh nothing in what is asked either
    scored = known @ diags((~silent).astype(np.float64))
    weights = shares @ _unit(scored)

    questions = _Questions.some_of(rows, scored, vocabulary)
    held_out = _held_out(questions, shares.diagonal(), labels, told_apart, weights)
    sharpness = likeliest_sharpness(held_out)
    return Kinds(
        vocabulary=vocabulary,
        segments=told_apart,
        profiles=_by_ngram(_profiles(weights, labels, told_apart)),
        sharpness=sharpness,
        calibration=calibrated(held_out, sharpness, told_apart),
        common_words=common_words(vocabulary.ngrams, spread, corpus.take(said).texts, grouped),
    )


class _Labels(NamedTuple):
    """Of n rows, what they are known to be: places among trades, segments, groups and sectors.

    It is -1 where nothing is known.
    """

    trades: Indices
    segments: Indices
    groups: Indices
    sectors: Indices

    def take(self, chosen: NDArray[np.bool_]) -> "_Labels":
        return _Labels(*(labels[chosen] for labels in self))

    @classmethod
    def of(cls, rows: Sequence[KindRow], segments: Segments, weights: csr_matrix) -> Self:
        places = _places(rows, segments, weights)
        group = {name: number for number, name in enumerate(segments.groups)}
        sector = {name: number for number, name in enumerate(segments.sectors)}
        sectors = [sector.get(row.sector, -1) for row in rows]
        own_groups = np.array([group.get(row.industry, -1) for row in rows])
        # Where the industry is not known, or no group, the group of the segment
        of_segments = segments.group_of[places]
        groups = np.where(own_groups < 0, of_segments, own_groups)
        # Where the trade is not named, the one of its segment that it fits best; -1 in a segment
        # without trades
        place_of_trade = {trade: number for number, trade in enumerate(segments.trades)}
        named = []
        for row in rows:
            trade = (row.segment, row.trade)
            named.append(place_of_trade[trade] if row.trade else -1)
        trades = np.array(named)
        has_trades = np.isin(places, segments.with_trades)
        unnamed = np.flatnonzero((trades < 0) & has_trades)
        if unnamed.size:
            cosines = _cosines(weights, trades, len(segments.trades), unnamed)
            is_own = segments.segment_of == places[unnamed, np.newaxis]
            cosines_of_own = np.where(is_own, cosines, -1)
            trades[unnamed] = cosines_of_own.argmax(axis=1)
        return cls(
            trades=trades,
            segments=places,
            groups=groups,
            sectors=np.array(sectors),
        )


def _places(rows: Sequence[KindRow], segments: Segments, weights: csr_matrix) -> Indices:
    """The segment of each row; where it is not named, the one that the text fits best.

    Those of its own industry and sector are preferred, but an industry may be too wide, or its
    segments all be of other trades.
    """
    named = []
    for row in rows:
        named.append(segments.place[row.segment] if row.segment else -1)
    places = np.array(named)
    unnamed = np.flatnonzero(places < 0)
    if not unnamed.size:
        return places
    cosines = _cosines(weights, places, len(segments), unnamed)
    industries = np.array([segment.industry for segment in segments.all])
    sectors = np.array([segment.sector for segment in segments.all])
    for number, own_cosines in zip(unnamed.tolist(), cosines, strict=True):
        row = rows[number]
        # Segments without an industry are of none that a row could have
        is_own_industry = industries == (row.industry or None)
        is_own_sector = sectors == row.sector
        fits = own_cosines + OWN_INDUSTRY * is_own_industry + OWN_SECTOR * is_own_sector
        places[number] = fits.argmax()
    return places


def _cosines(weights: csr_matrix, places: Indices, number: int, asked: Indices) -> Doubles:
    """asked x number: how close some rows are to the profiles of the places that are known."""
    named = places >= 0
    sums = sums_by_place(weights[named], places[named], number)
    profiles = _unit(_levelled(sums))
    cosines = _unit(weights[asked]) @ profiles.T
    return np.asarray(cosines.toarray())


def _profiles(weights: csr_matrix, labels: _Labels, segments: Segments) -> csr_matrix:
    """P x V: the profiles of trades, segments, groups and sectors."""
    numbers = (
        len(segments.trades),
        len(segments),
        len(segments.groups),
        len(segments.sectors),
    )
    levelled = []
    for places, number in zip(labels, numbers, strict=True):
        is_known = places >= 0
        sums = sums_by_place(weights[is_known], places[is_known], number)
        levelled.append(_levelled(sums))
    of_trades, of_segments, of_groups, of_sectors = levelled
    # A segment of many texts has more different words, each of which would weigh too little: its
    # length is brought near 1 (pivoted normalisation; Singhal, Buckley and Mitra, 1996)
    lengths = sparse_lengths(of_segments)
    pivoted = (1 - OWN_LENGTH) * lengths.mean() + OWN_LENGTH * lengths
    segments_near_1 = diags(1 / pivoted) @ of_segments
    profiles = [_unit(of_trades), segments_near_1, _unit(of_groups), _unit(of_sectors)]
    return vstack(profiles, format="csr")


def _levelled(sums: csr_matrix) -> csr_matrix:
    """The roots of sums: a word that all texts of a kind have must not drown out the others."""
    levelled = sums.copy()
    levelled.data = np.sqrt(levelled.data)
    return levelled


def _unit(rows: csr_matrix) -> csr_matrix:
    """Rows brought to length 1; zeros stay zeros."""
    lengths = sparse_lengths(rows)
    return (diags(1 / lengths) @ rows).tocsr()


def _by_ngram(profiles: csr_matrix) -> Profiles:
    columns = profiles.tocsc()
    columns.sort_indices()
    return Profiles(
        starts=columns.indptr.astype(np.int32),
        profiles=columns.indices.astype(np.int32),
        weights=columns.data.astype(np.float32),
    )


class _Questions(NamedTuple):
    """m texts that are asked: the row of each, and its weights (m x V)."""

    rows: Indices
    weights: csr_matrix

    @classmethod
    def some_of(
        cls,
        rows: Sequence[KindRow],
        scored: csr_matrix,
        vocabulary: Vocabulary,
    ) -> Self:
        """Some texts; those that begin with what the company does, by their first words too."""
        said = np.flatnonzero([row.is_said for row in rows])
        some = np.random.default_rng(SEED).permutation(said)[:ASKED]
        short = np.flatnonzero([row.begins_with_it for row in rows])
        beginnings = []
        for place in short.tolist():
            words = rows[place].text.split(maxsplit=FIRST_WORDS)
            beginnings.append(" ".join(words[:FIRST_WORDS]))
        begun = read(beginnings, Analyser()).weigh(vocabulary)
        weights = vstack([scored[some], begun], format="csr")
        return cls(
            rows=np.concatenate([some, short]),
            weights=weights.astype(np.float64),
        )


def _held_out(
    questions: _Questions,
    shares: Doubles,
    labels: _Labels,
    segments: Segments,
    weights: csr_matrix,
) -> Asked:
    """What profiles of four fifths of the texts say of those of the others that are asked."""
    lots = np.random.default_rng(SEED).permutation(len(shares))
    folds = lots % FOLDS
    asked = []
    for fold in range(FOLDS):
        is_other = folds != fold
        others = weights[is_other]
        presence = np.asarray((others != 0).sum(axis=0)).ravel()
        # To a model of the others, words that stand in these alone are unknown
        known_words = diags((presence > 0).astype(np.float64))
        is_held_out = folds[questions.rows] == fold
        known = (questions.weights[is_held_out] @ known_words).tocsr()
        known.eliminate_zeros()
        profiles = _profiles(others, labels.take(is_other), segments)
        cosines = (_unit(known) @ profiles.T).toarray()
        rows = questions.rows[is_held_out]
        asked.append(
            Asked(
                fits=joined(cosines, segments),
                ngrams=np.diff(known.indptr).astype(np.float64),
                segments=labels.segments[rows],
                shares=shares[rows],
            )
        )
    columns = zip(*asked, strict=True)
    return Asked(*map(np.concatenate, columns))
