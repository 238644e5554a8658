import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from clustering.artifact import dumps
from clustering.model import Model
from clustering.ngrams import Vocabulary
from tests.clustering.conftest import TEXTS

ROOT = Path(__file__).parents[2]


def hand_made(centres: list[list[float]]) -> Model:
    """Two words, each one its own dimension."""
    vocabulary = Vocabulary(("gas", "oil"), ("gas", "oil"), np.ones(2, np.float32))
    empty: list[list[str]] = [[] for _ in centres]
    names = [f"Cluster {number}" for number in range(len(centres))]
    identity = np.eye(2, dtype=np.float32)
    return Model(vocabulary, identity, np.array(centres, np.float32), empty, names, {}, {}, {})


def test_a_bank_joins_the_banks(model: Model) -> None:
    banks, asked = model.score([TEXTS[0], "We are a bank and give loans"])
    assert asked.cluster == banks.cluster
    assert model.names[banks.cluster or 0] != model.names[(banks.cluster or 0) - 1]


def test_distances_are_euclidean_from_the_unit_vector_to_every_centre() -> None:
    (score,) = hand_made([[1, 0], [0, 1], [-1, 0]]).score(["gas"])
    assert score.distances == pytest.approx((0, 2**0.5, 2))
    assert (score.cluster, score.sure, score.coverage) == (0, 1.0, 1.0)


def test_a_text_on_the_border_is_not_sure_and_takes_the_lower_number() -> None:
    (score,) = hand_made([[0, -1], [1, 0], [0, 1]]).score(["oil. gas"])
    assert (score.cluster, score.sure) == (1, 0.0)


def test_two_centres_in_the_same_place_are_not_sure() -> None:
    (score,) = hand_made([[1, 0], [1, 0]]).score(["gas"])
    assert (score.cluster, score.sure) == (0, 0.0)


@pytest.mark.parametrize("text", ["", " ", "xyzzy", "the of", "\x00", "\ud800", "🙂", "www.bank.example"])
def test_an_unknown_text_has_no_cluster(model: Model, text: str) -> None:
    (score,) = model.score([text])
    assert (score.cluster, score.distances, score.sure, score.coverage) == (None, (), None, 0.0)
    assert score.vector.shape == (model.projection.shape[1],)
    assert not score.vector.any()


def test_no_texts_have_no_scores(model: Model) -> None:
    assert model.score([]) == []


def test_many_texts_score_exactly_as_each_alone(model: Model) -> None:
    texts = [*TEXTS, "", "xyzzy", TEXTS[0]]
    for alone, among in zip((model.score([text])[0] for text in texts), model.score(texts), strict=True):
        assert (alone.cluster, alone.distances, alone.sure) == (among.cluster, among.distances, among.sure)
        assert alone.coverage == among.coverage
        assert np.array_equal(alone.vector, among.vector)


def test_scores_stay_in_their_ranges(model: Model) -> None:
    for score in model.score(TEXTS):
        assert len(score.distances) == 5
        assert all(0 <= distance <= 2 for distance in score.distances)
        assert score.sure is not None
        assert 0 <= score.sure <= 1
        assert 0 < score.coverage <= 1
        assert score.vector.dtype == np.float32
        assert np.linalg.norm(score.vector) == pytest.approx(1, abs=1e-6)


def test_known_phrases_stand_as_in_the_text_with_the_heaviest_first(model: Model) -> None:
    known = model.known_phrases("Crude oil REFINERIES, zebras")
    assert {phrase for phrase, _ in known} == {"Crude", "oil", "Crude oil", "REFINERIES"}
    assert [weight for _, weight in known] == sorted((weight for _, weight in known), reverse=True)


@pytest.mark.parametrize("text", ["", "xyzzy", "\udfff"])
def test_an_unknown_text_has_no_known_phrases(model: Model, text: str) -> None:
    assert model.known_phrases(text) == []


def test_a_model_cannot_be_changed(model: Model) -> None:
    with pytest.raises(FrozenInstanceError):
        model.names = []  # type: ignore[misc]


@pytest.mark.parametrize(
    "change",
    [
        {"names": ["only one"]},
        {"phrases": []},
        {"projection": np.zeros((3, 10), np.float32)},
        {"centres": np.zeros((5, 9), np.float32)},
        {"centres": np.zeros((1, 10), np.float32), "names": ["one"], "phrases": [[]]},
    ],
)
def test_parts_that_do_not_fit_make_no_model(model: Model, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        replace(model, **change)  # type: ignore[arg-type]


def test_scoring_loads_neither_scikit_learn_nor_scipy(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(dumps(model))
    program = (
        "import sys; from pathlib import Path; from clustering.artifact import loads\n"
        "from clustering.neighbours import nearest, shared_phrases\n"
        "score = loads(Path(sys.argv[1]).read_bytes()).score(['a bank that gives loans'])[0]\n"
        "heavy = {'sklearn', 'scipy', 'joblib', 'django'} & {name.split('.')[0] for name in sys.modules}\n"
        "print(score.cluster is not None, sorted(heavy))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True []"
