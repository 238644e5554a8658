"""Processes beside this one that score with the same model, one for each further core.

Each is a Python of its own that is told the model and then texts through its standard input, and
answers through its standard output. It ends when that is closed, so that none is left behind. It is
started as any program is: a copy of this process (fork) would have copies of its connections to a
database, and of locks that its threads hold.
"""

import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clustering.artifact import loads
from clustering.score import Score

FOLDER = Path(__file__).resolve().parent.parent
# One that is silent for longer is ended; a thousand texts take a second
PATIENCE_SECONDS = 60.0


class LostError(Exception):
    """The process has died, or does not answer."""


class BesideProcess:
    """A process that scores beside this one; of use to one thread at a time."""

    def __init__(self, artefact: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "clustering.beside"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._is_ready = False
        self._send(artefact)

    def is_ready(self) -> bool:
        """Whether it has read the model, which takes a second. Raises LostError."""
        if not self._is_ready and self._has_answered(0):
            self._is_ready = self._receive() is True
        return self._is_ready

    def ask(self, texts: Sequence[str]) -> None:
        """Have it begin with some texts. Raises LostError."""
        self._send(list(texts))

    def answer(self) -> list[Score]:
        """The scores of the texts that it was asked for. Raises LostError."""
        if not self._has_answered(PATIENCE_SECONDS):
            raise LostError
        scores: list[Score] = self._receive()
        return scores

    @property
    def pid(self) -> int:
        return self._process.pid

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.communicate()

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(message, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError as error:
            raise LostError from error

    def _has_answered(self, seconds: float) -> bool:
        assert self._process.stdout is not None
        waiting = select.poll()
        waiting.register(self._process.stdout, select.POLLIN)
        return bool(waiting.poll(seconds * 1000))

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        try:
            # Only what the process itself has written, which is this program
            return pickle.load(self._process.stdout)  # noqa: S301
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise LostError from error


def serve() -> None:
    """Be such a process, until nobody can ask any more."""
    # Whoever stops the process that asks stops this one with it, once all is answered
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What else writes to the standard output must not stand among the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        model = loads(pickle.load(sys.stdin.buffer))  # noqa: S301
        answer: object = True
        while True:
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
            answer = model.score(pickle.load(sys.stdin.buffer))  # noqa: S301
    except (EOFError, pickle.UnpicklingError, BrokenPipeError):
        # Whoever asks is gone, maybe in the middle of a message
        return


if __name__ == "__main__":
    serve()
