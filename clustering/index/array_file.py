"""Arrays in a file that processes map into memory together, each with a checksum.

It begins with a line that says what it is; then come the length and the checksum of the head, the
head as JSON (what the caller says of the arrays, and where each one is), and the arrays.
"""

import json
import os
import struct
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MARK = b"SimilarCo arrays 1\n"
_HEAD = struct.Struct("<QI")
# So that no number lies across two lines of the processor's cache
ALIGNED = 64


# Of an array: its kind of numbers, its shape, where it begins and its checksum
Place = tuple[str, tuple[int, ...], int, int]


class BrokenFileError(Exception):
    """No such file, or not as it was written; the message says which."""


class ArrayFile(NamedTuple):
    """What a file says of its arrays, and these by their names, to be read and never changed."""

    told: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def write(path: Path, told: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a file of that name in place of what was there, whole or not at all.

    A folder, which no file can replace, is kept under another name.

    Raises:
        OSError: it cannot be written, as on a full disk; what was there stays.
    """
    places: dict[str, Place] = {}
    end = 0
    for name, array in arrays.items():
        begin = _aligned(end)
        end = begin + array.nbytes
        checksum = crc32(array.tobytes())
        places[name] = (array.dtype.str, array.shape, begin, checksum)
    said = {"told": dict(told), "arrays": places, "length": end}
    head = json.dumps(said).encode()
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(MARK)
            file.write(_HEAD.pack(len(head), crc32(head)))
            file.write(head)
            first = _aligned(file.tell())
            for name, array in arrays.items():
                _, _, begin, _ = places[name]
                file.seek(first + begin)
                file.write(array.tobytes())
            file.truncate(first + end)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir():
            path.rename(path.with_name(f"{path.name}.{uuid.uuid4().hex}.aside"))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path) -> ArrayFile:
    """All arrays of a file, mapped and not copied, once their checksums are found right.

    Raises:
        BrokenFileError: it is not there, cannot be read, or is not as it was written.
    """
    head, first = _read_head(path)
    whole: NDArray[np.uint8] = np.zeros(0, np.uint8)
    if head["length"]:
        try:
            # Not as a memmap, which makes each small operation some microseconds longer
            mapped = np.memmap(path, np.uint8, "r", offset=0)
            whole = mapped[first:].view(np.ndarray)
        except (OSError, ValueError) as error:
            raise BrokenFileError(f"{path} cannot be read: {error}") from error
    arrays = {}
    for name, (kind, shape, begin, checksum) in head["arrays"].items():
        dtype = np.dtype(kind)
        length = dtype.itemsize * int(np.prod(shape))
        data = whole[begin : begin + length]
        if crc32(data.data) != checksum:
            raise BrokenFileError(f"{path} is damaged: “{name}” is not as it was written.")
        arrays[name] = data.view(dtype).reshape(shape)
    return ArrayFile(head["told"], arrays)


def read_one(path: Path, name: str) -> NDArray[Any]:
    """A copy of one array, which leaves all others where they are. Raises as `read`."""
    head, first = _read_head(path)
    kind, shape, begin, checksum = head["arrays"][name]
    dtype = np.dtype(kind)
    length = dtype.itemsize * int(np.prod(shape))
    try:
        with path.open("rb") as file:
            file.seek(first + begin)
            data = file.read(length)
    except OSError as error:
        raise BrokenFileError(f"{path} cannot be read: {error}") from error
    if crc32(data) != checksum:
        raise BrokenFileError(f"{path} is damaged: “{name}” is not as it was written.")
    return np.frombuffer(data, dtype).reshape(shape)


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED


def _read_head(path: Path) -> tuple[dict[str, Any], int]:
    """The head, and where the arrays begin."""
    # A pipe keeps whoever opens it waiting
    if path.exists() and not path.is_file():
        raise BrokenFileError(f"{path} is no file.")
    try:
        with path.open("rb") as file:
            begin_length = len(MARK) + _HEAD.size
            begin = file.read(begin_length)
            if len(begin) < begin_length or not begin.startswith(MARK):
                raise BrokenFileError(f"{path} is no file of arrays.")
            length, checksum = _HEAD.unpack(begin[len(MARK) :])
            size = os.fstat(file.fileno()).st_size
            # A damaged length may say more than there is memory for
            written = file.read(min(length, size))
    except OSError as error:
        raise BrokenFileError(f"{path} cannot be read: {error}") from error
    if crc32(written) != checksum:
        raise BrokenFileError(f"{path} is damaged: its head is not as it was written.")
    head = json.loads(written)
    first = _aligned(len(begin) + length)
    if size != first + head["length"]:
        raise BrokenFileError(f"{path} is damaged: it has another length than was written.")
    return head, first
