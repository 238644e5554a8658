"""Where the index of a version is kept, and how a process has it in memory.

A folder for each version holds parts, which are never changed once they are written, and a head
that says which of them count, and up to where the log of vectors has been followed.
"""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Self

from django.conf import settings

from clustering.index import array_file
from clustering.index.array_file import BrokenFileError
from clustering.index.parts import Numbers, Part
from scoring.models.database.vector_log import Mark

logger = logging.getLogger(__name__)

# Of the files; one of another code is made anew
FORMAT = 1
ENDING = ".part"


class PartFile(NamedTuple):
    """How many rows a part has, and which of them (by their place) changed since or are gone."""

    size: int
    dead: Numbers

    @property
    def living(self) -> int:
        return self.size - len(self.dead)


class Head(NamedTuple):
    """What an index is made of: the parts by the names of their files.

    `guided` is how the model cuts vectors; `read_to` is the last company that was read, None once
    all are.
    """

    mark: Mark
    guided: int
    parts: dict[str, PartFile]
    read_to: int | None = None


class Index(NamedTuple):
    """A version's index as a process has it in memory."""

    head: Head
    parts: list[tuple[Part, Numbers]]

    @classmethod
    def read(cls, folder: Path, before: Self | None) -> Self | None:
        signature = _signature(folder)
        head = read_head(head_file(folder))
        if head is None:
            return None
        had = {}
        if before:
            had = dict(zip(before.head.parts, before.parts, strict=True))
        parts = []
        try:
            for name, file in head.parts.items():
                # A part never changes, so what was mapped before is as good
                part = had[name][0] if name in had else read_part(folder / name)
                parts.append((part, file.dead))
        except BrokenFileError as error:
            logger.error("Similar companies are read from the database: %s", error)
            # Unless a new head has come meanwhile, whose parts are others
            if _signature(folder) == signature:
                give_up(folder)
            return None
        return cls(head, parts)


_Signature = tuple[int, int, int]
_opened: dict[Path, tuple[_Signature, Index | None]] = {}
_opening = threading.Lock()


def folder_of(version: int) -> Path:
    return settings.INDEX_FOLDER / str(version)


def head_file(folder: Path) -> Path:
    return folder / "head"


def unfinished_file(folder: Path) -> Path:
    """The head of an index of which not all rows have been read yet."""
    return folder / "unfinished"


def write_head(path: Path, head: Head) -> None:
    """Put a head in place of the one before. Raises OSError."""
    sizes = {}
    dead = {}
    for name, part in head.parts.items():
        sizes[name] = part.size
        dead[name] = part.dead
    told = {
        "format": FORMAT,
        "mark": list(head.mark),
        "guided": head.guided,
        "read_to": head.read_to,
        "sizes": sizes,
    }
    array_file.write(path, told, dead)


def read_head(path: Path) -> Head | None:
    """None where there is none, or none that can be used: it is made anew."""
    if not path.exists():
        return None
    try:
        told, dead = array_file.read(path)
        if told["format"] != FORMAT:
            return None
        parts = {}
        for name, size in told["sizes"].items():
            # Copied, for heads are small and often replaced
            parts[name] = PartFile(size, dead[name].copy())
        return Head(Mark(*told["mark"]), told["guided"], parts, told["read_to"])
    except (BrokenFileError, KeyError, TypeError) as error:
        logger.error("The index of similar companies is made anew: %s", error)
        return None


def write_part(path: Path, part: Part) -> None:
    """Raises OSError."""
    array_file.write(path, {"format": FORMAT}, part._asdict())


def read_part(path: Path) -> Part:
    """Raises BrokenFileError."""
    _, arrays = array_file.read(path)
    try:
        return Part(**arrays)
    except TypeError as error:
        raise BrokenFileError(f"{path} holds something else than a part of an index.") from error


def opened(version: int) -> Index | None:
    """A version's index, mapped and not read; None while there is none that can be used."""
    folder = folder_of(version)
    signature = _signature(folder)
    if signature is None:
        return None
    known = _opened.get(folder)
    if known and known[0] == signature:
        return known[1]
    with _opening:
        known = _opened.get(folder)
        # Somebody else may have opened it meanwhile
        if known is None or known[0] != signature:
            known = (signature, Index.read(folder, known[1] if known else None))
            _opened[folder] = known
        return known[1]


def _signature(folder: Path) -> _Signature | None:
    """By what a head is told from the one before; None where there is none."""
    try:
        stat = head_file(folder).stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def give_up(folder: Path) -> None:
    """Have the worker make an index anew."""
    with suppress(OSError):
        head_file(folder).unlink(missing_ok=True)


@contextmanager
def only_builder(folder: Path) -> Iterator[bool]:
    """Whether this process alone may write the folder's files, until it leaves. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    # To be read too, for else a pipe in its place would keep whoever opens it waiting
    with (folder / "lock").open("w+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
