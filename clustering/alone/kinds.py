"""A text alone: how likely each kind of business is, and the likeliest."""

import numpy as np

from clustering.alone.places import length
from clustering.alone.reading import Counts, ReadText
from clustering.alone.saying import said
from clustering.closeness import Said
from clustering.kinds.profiles import Profiles
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
    kind = likeliest(chances, kinds, ngrams) if text.has_enough_words(counts.words) else None
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
    first = plain_weights(np.where(begins, counts.chosen, 1), idf, "sublinear") * begins
    values = of_whole + first / length(first)
    return np.asarray(values / length(values), dtype=np.float32)


def chances_of(counts: Counts, weights: Floats, kinds: Kinds, ngrams: int) -> Doubles:
    """S numbers that add up to 1, of a text with so many n-grams that tell something."""
    cosines = _cosines(counts, weights, kinds.profiles, kinds.number_of_profiles)
    sharpness = sharpness_for(kinds.sharpness, float(ngrams))
    return probabilities(joined(cosines, kinds.segments), sharpness)


def _cosines(counts: Counts, weights: Floats, profiles: Profiles, number: int) -> Doubles:
    """P numbers, as `Profiles.cosines` gives them for many texts."""
    place = profiles.place_of_frequent[counts.indices]
    are_frequent = place >= 0
    are_rare = ~are_frequent
    lengths, places = profiles.stretches(counts.indices[are_rare])
    products = profiles.weights[places] * weights[are_rare].repeat(lengths)
    sums = np.bincount(profiles.profiles[places], products, minlength=number)
    cosines = sums.astype(np.float64, copy=False)
    dense = profiles.dense
    of_frequent = dense[place[are_frequent]]
    cosines[: dense.shape[1]] += np.einsum("i,ij->j", weights[are_frequent], of_frequent)
    return cosines


def likeliest(chances: Doubles, kinds: Kinds, ngrams: int) -> KindOfBusiness:
    """As `Kinds.likeliest`, of one text."""
    segments = kinds.segments
    of_sectors = np.add.reduceat(chances[segments.by_sector], segments.first_of_sector).tolist()
    sectors = sorted(range(len(of_sectors)), key=lambda sector: -of_sectors[sector])[:LIKELIEST]
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
