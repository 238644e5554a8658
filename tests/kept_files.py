"""Files in `var/` that tests make once, for all processes and for later runs."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def folder_of(name: str, patterns: Iterable[str], *versions: str) -> Path:
    """Where what these sources and versions say is kept; what others said goes."""
    digest = hashlib.sha256(repr(versions).encode())
    for pattern in patterns:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes())
    parent = settings.VAR_DIR / name
    own = parent / digest.hexdigest()
    for other in parent.glob("*"):
        if other != own:
            shutil.rmtree(other, ignore_errors=True)
    own.mkdir(parents=True, exist_ok=True)
    return own


def made(path: Path, make: Callable[[Path], object]) -> Path:
    """The file at this path; `make` writes it, to another path, where there is none yet.

    A second process waits: both would take all processors to make the same.
    """
    if not path.exists():
        with _alone(path.with_suffix(".lock")):
            if not path.exists():
                part = path.with_suffix(f".{os.getpid()}")
                make(part)
                part.replace(path)
    return path


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
