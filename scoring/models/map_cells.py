"""Places on the map as numbers, so that every square is one run of an index.

A cell is a Morton code: the bits of a place's column and row in turn, so that every square whose
side is a power of two is one run of numbers (Morton, 1966).
"""

BITS = 12


def cell(x: float, y: float) -> int:
    """The cell of a place (0 to 1 from the left and from the top), of 2**12 x 2**12."""
    return interleaved(_step(x), _step(y))


def _step(place: float) -> int:
    """The column or row; the right and lower edge, and whatever lies outside, goes to the last."""
    number = 2**BITS
    step = int(place * number)
    return min(max(step, 0), number - 1)


def centre(number: int, bits: int) -> tuple[float, float]:
    """The middle (0 to 1) of a cell of 2**bits x 2**bits.

    A coarser cell's number is that of a finer one in it without the last bits, two a step.
    """
    side = 2**bits
    return (_every_other_bit(number) + 0.5) / side, (_every_other_bit(number >> 1) + 0.5) / side


def _every_other_bit(number: int) -> int:
    """The first, third, fifth bit and so on of at most 32, moved together."""
    # Single ones to pairs, these to groups of four, and so on
    number &= 0x55555555
    number = (number | number >> 1) & 0x33333333
    number = (number | number >> 2) & 0x0F0F0F0F
    number = (number | number >> 4) & 0x00FF00FF
    return (number | number >> 8) & 0x0000FFFF


def interleaved(column: int, row: int) -> int:
    """The bits of both in turn, the column's lowest first."""
    return _apart(column) | _apart(row) << 1


def _apart(number: int) -> int:
    """The bits of at most 16, moved apart: the way back from `_every_other_bit`."""
    number = (number | number << 8) & 0x00FF00FF
    number = (number | number << 4) & 0x0F0F0F0F
    number = (number | number << 2) & 0x33333333
    return (number | number << 1) & 0x55555555
