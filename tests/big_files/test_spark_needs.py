"""What `--engine spark` needs is missed in a sentence, by a site that has nothing of Spark."""

import socket
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from scoring.models import ModelVersion
from tests.versions.small_site import refused


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Java and pyspark are there, as far as anybody can tell who starts neither."""
    (tmp_path / "java").touch(0o700)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    pyspark = ModuleType("pyspark")
    pyspark.__spec__ = ModuleSpec("pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark", pyspark)


def refusal(command: str, master: str = "local[2]") -> str:
    options = {"out": "out.parquet"} if command == "score" else {}
    return refused(command, rows="in.parquet", engine="spark", master=master, **options)


@pytest.mark.parametrize("command", ["train", "score"])
def test_without_pyspark_a_command_says_what_to_install(
    model: ModelVersion, installed: None, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)

    assert refusal(command).startswith("pyspark is not installed: pip install --require-hashes")


def test_without_java_it_says_what_to_install(
    model: ModelVersion, installed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert "on Debian, apt install default-jre-headless" in refusal("score")


@pytest.mark.parametrize("master", ["", "here", "http://127.0.0.1:7077", "local-cluster[2]"])
def test_what_is_no_master_is_refused(model: ModelVersion, installed: None, master: str) -> None:
    assert "is no master of Spark: name one with --master, as local[*]" in refusal("train", master)


def test_a_master_that_does_not_answer_is_named(model: ModelVersion, installed: None) -> None:
    with socket.socket() as taken:
        # Nobody listens on it
        taken.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"

        assert refusal("score", master).startswith(f"No master of Spark answers at {master}")
