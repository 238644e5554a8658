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
# Where so many are to come one is started before them: this process scores half meanwhile
LEAST_EXPECTED = 4_000


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
        # Texts that were begun with, by the process that scores them, and what came of earlier ones
        self._begun: list[tuple[BesideProcess, Sequence[str]]] = []
        self._early: dict[str, Score] = {}
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
            self._collect()
            early = self._early
            late = [text for text in texts if text not in early]
            scores = early | dict(zip(late, self._score_in_parts(late), strict=True))
            return [scores[text] for text in texts]
        finally:
            self._lock.release()

    def start_early(self) -> None:
        """Start the processes before any text is scored, unless another thread has them."""
        if self._lock.acquire(blocking=False):
            try:
                self.start()
            finally:
                self._lock.release()

    def begin(self, texts: Sequence[str]) -> None:
        """Have the other processes score what is soon asked for, while this one does other work.

        Where there is none, or none is free, the texts are scored when they are asked for.
        """
        if len(texts) < LEAST_AT_ONCE or not self._lock.acquire(blocking=False):
            return
        try:
            self._collect()
            self._early = {}
            ready = self._ready()
            parts = _parts(texts, len(ready))
            for process, part in zip(ready, parts, strict=False):
                self._try(partial(process.ask, part), process)
                self._begun.append((process, part))
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
        self._begun = []
        self._early = {}

    def _collect(self) -> None:
        """Take in what was begun with; of a process that is lost there is nothing."""
        for process, part in self._begun:
            answer = None
            if process in self.beside:
                answer = self._try(process.answer, process)
            self._early |= zip(part, answer or (), strict=False)
        self._begun = []

    def _ready(self) -> list[BesideProcess]:
        # A copy, for a process that is lost leaves the list
        return [each for each in list(self.beside) if self._try(each.is_ready, each)]

    def _score_in_parts(self, texts: Sequence[str]) -> list[Score]:
        if len(texts) < LEAST_AT_ONCE:
            return self.model.score(texts)
        ready = self._ready()
        own, *parts = _parts(texts, len(ready) + 1)
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


def _parts(texts: Sequence[str], many: int) -> list[Sequence[str]]:
    """Texts in so many even parts, or fewer where some would be empty; none in no part."""
    if not many:
        return []
    # Rounded up, so that no text is left over
    size = -(-len(texts) // many)
    return [texts[start : start + size] for start in range(0, len(texts), size)]
