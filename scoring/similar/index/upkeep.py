"""What the worker does for the indexes: builds those that are absent, and keeps up with changes."""

import logging
import time
from collections.abc import Callable, Collection
from pathlib import Path

from django.conf import settings
from django.db import Error

from clustering.index.array_file import BrokenFileError
from scoring.models import Assignment, model_versions
from scoring.models.database.vector_log import changed_since
from scoring.similar.index import building, store
from scoring.similar.index.store import Head

logger = logging.getLogger(__name__)

# Fewer rows are as soon read from the database
LEAST_ROWS = 5_000
# Many changes are taken over after so many seconds, few after more: until then each page reads them
# from the database
MANY_CHANGES = 1_000
SOON, LATER = 5, 60
# With more it is made anew, step by step
MOST_CHANGES = 50_000
# After trouble with the folder, seconds without another try
REST = 60
_rests_until = 0.0

Step = Callable[[], None]


def take_step() -> bool:
    """Do one step for an index, of some seconds at most; false when nothing is due."""
    global _rests_until
    for version in _versions():
        try:
            if not _due(version):
                continue
            with store.only_builder(store.folder_of(version)) as is_only_one:
                # Another process may be at it, or was a moment ago
                step = _due(version) if is_only_one else None
                if step:
                    step()
                    return True
        except BrokenFileError as error:
            logger.error("The index of similar companies is made anew: %s", error)
            store.give_up(store.folder_of(version))
        except OSError as error:
            logger.error(
                "The index of similar companies cannot be written in %s: %s. Until it can, lists "
                "are made from the database, and slower.",
                settings.INDEX_FOLDER,
                error,
            )
            _rests_until = time.monotonic() + REST
        # Trouble with the database is for the worker to wait out
        except Error:
            raise
        except Exception:
            # Lists do without it, and the worker has other work
            logger.exception("A step for the index of similar companies failed")
            _rests_until = time.monotonic() + REST
    return False


def is_due() -> bool:
    """Whether `take_step` would do something."""
    return any(_due(version) for version in _versions())


def _versions() -> list[int]:
    """Those that have an index: the one in use, and those that are being made ready."""
    if time.monotonic() < _rests_until:
        return []
    in_use = model_versions.embedded()
    versions = [in_use.pk] if in_use else []
    being_scored = model_versions.being_scored()
    return [*versions, *being_scored.values_list("pk", flat=True)]


def _due(version: int) -> Step | None:
    """The next step for a version's index."""
    folder = store.folder_of(version)
    head = store.read_head(store.head_file(folder))
    changed = _changed(version, head)
    if head is None or changed is None:
        scored = Assignment.objects.filter(version=version, status=Assignment.Status.SCORED)
        has_many = scored[LEAST_ROWS - 1 : LEAST_ROWS].exists()
        if not has_many:
            return None
        return lambda: _build(version, folder)
    written_at = store.head_file(folder).stat().st_mtime
    age = time.time() - written_at
    wait = LATER
    if len(changed) >= MANY_CHANGES:
        wait = SOON
    # A head of the future is of a clock that was wrong
    if changed and not 0 <= age < wait:
        return lambda: _finish(folder, building.extended(version, head, changed))
    chosen = building.to_compact(head)
    if chosen:
        return lambda: _finish(folder, building.compacted(version, head, chosen))
    return None


def _changed(version: int, head: Head | None) -> list[int] | None:
    """None where an index is of no use: of another database or model, or too far behind."""
    if head is None or head.guided != building.guided_under(version):
        return None
    changed = changed_since(head.mark, version)
    if changed is None or len(changed) > MOST_CHANGES:
        return None
    return changed


def _build(version: int, folder: Path) -> None:
    """Read some more rows; those that were read before are kept, whoever was killed meanwhile."""
    unfinished = store.unfinished_file(folder)
    head = store.read_head(unfinished)
    if head is None or head.read_to is None or _changed(version, head) is None:
        head = building.begun(version)
    # Somebody was killed who had finished it, and its parts were compacted since
    if not all((folder / name).exists() for name in head.parts):
        head = building.begun(version)
    head = building.read_on(version, head)
    if head.read_to is None:
        _finish(folder, head)
    else:
        store.write_head(unfinished, head)


def _finish(folder: Path, head: Head) -> None:
    store.write_head(store.head_file(folder), head)
    store.unfinished_file(folder).unlink(missing_ok=True)
    _sweep(folder, head.parts)
    for other in settings.INDEX_FOLDER.iterdir():
        if not other.name.isdecimal() or int(other.name) in _versions():
            continue
        # Of a version that is not in use any more
        with store.only_builder(other) as is_only_one:
            if is_only_one:
                store.give_up(other)
                store.unfinished_file(other).unlink(missing_ok=True)
                _sweep(other, [])


def _sweep(folder: Path, kept: Collection[str]) -> None:
    """Remove parts that count no more; who has them mapped keeps them until he looks again."""
    for path in folder.glob(f"*{store.ENDING}"):
        if path.name not in kept and not path.is_dir():
            path.unlink(missing_ok=True)
