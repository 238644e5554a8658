"""A text alone: its vector, how far it is from the centres, and where it lies on the map."""

import math

import numpy as np

from clustering.layout import LEAST_APART, NEAREST, Layout
from clustering.text.arrays import Doubles, Floats, Indices

_BEGINNING = np.zeros(1, np.intp)


class NothingSaidError(Exception):
    """Something of a text is all zeros, which the way for many texts is prepared for."""


def length(values: Doubles) -> float:
    """The length of weights, added up one by one as those of many texts are. Never 0."""
    total = 0
    if len(values):
        total = (values * values).cumsum()[-1]
    if not total:
        raise NothingSaidError
    return math.sqrt(total)


def product(indices: Indices, values: Floats, matrix: Floats) -> Floats:
    """d numbers: the weighted sum of the rows of a matrix (V x d)."""
    if not len(indices):
        raise NothingSaidError
    # As for many texts: `reduce` would add up in another order
    of_ngrams = values[:, np.newaxis] * matrix[indices]
    return np.asarray(np.add.reduceat(of_ngrams, _BEGINNING)[0])


def unit(vector: Floats) -> Floats:
    """A vector brought to length 1."""
    own_length = np.sqrt(np.add.reduce(vector * vector))
    if not own_length:
        raise NothingSaidError
    return np.asarray(vector / own_length)


def side_by_side(projected: Floats, guided: int, share: float) -> Floats:
    """As the function of this name in `clustering/vectors.py`, of one vector without zeros."""
    if not guided:
        return unit(projected)
    to_categories = unit(projected[:guided])
    to_topics = unit(projected[guided:])
    whole = np.empty_like(projected)
    np.multiply(to_categories, share**0.5, out=whole[:guided])
    np.multiply(to_topics, (1 - share) ** 0.5, out=whole[guided:])
    return unit(whole)


def sureness(distances: list[float]) -> float:
    """As in `clustering/vectors.py`, of one text."""
    nearest, second, *_ = sorted(distances)
    return (second - nearest) / (second or 1)


def map_place(layout: Layout, vector: Floats) -> tuple[float, float]:
    """As `Layout.places_of`, of one vector."""
    [cosines] = layout.cosines(vector[np.newaxis])
    tenth_place = max(len(cosines) - NEAREST, 0)
    tenth = np.partition(cosines, tenth_place)[tenth_place]
    [near] = (cosines >= tenth).nonzero()
    apart = 1 - cosines[near].astype(np.float64)
    nearest = apart.argsort(kind="stable")[:NEAREST]
    distances = np.maximum(apart[nearest], LEAST_APART)
    weights = distances**-2
    places = layout.places[near[nearest]]
    # Added up one by one, as those of many texts are
    weighted = weights[:, np.newaxis] * places
    sums = weighted.cumsum(axis=0)[-1]
    total = weights.cumsum()[-1]
    # Rounding may take a mean of places below 0 or over 1
    x, y = (sums / total).clip(0, 1).tolist()
    return x, y
