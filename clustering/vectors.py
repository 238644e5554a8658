"""Vectors of texts: brought to one length, and their distances to centres. NumPy only."""

import numpy as np

from clustering.text.arrays import Doubles, Floats
from clustering.text.ngrams import Weights


def project(weights: Weights, projection: Floats) -> Floats:
    """d numbers: the weighted sum of the projection's rows (V x d)."""
    rows = projection[weights.indices]
    # einsum sums in one order whatever the number of threads; a BLAS product does not.
    projected = np.einsum("i,ij->j", weights.values, rows)
    return np.asarray(projected, dtype=np.float32)


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
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
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
    return np.asarray(np.linalg.norm(differences, axis=-1))


def sparse_distances(weights: Weights, centres: Floats, *, cosine: bool) -> Doubles:
    """The distances (k) from the weights of one text to every centre (k x V)."""
    values = weights.values.astype(np.float64)
    known_columns = centres[:, weights.indices]
    products = np.einsum("i,ki->k", values, known_columns)
    if cosine:
        # A text of which nothing is known has length 0, and is apart from everything
        length = np.linalg.norm(values) or 1
        return np.maximum(1 - products / length, 0)
    # |c - v|² = |c|² - 2cv + |v|², so that no centre is taken off the few weights of a text
    own_square = values @ values
    exact = centres.astype(np.float64)
    centre_squares = np.einsum("kv,kv->k", exact, centres)
    squares = centre_squares - 2 * products + own_square
    # Rounding may take a square below 0 where the text is its centre
    positive = np.maximum(squares, 0)
    return np.asarray(np.sqrt(positive))


def sureness(distances: Doubles) -> float:
    """0 to 1: (b - a) / b with a the smallest and b the second smallest distance; 0 if b is 0."""
    # Quicker than to sort all of them
    two_smallest = np.partition(distances, 1)[:2]
    nearest, second = two_smallest.tolist()
    if not second:
        return 0.0
    return float((second - nearest) / second)
