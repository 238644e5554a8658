"""What two texts both say: how alike they are word by word, and the segment that both point to."""

from collections.abc import Sequence

import numpy as np

from clustering.closeness import FIRST_SEGMENT, PARTS, WEIGHTS, Said
from clustering.text.arrays import Doubles

# Two texts point to one segment when the product of its weights is as high: of two that are equally
# likely for both, neither is said
LEAST_OF_BOTH = 0.55


def alike_to(one: Said, others: Sequence[Said]) -> Doubles:
    """n: the cosines (0..1) of the n-grams alone, of one text with each of n others."""
    if not one.size or not others:
        return np.zeros(len(others))
    told = np.concatenate(others)
    keys = told >> 8
    own = one >> 8
    at = np.searchsorted(own, keys)
    at[at == len(own)] = 0
    is_own = own[at] == keys
    in_both = np.flatnonzero(is_own & (keys < FIRST_SEGMENT))
    own_weights = WEIGHTS[one[at[in_both]] & PARTS]
    other_weights = WEIGHTS[told[in_both] & PARTS]
    ends = np.cumsum([len(other) for other in others])
    rows = np.searchsorted(ends, in_both, side="right")
    sums = np.bincount(rows, own_weights * other_weights, minlength=len(others))
    # Counts, and no sums, where nothing was found
    return sums.astype(np.float64)


def segment_of_both(one: Said, other: Said) -> int | None:
    """The number of the segment that two texts point to above all, None unless both do."""
    # Segments come last, and are few
    first_of_segments = FIRST_SEGMENT << 8
    own = one[np.searchsorted(one, first_of_segments) :]
    others = other[np.searchsorted(other, first_of_segments) :]
    weights = {entry >> 8: WEIGHTS[entry & PARTS] for entry in others.tolist()}
    best = None
    most = LEAST_OF_BOTH
    for entry in own.tolist():
        product = WEIGHTS[entry & PARTS] * weights.get(entry >> 8, 0.0)
        if product >= most and (best is None or product > most):
            best, most = (entry >> 8) - FIRST_SEGMENT, product
    return best


def alike_among(texts: Sequence[Said]) -> Doubles:
    """n x n: the cosines (0..1) of the n-grams alone, of n texts each with each."""
    told = np.concatenate(texts)
    sizes = [len(text) for text in texts]
    rows = np.repeat(np.arange(len(texts)), sizes)
    keys = told >> 8
    is_ngram = keys < FIRST_SEGMENT
    columns, of_key = np.unique(keys[is_ngram], return_inverse=True)
    weights = np.zeros((len(texts), len(columns)))
    parts = told[is_ngram] & PARTS
    weights[rows[is_ngram], of_key] = WEIGHTS[parts]
    return np.asarray(weights @ weights.T, dtype=np.float64)
