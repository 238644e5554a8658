"""One text's vector -> the rows nearest to it, and the phrases that explain why."""

import numpy as np
from numpy.typing import NDArray

from clustering.marking import shared
from clustering.model import Model
from clustering.text.language import WORD
from clustering.text.ngrams import Weights, without_overlap


def nearest(
    vector: NDArray[np.float32], matrix: NDArray[np.float32], limit: int
) -> list[tuple[int, float]]:
    """At most `limit` rows of `matrix` (n x d) as (row, cosine), the closest first (ties: the lower
    row).

    Cosines are rounded to six decimals, so that equal rows tie wherever they stand. A row of zeros
    has no direction and is never listed; a `vector` (d) of zeros has no neighbours.
    """
    length = float(np.linalg.norm(vector))
    if limit < 1 or not length or not len(matrix):
        return []
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    rows = np.flatnonzero(lengths)
    cosines = np.round((matrix @ (vector / length)).astype(np.float64)[rows] / lengths[rows], 6)
    if len(rows) > limit:
        worst = np.partition(cosines, -limit)[-limit]
        rows, cosines = rows[cosines >= worst], cosines[cosines >= worst]
    order = np.lexsort((rows, -cosines))[:limit]
    return [(int(rows[place]), float(cosines[place])) for place in order]


def shared_phrases(model: Model, first: Weights, second: Weights, limit: int) -> list[str]:
    """At most `limit` readable n-grams that both texts have, by the product of their weights,
    largest first.

    A phrase that is part of one already listed, or holds one, is left out.
    """
    products = {
        phrase.ngram: phrase.first * phrase.second for phrase in shared(model, first, second)
    }
    return [model.vocabulary.surface(ngram) for ngram in without_overlap(products, limit)]


def common_words(first: str, second: str) -> float:
    """The share (0..1) of all different words of two texts that both have, whatever their case."""
    one, other = (set(WORD.findall(text.lower())) for text in (first, second))
    return len(one & other) / (len(one | other) or 1)
