"""One text's vector -> the rows nearest to it, and the phrases that explain why."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from clustering.marking import SharedPhrase
from clustering.text.arrays import Floats
from clustering.text.language import WORD
from clustering.text.ngrams import without_overlap

DECIMALS = 6


def nearest(vector: Floats, matrix: Floats, limit: int) -> list[tuple[int, float]]:
    """At most `limit` rows of `matrix` (n x d) as (row, cosine), the closest first.

    Of rows that tie the lower number is first. Cosines are rounded to six decimals, so that equal
    rows tie wherever they stand. A row of zeros has no direction and is never listed; a `vector`
    (d) of zeros has no neighbours.
    """
    length = float(np.linalg.norm(vector))
    if limit < 1 or not length or not len(matrix):
        return []
    # Without a second matrix of squares
    row_squares = np.einsum("ij,ij->i", matrix, matrix)
    lengths = np.sqrt(row_squares)
    rows = np.flatnonzero(lengths)
    direction = vector / length
    products = matrix @ direction
    exact_products = products.astype(np.float64)
    exact_cosines = exact_products[rows] / lengths[rows]
    cosines = np.round(exact_cosines, DECIMALS)
    if len(rows) > limit:
        # To sort only what may be listed is quicker; rows that tie with the worst still may be
        worst = np.partition(cosines, -limit)[-limit]
        may_be_listed = cosines >= worst
        rows = rows[may_be_listed]
        cosines = cosines[may_be_listed]
    # By the last key first: the closest, and of those that tie the lower number
    order = np.lexsort((rows, -cosines))
    listed = order[:limit]
    listed_rows = rows[listed].tolist()
    listed_cosines = cosines[listed].tolist()
    return list(zip(listed_rows, listed_cosines, strict=True))


def telling(phrases: Sequence[SharedPhrase], limit: int) -> list[SharedPhrase]:
    """At most `limit` of the n-grams of two texts, the largest product of their weights first.

    A phrase that is part of one already chosen, or holds one, is left out.
    """
    by_ngram = {phrase.ngram: phrase for phrase in phrases}
    products = {ngram: phrase.product for ngram, phrase in by_ngram.items()}
    chosen = without_overlap(products, limit)
    return [by_ngram[ngram] for ngram in chosen]


def common_words(first: str, second: str) -> float:
    """The share (0..1) of all different words of two texts that both have, whatever their case."""
    one = _words(first)
    other = _words(second)
    common = one & other
    either = one | other
    # Two texts without a word have none in common
    if not either:
        return 0.0
    return len(common) / len(either)


# A list asks for the same text beside each of its near-duplicates
@lru_cache(maxsize=100)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))
