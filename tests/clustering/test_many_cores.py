"""Scoring in several processes: nothing is lost, whatever becomes of them."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clustering import beside, many_cores
from clustering.artifact import dumps
from clustering.beside import BesideProcess, LostError
from clustering.many_cores import ManyCores
from clustering.model import Model
from clustering.settings import Settings
from clustering.training import train
from tests.clustering.conftest import ROWS
from tests.clustering.test_many_texts import assert_same

TEXTS = [f"{text} Number {number}." for number in range(20) for text in ROWS.texts]
MOST_SECONDS = 60


@pytest.fixture(scope="module")
def model() -> Model:
    return train(ROWS, Settings(k=5))


@pytest.fixture
def cores(model: Model) -> Iterator[ManyCores]:
    """Three, of which two are processes beside this one, from the second call."""
    on_three = ManyCores(model, lambda: dumps(model), 3)
    yield on_three
    on_three.end()


@pytest.fixture
def begun(cores: ManyCores) -> ManyCores:
    cores.start()
    end = time.monotonic() + MOST_SECONDS
    while not all(process.is_ready() for process in cores.beside):
        assert time.monotonic() < end
        time.sleep(0.05)
    return cores


def assert_complete(cores: ManyCores) -> None:
    for one, other in zip(cores.score(TEXTS), cores.model.score(TEXTS), strict=True):
        assert_same(one, other)


def test_texts_score_in_three_processes_as_in_one_though_one_is_killed_and_one_falls_silent(
    begun: ManyCores, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_complete(begun)
    assert len(begun.beside) == 2

    os.kill(begun.beside[0].pid, signal.SIGKILL)
    assert_complete(begun)
    assert len(begun.beside) == 1

    monkeypatch.setattr(beside, "PATIENCE_SECONDS", 0.1)
    os.kill(begun.beside[0].pid, signal.SIGSTOP)
    assert_complete(begun)
    assert begun.beside == []


def test_texts_that_were_begun_with_are_asked_of_nobody_again(
    begun: ManyCores, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.begin(TEXTS)
    # Whoever is asked once more is lost
    monkeypatch.setattr(BesideProcess, "ask", _lose)
    assert_complete(begun)
    assert len(begun.beside) == 2


def test_other_texts_are_scored_between_those_that_were_begun_with(begun: ManyCores) -> None:
    begun.begin(TEXTS[::2])
    assert_complete(begun)
    begun.begin(TEXTS[1::2])
    begun.begin(TEXTS)
    assert_complete(begun)


def test_texts_that_a_killed_process_had_begun_with_are_scored_all_the_same(
    begun: ManyCores,
) -> None:
    begun.begin(TEXTS)
    os.kill(begun.beside[0].pid, signal.SIGKILL)
    assert_complete(begun)
    assert len(begun.beside) == 1


def _lose(*arguments: object) -> None:
    raise LostError


def test_an_artefact_that_no_process_can_read_leaves_all_to_this_one(model: Model) -> None:
    cores = ManyCores(model, lambda: b"no model", 2)
    cores.start()
    end = time.monotonic() + MOST_SECONDS
    while cores.beside:
        assert time.monotonic() < end
        assert_complete(cores)


def test_a_process_ends_with_the_one_that_asks(model: Model, tmp_path: Path) -> None:
    artefact = tmp_path / "model"
    artefact.write_bytes(dumps(model))
    asking = (
        "import os, signal, sys; from pathlib import Path; from clustering.beside import *\n"
        "process = BesideProcess(Path(sys.argv[1]).read_bytes()); print(process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    asked = subprocess.run(
        [sys.executable, "-c", asking, artefact], stdout=subprocess.PIPE, timeout=MOST_SECONDS
    )
    end = time.monotonic() + MOST_SECONDS
    while _lives(int(asked.stdout)):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_process_ends_in_silence_where_a_message_breaks_off(model: Model) -> None:
    sent = pickle.dumps(dumps(model))

    ended = subprocess.run(
        [sys.executable, "-m", "clustering.beside"],
        input=sent[: len(sent) // 2],
        capture_output=True,
        timeout=MOST_SECONDS,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    # One that nobody has asked what became of it
    return state.rpartition(")")[2].split()[0] != "Z"


def test_few_texts_start_no_process(cores: ManyCores) -> None:
    for _ in range(3):
        cores.score(TEXTS[: many_cores.LEAST_AT_ONCE - 1])
        cores.score(TEXTS)
    assert cores.beside == []


def test_thousands_of_texts_start_them(cores: ManyCores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_cores, "LEAST_BEFORE_START", len(TEXTS))
    assert_complete(cores)
    assert cores.beside == []
    assert_complete(cores)
    assert len(cores.beside) == 2


def test_with_one_core_no_process_is_started(model: Model) -> None:
    cores = ManyCores(model, lambda: dumps(model), 1)
    cores.start()
    assert_complete(cores)
    assert cores.beside == []
