"""The same rows and settings give the same model to the last bit."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from clustering.artifact import dumps
from clustering.model import Model
from clustering.settings import PRESETS, STARTS, Settings
from clustering.training import Rows, train
from tests.clustering.conftest import CATEGORIES, KINDS, ROWS, SETTINGS, TEXTS, TITLES, trained

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("space", "metric", "threads"), [*((*kind, 4) for kind in KINDS), ("guided", "euclidean", 1)]
)
def test_training_again_gives_the_same_bytes_whatever_the_threads(
    space: str, metric: str, threads: int
) -> None:
    with threadpool_limits(threads):
        again = train(ROWS, Settings(k=5, space=space, metric=metric))
    assert dumps(again) == dumps(trained(space, metric))


@pytest.mark.parametrize("start", STARTS)
def test_every_start_gives_the_same_bytes_again(start: str) -> None:
    settings = Settings(k=5, start=start, seed=3)
    assert dumps(train(ROWS, settings)) == dumps(train(ROWS, settings))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_gives_the_same_bytes_again(name: str) -> None:
    rows = Rows(TITLES * 6, CATEGORIES * 6, TEXTS * 6)
    assert dumps(train(rows, PRESETS[name])) == dumps(train(rows, PRESETS[name]))


def test_another_process_gives_the_same_bytes(model: Model, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.clustering.conftest import *\n"
        "from clustering.artifact import dumps\n"
        "Path(sys.argv[1]).write_bytes(dumps(train(ROWS, SETTINGS)))"
    )
    path = tmp_path / "model"
    elsewhere = {
        **os.environ,
        "PYTHONHASHSEED": "42",
        "OMP_NUM_THREADS": "4",
        "OPENBLAS_NUM_THREADS": "4",
    }
    subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, env=elsewhere, check=True)
    assert path.read_bytes() == dumps(model)


def test_columns_of_an_array_give_the_same_bytes_as_lists() -> None:
    columns = [TITLES, CATEGORIES, TEXTS, CATEGORIES]
    arrays = [np.array(column) for column in columns]
    assert dumps(train(Rows(*arrays), SETTINGS)) == dumps(train(Rows(*columns), SETTINGS))  # type: ignore[arg-type]


def test_another_seed_may_give_another_model() -> None:
    found = {
        dumps(train(ROWS, Settings(k=4, starts=1, start="random", seed=seed))) for seed in range(4)
    }
    assert len(found) > 1


def test_texts_as_a_tuple_give_the_same_bytes(model: Model) -> None:
    assert dumps(
        train(Rows(tuple(TITLES), tuple(CATEGORIES), tuple(TEXTS)), Settings(k=5))
    ) == dumps(model)
