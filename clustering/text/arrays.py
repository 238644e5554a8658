"""Arrays of numbers, named by what they hold, and rows of different lengths behind each other."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# What is stored and compared
Floats = NDArray[np.float32]
# What is computed with on the way there
Doubles = NDArray[np.float64]
# Places in another array
Indices = NDArray[np.intp]
# Of any of these, or of whole numbers
Array = NDArray[np.float32] | NDArray[np.int32]


def spread(starts: Indices, lengths: Indices) -> Indices:
    """The places of runs of numbers, one run behind the other, from where each begins."""
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1] if len(ends) else 0)
    return places + np.repeat(starts - ends + lengths, lengths)


def reduced(
    ufunc: np.ufunc, values: NDArray[Any], lengths: Indices, empty: int = 0
) -> NDArray[Any]:
    """What comes of the values of each row, which stand behind each other; `empty` of none.

    A row gives the same, to the last bit, whatever other rows there are.
    """
    starts = np.cumsum(lengths) - lengths
    filled = lengths > 0
    result = np.full((len(lengths), *values.shape[1:]), empty, values.dtype)
    if len(values):
        result[filled] = ufunc.reduceat(values, starts[filled])
    return result


def distinct(keys: Indices) -> Indices:
    """Each of some numbers once, in ascending order."""
    ordered = np.sort(keys)
    return ordered[are_first(ordered)]


def are_first(ordered: Indices) -> NDArray[np.bool_]:
    """Whether each of some numbers in ascending order is the first of its value."""
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return first
