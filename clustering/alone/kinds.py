"""A text alone: how likely each kind of business is, and the likeliest."""

import numpy as np

from clustering.alone.places import length
from clustering.alone.reading import Counts, ReadText
from clustering.alone.saying import said
from clustering.closeness import Said
from clustering.kinds.reader import (
    LIKELIEST,
    KindOfBusiness,
    Kinds,
    joined,
    probabilities,
    sharpness_for,
)
from clustering.text.arrays import Doubles, Floats
from clustering.text.ngrams import plain_weights


def read(text: ReadText, counts: Counts, kinds: Kinds) -> tuple[KindOfBusiness | None, Said]:
    """The kind of business of a text, and what it says."""
    weights = weigh(counts, kinds)
    ngrams = int(np.count_nonzero(weights))
    chances = chances_of(counts, weights, kinds, ngrams)
    kind = None
    if text.has_enough_words(counts.words):
        kind = likeliest(chances, kinds, ngrams)
    return kind, said(text, counts, kinds.vocabulary, chances)


def weigh(counts: Counts, kinds: Kinds) -> Floats:
    """The weights of the known n-grams, as `Kinds.weigh` gives them."""
    idf = kinds.vocabulary.idf[counts.indices]
    extraction = kinds.analyser.extraction
    whole = plain_weights(counts.counts, idf, extraction.weights)
    if extraction.normalise:
        whole = whole / length(whole)
    of_whole = whole.astype(np.float32)
    # A text that is all beginning stays as it is
    if not (counts.counts > counts.chosen).any():
        return of_whole
    begins = counts.chosen > 0
    # 1 has a logarithm, and weighs nothing in the end
    frequency = np.where(begins, counts.chosen, 1)
    first = plain_weights(frequency, idf, "sublinear") * begins
    values = of_whole + first / length(first)
    return np.asarray(values / length(values), dtype=np.float32)


def chances_of(
    counts: Counts,
    weights: Floats,
    kinds: Kinds,
    ngrams: int,
) -> Doubles:
    """S numbers that add up to 1, of a text with so many n-grams that tell something."""
    # As `Profiles.cosines` gives them for many texts: those of rare n-grams first
    profiles = kinds.profiles
    place = profiles.place_of_frequent[counts.indices]
    are_frequent = place >= 0
    are_rare = ~are_frequent
    lengths, places = profiles.stretches(counts.indices[are_rare])
    weights_of_rare = weights[are_rare].repeat(lengths)
    products = profiles.weights[places] * weights_of_rare
    sums = np.bincount(profiles.profiles[places], products, minlength=kinds.number_of_profiles)
    cosines = sums.astype(np.float64, copy=False)
    dense = profiles.dense
    of_frequent = dense[place[are_frequent]]
    cosines[: dense.shape[1]] += np.einsum("i,ij->j", weights[are_frequent], of_frequent)

    fits = joined(cosines, kinds.segments)
    sharpness = sharpness_for(kinds.sharpness, float(ngrams))
    return probabilities(fits, sharpness)


def likeliest(chances: Doubles, kinds: Kinds, ngrams: int) -> KindOfBusiness:
    """As `Kinds.likeliest`, of one text."""
    segments = kinds.segments
    by_sector = chances[segments.by_sector]
    of_sectors = np.add.reduceat(by_sector, segments.first_of_sector).tolist()
    in_order = sorted(range(len(of_sectors)), key=lambda sector: -of_sectors[sector])
    sectors = in_order[:LIKELIEST]
    # The best of the first sector leads, whatever comes of another
    of_first = np.where(segments.sector_of == sectors[0], chances, -1)
    last = min(LIKELIEST, len(chances)) - 1
    best = (-chances).argpartition(last)[:LIKELIEST].tolist()
    best.sort(key=lambda segment: -chances[segment])
    leading = [int(of_first.argmax()), *best]
    return kinds.told(
        sectors,
        [of_sectors[sector] for sector in sectors],
        leading,
        chances[leading].tolist(),
        ngrams,
    )
