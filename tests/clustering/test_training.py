import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clustering.artifact import dumps
from clustering.evaluation import quality
from clustering.model import Model
from clustering.training import Settings, TrainingError, train
from tests.clustering.conftest import CATEGORIES, SETTINGS, TEXTS, TITLES

ROOT = Path(__file__).parents[2]


def test_five_trades_become_five_clusters(model: Model) -> None:
    labels = [score.cluster for score in model.score(TEXTS)]
    assert set(labels) == set(range(5))
    assert quality(labels, CATEGORIES)["purity"] >= 0.8


def test_the_model_tells_its_settings_figures_and_libraries(model: Model) -> None:
    assert model.settings["k"] == 5
    assert model.figures["rows"] == model.figures["rows_used"] == 30
    assert model.figures["ngrams"] == len(model.vocabulary.ngrams) == len(model.projection)
    assert 0 < model.figures["silhouette"] < 1
    assert model.libraries["numpy"]


def test_there_is_one_dimension_for_every_eight_texts_but_one_for_each_cluster() -> None:
    assert train(TITLES, TEXTS, Settings(k=5)).projection.shape[1] == 5
    assert train(TITLES * 2, TEXTS * 2, Settings(k=5)).projection.shape[1] == len(TEXTS) * 2 // 8


def test_dimensions_have_a_limit() -> None:
    assert train(TITLES, TEXTS, Settings(k=5, dimensions=3)).projection.shape[1] == 3


def test_the_same_rows_give_the_same_bytes_whatever_the_threads(model: Model, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.clustering.conftest import *\n"
        "from clustering.artifact import dumps\n"
        "Path(sys.argv[1]).write_bytes(dumps(train(TITLES, TEXTS, SETTINGS)))"
    )
    for threads in ("1", "4"):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        path = tmp_path / threads
        subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, env=environment, check=True)
        assert path.read_bytes() == dumps(model)


def test_texts_without_a_known_word_take_no_part() -> None:
    with_empty = train([*TITLES, "Blank", "Noise"], [*TEXTS, "", "xyzzy"], SETTINGS)
    assert (with_empty.figures["rows"], with_empty.figures["rows_used"]) == (32, 30)


@pytest.mark.parametrize("texts", [TEXTS[:4], TEXTS[:1], []])
def test_fewer_rows_than_clusters_is_refused(texts: list[str]) -> None:
    with pytest.raises(TrainingError, match=f"5 clusters from {len(texts)} rows: choose k"):
        train(TITLES[: len(texts)], texts, SETTINGS)


@pytest.mark.parametrize("text", ["", "   ", "the of and", "1234 5678", "\x00", "\ud800"])
def test_texts_without_words_are_refused(text: str) -> None:
    with pytest.raises(TrainingError, match="add more texts"):
        train(TITLES, [text] * 30, SETTINGS)


def test_texts_that_share_no_word_are_refused() -> None:
    with pytest.raises(TrainingError, match="No word is in enough of the texts"):
        train(["One", "Two"], ["oil wells", "bank loans"], Settings(k=2))


@pytest.mark.parametrize("distinct", [1, 2, 4])
def test_repeated_rows_that_leave_too_few_different_texts_are_refused(distinct: int) -> None:
    texts = (TEXTS[::6][:distinct] * 30)[:30]
    with pytest.raises(TrainingError, match="remove repeated or empty texts"):
        train(TITLES, texts, replace(SETTINGS, max_ratio=1))


def test_few_known_rows_among_empty_ones_are_refused() -> None:
    with pytest.raises(TrainingError, match="different texts"):
        train(TITLES, [*TEXTS[:3], *[""] * 27], SETTINGS)


def test_repeated_rows_are_fine_when_enough_are_different() -> None:
    assert len(train(TITLES * 2, TEXTS * 2, SETTINGS).names) == 5


def test_titles_and_texts_must_be_as_many() -> None:
    with pytest.raises(TrainingError, match="one title for each text"):
        train(TITLES[:-1], TEXTS, SETTINGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", 0),
        ("k", 1),
        ("k", -3),
        ("k", 31),
        ("seed", -1),
        ("seed", 2**32),
        ("dimensions", 0),
        ("min_documents", 0),
        ("max_ratio", 0.0),
        ("max_ratio", 1.5),
        ("max_ratio", float("nan")),
        ("max_ngrams", 0),
        ("starts", 0),
    ],
)
def test_a_setting_out_of_range_is_refused_with_what_to_choose(name: str, value: float) -> None:
    with pytest.raises(TrainingError, match="choose"):
        train(TITLES, TEXTS, replace(SETTINGS, **{name: value}))  # type: ignore[arg-type]


def test_the_error_is_a_value_error() -> None:
    assert issubclass(TrainingError, ValueError)
