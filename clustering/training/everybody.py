"""Words that everybody says of himself, told by how evenly they are spread over kinds of business.

What a word tells of the kinds is the Kullback-Leibler divergence of the kinds of its texts from
those of all texts, in nats:

    sum over kinds of (c / n) ln((c / n) / share)

with n texts that have the word, c of them of a kind, and the kind's share of all that is said. Few
texts fall unevenly by chance, so what n texts drawn at random would come to is taken off.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.stats import poisson

from clustering.kinds.segments import Segments
from clustering.text.arrays import Doubles, Indices
from clustering.training.corpus import sums_by_place

# Of a rarer word nothing can be told
FEWEST_TEXTS = 20
# Words under both tell little of a segment, and of a sector
SEGMENT_NATS = 0.35
SECTOR_NATS = 0.2
# What is said of one segment more often than this is a word of that trade, however often others
# say it too
MOST_BY_CHANCE = 3
MOST_SHARE = 0.05
# Numbers of texts for which chance is worked out; between them it is interpolated
STEPS = 16
# More texts of a kind than these times what is expected do not come by chance
TIMES_EXPECTED = 8


def are_of_everybody(
    ngrams: tuple[str, ...],
    counts: csr_matrix,
    segments: Segments,
    segment_of: Indices,
) -> NDArray[np.bool_]:
    """Of V n-grams, whether all their words are said of every kind of business alike.

    `counts` (n x V) are those of n texts, each of the segment `segment_of` (n).
    """
    has_ngram = counts.copy()
    has_ngram.data = np.ones(len(counts.data))
    texts = np.asarray(has_ngram.sum(axis=0)).ravel()
    in_segments = sums_by_place(has_ngram, segment_of, len(segments))
    sector_of = segments.sector_of[segment_of]
    in_sectors = sums_by_place(has_ngram, sector_of, len(segments.sectors))
    most = in_segments.max(axis=0).toarray().ravel()
    most_of_everybody = np.maximum(MOST_BY_CHANCE, MOST_SHARE * texts)
    is_even = (
        (texts >= FEWEST_TEXTS)
        & (most <= most_of_everybody)
        & (_told(in_segments, texts) < SEGMENT_NATS)
        & (_told(in_sectors, texts) < SECTOR_NATS)
    )
    even = {ngrams[place] for place in np.flatnonzero(is_even).tolist()}
    are_even = [even.issuperset(ngram.split("_")) for ngram in ngrams]
    return np.array(are_even, dtype=bool)


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
