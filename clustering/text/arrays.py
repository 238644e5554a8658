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
    ends = lengths.cumsum()
    total = 0
    if len(ends):
        total = ends[-1]
    shifts = starts - ends + lengths
    return np.arange(total) + shifts.repeat(lengths)


def reduced(
    ufunc: np.ufunc,
    values: NDArray[Any],
    lengths: Indices,
    empty: int = 0,
) -> NDArray[Any]:
    """What comes of the values of each row, which stand behind each other; `empty` of none.

    A row gives the same, to the last bit, whatever other rows there are.
    """
    starts = lengths.cumsum() - lengths
    filled = lengths > 0
    result = np.full((len(lengths), *values.shape[1:]), empty, values.dtype)
    if len(values):
        result[filled] = ufunc.reduceat(values, starts[filled])
    return result


def runs(starts: Indices, size: int) -> Indices:
    """How long each run of `size` numbers is, from where each begins, the first at 0."""
    lengths = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=lengths[:-1])
    lengths[-1:] = size - starts[-1:]
    return lengths


def distinct(keys: Indices) -> Indices:
    """Each of some numbers once, in ascending order."""
    ordered = np.sort(keys)
    return ordered[are_first(ordered)]


def are_first(ordered: Indices) -> NDArray[np.bool_]:
    """Whether each of some numbers in ascending order is the first of its value."""
    first = np.empty(len(ordered), np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first
