import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from clustering.artifact import dumps
from clustering.layout import Layout
from clustering.model import Model
from clustering.settings import Settings
from clustering.text.ngrams import Extraction
from clustering.text.vocabulary import Vocabulary
from tests.clustering.conftest import CATEGORIES, TEXTS

ROOT = Path(__file__).parents[2]


def hand_made(
    centres: list[list[float]], space: str = "latent", metric: str = "euclidean", guided: int = 0
) -> Model:
    """Two words, each one its own dimension."""
    return Model(
        vocabulary=Vocabulary(
            ("gas", "oil"), ("gas", "oil"), np.ones(2, np.int32), 2, np.ones(2, np.float32)
        ),
        projection=np.eye(2, dtype=np.float32),
        guided=guided,
        centres=np.array(centres, np.float32),
        layout=Layout(np.eye(2, dtype=np.float32), np.array([[0.1, 0.2], [0.9, 0.8]], np.float32)),
        phrases=[[] for _ in centres],
        names=[f"Cluster {number}" for number in range(len(centres))],
        settings=Settings(
            k=len(centres), space=space, metric=metric, extraction=Extraction(size=1)
        ),
        figures={},
        libraries={},
    )


def test_a_bank_joins_the_banks(any_model: Model) -> None:
    banks, asked, food = any_model.score(
        [TEXTS[0], "We are a bank and give loans to families", TEXTS[-1]]
    )
    assert asked.cluster == banks.cluster != food.cluster
    assert banks.cluster is not None
    assert "bank" in any_model.names[banks.cluster].lower()


def test_every_trade_is_a_cluster_of_every_kind_of_model(any_model: Model) -> None:
    placed = {
        (score.cluster, trade)
        for score, trade in zip(any_model.score(TEXTS), CATEGORIES, strict=True)
    }
    assert len(placed) == len({cluster for cluster, _ in placed}) == 5


@pytest.mark.parametrize("space", ["latent", "n-grams"])
def test_distances_are_euclidean_to_every_centre(space: str) -> None:
    (score,) = hand_made([[1, 0], [0, 1], [-1, 0]], space).score(["the gas"])
    assert score.distances == pytest.approx((0, 2**0.5, 2))
    assert (score.cluster, score.sure, score.coverage) == (0, pytest.approx(1), 1.0)


@pytest.mark.parametrize("space", ["latent", "n-grams"])
def test_with_the_cosine_metric_distances_are_one_minus_the_cosine(space: str) -> None:
    (score,) = hand_made([[1, 0], [0.6, 0.8], [-1, 0]], space, "cosine").score(["the gas"])
    assert score.distances == pytest.approx((0, 0.4, 2))
    assert (score.cluster, score.sure) == (0, pytest.approx(1))


def test_only_the_guided_part_is_compared_in_the_guided_space() -> None:
    (score,) = hand_made([[1], [-1]], "guided", guided=1).score(["gas and oil"])
    assert score.distances == pytest.approx((0, 2))


def test_only_the_latent_part_is_compared_in_the_latent_space() -> None:
    (score,) = hand_made([[1], [-1]], "latent", guided=1).score(["gas and oil oil"])
    assert score.distances == pytest.approx((0, 2))


def test_a_text_on_the_border_is_not_sure_and_takes_the_lower_number() -> None:
    (score,) = hand_made([[0, -1], [1, 0], [0, 1]]).score(["oil. gas"])
    assert (score.cluster, score.sure) == (1, 0.0)


def test_two_centres_in_the_same_place_are_not_sure() -> None:
    (score,) = hand_made([[1, 0], [1, 0]]).score(["the gas"])
    assert (score.cluster, score.sure) == (0, 0.0)


def test_no_texts_have_no_scores(any_model: Model) -> None:
    assert any_model.score([]) == []


def test_many_texts_score_exactly_as_each_alone(any_model: Model) -> None:
    texts = [*TEXTS, "", "xyzzy", TEXTS[0], "Le pain de la ville"]
    for alone, among in zip(
        (any_model.score([text])[0] for text in texts), any_model.score(texts), strict=True
    ):
        assert (alone.cluster, alone.distances, alone.sure) == (
            among.cluster,
            among.distances,
            among.sure,
        )
        assert alone.coverage == among.coverage
        assert np.array_equal(alone.vector, among.vector)


def test_scores_stay_in_their_ranges(any_model: Model) -> None:
    for score in any_model.score(TEXTS):
        assert len(score.distances) == 5
        assert all(0 <= distance <= 2 for distance in score.distances)
        assert score.cluster == int(np.argmin(score.distances))
        assert score.sure is not None
        assert 0 <= score.sure <= 1
        assert 0 < score.coverage <= 1
        assert score.vector.dtype == np.float32
        assert np.linalg.norm(score.vector) == pytest.approx(1, abs=1e-6)


def test_known_phrases_stand_as_in_the_text_with_the_heaviest_first(model: Model) -> None:
    known = model.known_phrases("Crude oil REFINERIES, zebras")
    assert {phrase for phrase, _ in known} == {"Crude", "oil", "Crude oil", "REFINERIES"}
    assert [weight for _, weight in known] == sorted((weight for _, weight in known), reverse=True)


def test_a_phrase_is_known_in_the_form_that_comes_first(model: Model) -> None:
    assert [phrase for phrase, _ in model.known_phrases("Refinery, refineries")] == ["Refinery"]


@pytest.mark.parametrize("text", ["", "xyzzy", "the of", "\udfff"])
def test_an_unknown_text_has_no_known_phrases(any_model: Model, text: str) -> None:
    assert any_model.known_phrases(text) == []


def test_a_model_cannot_be_changed(model: Model) -> None:
    with pytest.raises(FrozenInstanceError):
        model.names = []  # type: ignore[misc]


@pytest.mark.parametrize(
    "change",
    [
        {"names": ["only one"]},
        {"phrases": []},
        {"guided": -1},
        {"guided": 11},
        {"guided": 0},
        {"projection": np.zeros((3, 10), np.float32)},
        {"projection": np.zeros(10, np.float32)},
        {"centres": np.zeros((5, 9), np.float32)},
        {"centres": np.zeros((1, 5), np.float32), "names": ["one"], "phrases": [[]]},
        {"settings": Settings(k=4)},
        {"settings": Settings(k=5, space="n-grams")},
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
        "from clustering.neighbours import nearest, telling\n"
        "score = loads(Path(sys.argv[1]).read_bytes()).score(['a bank that gives loans'])[0]\n"
        "heavy = {'sklearn', 'scipy', 'joblib', 'django'} & {name.split('.')[0] for name in "
        "sys.modules}\n"
        "print(score.cluster is not None, sorted(heavy))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "True []"
