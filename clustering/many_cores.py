"""Texts -> scores on all cores, once there are so many texts that it pays."""

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from clustering.beside import BesideProcess, LostError
from clustering.model import Model
from clustering.score import Score

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)

# Fewer at once are scored as quickly as they are sent to another process and back
LEAST_AT_ONCE = 64
# A process takes a second of a core to start, in which two thousand texts are scored
LEAST_BEFORE_START = 2_000


class ManyCores:
    """A model that scores on so many cores. Safe in several threads, of which one has them all.

    The `artefact` gives the bytes of the model. Every text gets its score, whatever becomes of the
    processes beside this one.
    """

    def __init__(self, model: Model, artefact: Callable[[], bytes], cores: int) -> None:
        self.model = model
        self.artefact = artefact
        self.cores = cores
        self.beside: list[BesideProcess] = []
        self._scored = 0
        self._lock = threading.Lock()

    def score(self, texts: Sequence[str]) -> list[Score]:
        """As `Model.score`."""
        is_worth_it = len(texts) >= LEAST_AT_ONCE
        if not is_worth_it or not self._lock.acquire(blocking=False):
            return self.model.score(texts)
        try:
            if self._scored >= LEAST_BEFORE_START:
                self.start()
            self._scored += len(texts)
            return self._score_in_parts(texts)
        finally:
            self._lock.release()

    def start(self) -> None:
        """Start what processes there are not; they are asked as soon as they have the model."""
        missing = self.cores - 1 - len(self.beside)
        if missing > 0:
            artefact = self.artefact()
            self.beside += [BesideProcess(artefact) for _ in range(missing)]

    def end(self) -> None:
        """End all processes; they are started again when that pays again."""
        for process in self.beside:
            process.end()
        self.beside = []
        self._scored = 0

    def _score_in_parts(self, texts: Sequence[str]) -> list[Score]:
        # A copy, for a process that is lost leaves the list
        processes = list(self.beside)
        ready = [process for process in processes if self._try(process.is_ready, process)]
        cores = len(ready) + 1
        # Rounded up, so that no text is left over
        size = -(-len(texts) // cores)
        starts = range(0, len(texts), size)
        own, *parts = [texts[start : start + size] for start in starts]
        # There may be fewer parts than processes, where the last ones would be empty
        asked = list(zip(ready, parts, strict=False))
        for process, part in asked:
            self._try(partial(process.ask, part), process)
        scores = self.model.score(own)
        for process, part in asked:
            answer = None
            if process in self.beside:
                answer = self._try(process.answer, process)
            scores += answer or self.model.score(part)
        return scores

    def _try(self, call: Callable[[], Answer], process: BesideProcess) -> Answer | None:
        """What comes of a call; nothing of one to a process that is lost."""
        try:
            return call()
        except LostError:
            logger.warning("A process that scores beside this one was lost; no text was.")
            process.end()
            self.beside.remove(process)
            self._scored = 0
            return None
