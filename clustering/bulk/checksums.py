"""The CRC-32 of two texts together from those of both: zlib's `crc32_combine`, for many at once.

A checksum is a remainder of polynomials over two values. Bytes of zeros behind a text move its
remainder, which can be looked up byte by byte, for what comes of a sum is the sum of what comes of
its parts.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from clustering.text.arrays import Indices

# Of a byte that is shifted out, as RFC 1952 has it
POLYNOMIAL = 0xEDB88320
# Of a word: 25 letters of four bytes each, and the sign before it
MOST_BYTES = 101
_BYTES = np.arange(4)
_SHIFTS = 8 * _BYTES


def of_both(first: Indices, second: Indices, lengths: Indices) -> Indices:
    """n checksums of pairs, from those of the first and the second part.

    The second parts have so many bytes, at most MOST_BYTES.
    """
    bytes_of_first = first[:, np.newaxis] >> _SHIFTS & 0xFF
    moved = _moved()[lengths[:, np.newaxis], _BYTES, bytes_of_first]
    return np.bitwise_xor.reduce(moved, axis=1) ^ second


@lru_cache(maxsize=1)
def _moved() -> NDArray[np.uint32]:
    """lengths x 4 x 256: each value of each byte of a checksum behind so many bytes of zeros."""
    of_byte = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        shifted = of_byte >> 1
        has_lowest_bit = of_byte & 1
        of_byte = np.where(has_lowest_bit, shifted ^ np.uint32(POLYNOMIAL), shifted)
    values = np.arange(256, dtype=np.uint32)
    places = np.arange(4, dtype=np.uint32)[:, np.newaxis]
    behind_nothing = values << 8 * places
    moved = [behind_nothing]
    for _ in range(MOST_BYTES):
        before = moved[-1]
        lowest_bytes = before & 0xFF
        behind_one_more = of_byte[lowest_bytes] ^ before >> 8
        moved.append(behind_one_more)
    return np.array(moved)
