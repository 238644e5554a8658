"""Words that everybody says of himself, told by how evenly they are spread over kinds of business.

What a word tells of the kinds is the Kullback-Leibler divergence of the kinds of its texts from
those of all texts, in nats:

    sum over kinds of (c / n) ln((c / n) / share)

with n texts that have the word, c of them of a kind, and the kind's share of all that is said. Few
texts fall unevenly by chance, so what n texts drawn at random would come to is taken off.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.stats import poisson
from sklearn.feature_extraction.text import CountVectorizer

from clustering.kinds.common_words import CommonWords
from clustering.kinds.segments import Segments
from clustering.text.arrays import Doubles, Indices
from clustering.text.language import WORD
from clustering.text.ngrams import Analyser
from clustering.training.corpus import read, sums_by_place

# Of a rarer word nothing can be told
FEWEST_TEXTS = 20
# What is said so often of one segment may come by chance
MOST_BY_CHANCE = 3
# Numbers of texts for which chance is worked out; between them it is interpolated
STEPS = 16
# More texts of a kind than these times what is expected do not come by chance
TIMES_EXPECTED = 8


class Bounds(NamedTuple):
    """A word is even that tells less than these nats of a segment, and of a sector.

    What is said of one segment in more than the `share` of its texts (0..1) is a word of that
    trade, however often others say it too.
    """

    segment_nats: float
    sector_nats: float
    share: float


# Such words decide nothing
EVEN = Bounds(segment_nats=0.35, sector_nats=0.2, share=0.05)
# Such words count a little, and are no reason why two companies are close
RATHER_EVEN = Bounds(segment_nats=0.43, sector_nats=0.29, share=0.095)


class Spread(NamedTuple):
    """How V words are spread over kinds of business.

    Each is in so many `texts` (V), in `most` (V) of the segment that says it most, and tells so
    much of `segments` and `sectors` (V, in nats beyond chance).
    """

    texts: Doubles
    most: Doubles
    segments: Doubles
    sectors: Doubles

    def are_even(self, bounds: Bounds) -> NDArray[np.bool_]:
        """Whether each is said of every kind of business alike."""
        are_frequent = self.texts >= FEWEST_TEXTS
        are_of_no_trade = self.most <= np.maximum(MOST_BY_CHANCE, bounds.share * self.texts)
        tell_little = self.segments < bounds.segment_nats
        tell_little &= self.sectors < bounds.sector_nats
        return are_frequent & are_of_no_trade & tell_little


class Grouped(NamedTuple):
    """Which of the segments n texts are of."""

    segments: Segments
    segment_of: Indices

    def spread(self, counts: csr_matrix) -> Spread:
        """How the words are spread whose `counts` (n x V) are those of the texts."""
        has_word = counts.copy()
        has_word.data = np.ones(len(counts.data))
        texts = np.asarray(has_word.sum(axis=0)).ravel()
        sector_of = self.segments.sector_of[self.segment_of]
        in_segments = sums_by_place(has_word, self.segment_of, len(self.segments))
        in_sectors = sums_by_place(has_word, sector_of, len(self.segments.sectors))
        return Spread(
            texts=texts,
            most=in_segments.max(axis=0).toarray().ravel(),
            segments=_told(in_segments, texts),
            sectors=_told(in_sectors, texts),
        )


def are_of_everybody(ngrams: Sequence[str], spread: Spread) -> NDArray[np.bool_]:
    """Of V n-grams, whether all their words are said of every kind of business alike."""
    places = np.flatnonzero(spread.are_even(EVEN))
    even = {ngrams[place] for place in places.tolist()}
    are_even = [even.issuperset(ngram.split("_")) for ngram in ngrams]
    return np.array(are_even, dtype=bool)


def common_words(
    ngrams: Sequence[str],
    spread: Spread,
    texts: Sequence[str],
    grouped: Grouped,
) -> CommonWords:
    """The words of these n-grams that are no reason, and the forms in which others are none."""
    places = np.flatnonzero(spread.are_even(RATHER_EVEN))
    tokens = set()
    for place in places.tolist():
        if "_" not in ngrams[place]:
            tokens.add(ngrams[place])

    counter = CountVectorizer(binary=True, min_df=FEWEST_TEXTS, token_pattern=WORD.pattern)
    try:
        counts = counter.fit_transform(texts)
    except ValueError:
        # No word is in as many texts
        return CommonWords(frozenset(tokens))
    forms = counter.get_feature_names_out().tolist()
    are_even = grouped.spread(counts.tocsr()).are_even(EVEN)
    tokens_of_forms = read(forms, Analyser())
    has_even_form = set()
    telling_forms = defaultdict(set)
    for place, column in zip(*tokens_of_forms.counts.nonzero(), strict=True):
        token = tokens_of_forms.ngrams[column]
        if are_even[place]:
            has_even_form.add(token)
        else:
            telling_forms[token].add(forms[place])
    # A word all of whose forms are even is said of a few trades more often in rarer forms
    mixed = sorted((has_even_form & telling_forms.keys()) - tokens)
    return CommonWords(
        frozenset(tokens),
        {token: frozenset(telling_forms[token]) for token in mixed},
    )


def _told(counts: csr_matrix, texts: Doubles) -> Doubles:
    """V numbers: what each n-gram tells of the kinds, in nats, beyond chance.

    `counts` (kinds x V) says in how many texts of a kind it is, `texts` (V) in how many of all.
    """
    counted = counts.tocoo()
    # As many n-grams as a kind has, as many words its texts have
    by_kind = np.asarray(counts.sum(axis=1)).ravel()
    shares = by_kind / by_kind.sum()
    of_ngram = counted.data / texts[counted.col]
    times_expected = of_ngram / shares[counted.row]
    nats = of_ngram * np.log(times_expected)
    told = np.bincount(counted.col, nats, minlength=len(texts))

    most_texts = max(texts.max(), 2 * FEWEST_TEXTS)
    steps = np.geomspace(FEWEST_TEXTS, most_texts, STEPS)
    # What so many texts drawn at random would seem to tell
    by_chance = []
    for step in steps:
        expected = step * shares[shares > 0]
        most = int(TIMES_EXPECTED + TIMES_EXPECTED * expected.max())
        drawn = np.arange(1, most)[:, None]
        nats = drawn / step * np.log(drawn / expected)
        likely_nats = poisson.pmf(drawn, expected) * nats
        by_chance.append(float(likely_nats.sum()))
    return np.asarray(told - np.interp(texts, steps, by_chance))
