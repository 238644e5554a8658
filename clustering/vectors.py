"""Vectors of texts: brought to one length, and their distances to centres. NumPy only."""

import numpy as np

from clustering.bulk.weight_rows import WeightRows
from clustering.text.arrays import Doubles, Floats, reduced


def side_by_side(projected: Floats, guided: int, share: float) -> Floats:
    """Vectors (... x d) whose cosine is the mean of those of the guided and of the latent part.

    `share` (0..1) of it comes from the guided part. Each part is brought to length 1 first, and so
    is the whole; where one part is zero the other says all.
    """
    if not guided:
        return unit(projected)
    to_categories = unit(projected[..., :guided])
    to_topics = unit(projected[..., guided:])
    # A cosine multiplies two vectors, so each has the root of the share
    of_categories = share**0.5 * to_categories
    of_words = (1 - share) ** 0.5 * to_topics
    whole = np.concatenate([of_categories, of_words], axis=-1)
    return unit(whole)


def unit(vectors: Floats) -> Floats:
    """Vectors (... x d) brought to length 1; zeros stay zeros."""
    # As NumPy's norm, which takes twice the time for one vector
    squares = np.add.reduce(vectors * vectors, axis=-1, keepdims=True)
    lengths = np.sqrt(squares)
    divisors = np.where(lengths, lengths, 1)
    return np.asarray(vectors / divisors, dtype=np.float32)


def centre_distances(vectors: Floats, centres: Floats, *, cosine: bool) -> Doubles:
    """The distances from vectors (... x d) to every centre (k x d): ... x k.

    With `cosine` both have length 1.
    """
    if cosine:
        exact = vectors.astype(np.float64)
        cosines = np.einsum("...d,kd->...k", exact, centres)
        # Rounding may take a cosine over 1
        return np.maximum(1 - cosines, 0)
    exact_centres = centres.astype(np.float64)
    # One vector against all centres at once
    differences = exact_centres - vectors[..., None, :]
    # As NumPy's norm, which takes twice the time for one vector
    squares = np.add.reduce(differences * differences, axis=-1)
    return np.asarray(np.sqrt(squares))


def sparse_distances(weights: WeightRows, centres: Floats, *, cosine: bool) -> Doubles:
    """The distances (n x k) from the weights of n texts to every centre (k x V)."""
    values = weights.values.astype(np.float64)
    exact = centres.astype(np.float64)
    of_ngrams = values[:, np.newaxis] * exact.T[weights.indices]
    products = reduced(np.add, of_ngrams, weights.sizes)
    # A column, beside the products with all centres
    own_squares = reduced(np.add, values * values, weights.sizes)[:, np.newaxis]
    if cosine:
        # A text of which nothing is known has length 0, and is apart from everything
        lengths = np.sqrt(own_squares)
        divisors = np.where(lengths, lengths, 1)
        cosines = products / divisors
        return np.maximum(1 - cosines, 0)
    # |c - v|² = |c|² - 2cv + |v|², so that no centre is taken off the few weights of a text
    centre_squares = np.einsum("kv,kv->k", exact, exact)
    squares = centre_squares - 2 * products + own_squares
    # Rounding may take a square below 0 where the text is its centre
    positive = np.maximum(squares, 0)
    return np.asarray(np.sqrt(positive))


def sureness(distances: Doubles) -> Doubles:
    """... numbers, 0 to 1, from distances (... x k).

    (b - a) / b with a the smallest and b the second smallest; 0 if b is 0.
    """
    # Quicker than to sort all of them
    two_smallest = np.partition(distances, 1, axis=-1)
    nearest = two_smallest[..., 0]
    second = two_smallest[..., 1]
    divisors = np.where(second, second, 1)
    return np.asarray((second - nearest) / divisors)
