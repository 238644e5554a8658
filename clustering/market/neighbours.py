"""The nearest of many companies to each of them. NumPy only."""

import numpy as np
from numpy.typing import NDArray

from clustering.text.arrays import Floats

# Rows whose cosines with all others are held at once: 20,000 x 500 numbers are 40 MB
AT_ONCE = 500


def nearest(vectors: Floats, number: int) -> tuple[NDArray[np.int64], Floats]:
    """n x number: the nearest others of each row, the nearest first, and their cosines.

    The vectors have length 1; among equally near ones the first stands first. With fewer others
    there are fewer columns.
    """
    rows = len(vectors)
    number = max(min(number, rows - 1), 0)
    places = np.zeros((rows, number), np.int64)
    cosines = np.zeros((rows, number), np.float32)
    if not number:
        return places, cosines
    for start in range(0, rows, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        chunk = vectors[some] @ vectors.T
        own = np.arange(len(chunk))
        # None is its own neighbour
        chunk[own, start + own] = -np.inf
        best = np.argpartition(-chunk, number - 1, axis=1)[:, :number]
        # By their places first, which a stable sort then keeps among equals
        best.sort(axis=1)
        column = own[:, None]
        order = np.argsort(-chunk[column, best], axis=1, kind="stable")
        in_order = best[column, order]
        places[some] = in_order
        cosines[some] = chunk[column, in_order]
    return places, cosines
