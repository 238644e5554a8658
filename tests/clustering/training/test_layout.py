"""Places on the map: near each other what is alike, the same in every run,
and nothing from nothing.
"""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from clustering.layout import Layout
from clustering.model import Model
from clustering.training.layouts import MARGIN, MOST_LANDMARKS, lay_out
from tests.clustering.conftest import CATEGORIES, TEXTS
from tests.clustering.test_model import hand_made

CORNERS = Layout(
    np.eye(3, dtype=np.float32), np.array([[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]], np.float32)
)


def directions(rows: int, dimensions: int) -> np.ndarray:
    made = np.random.default_rng(0).normal(size=(rows, dimensions)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_a_training_text_comes_to_its_own_place() -> None:
    layout = lay_out(directions(90, 8), 0)
    assert np.allclose(layout.places_of(layout.landmarks), layout.places, atol=1e-4)


def test_a_text_between_two_landmarks_lies_between_them() -> None:
    [(x, y)] = CORNERS.places_of(np.array([[0.5**0.5, 0.5**0.5, 0]], np.float32))
    assert 0.45 < x < 0.55
    assert 0.1 < y < 0.25


def test_the_nearer_landmark_draws_more() -> None:
    [(x, _)] = CORNERS.places_of(np.array([[0.6, 0.8, 0]], np.float32))
    assert 0.7 < x < 0.9


def test_without_landmarks_everything_lies_in_the_middle() -> None:
    layout = lay_out(np.zeros((4, 3), np.float32), 0)
    assert layout.places_of(np.array([[1, 0, 0]], np.float32)).tolist() == [[0.5, 0.5]]


def test_a_score_has_its_place_and_an_unplaced_one_none(any_model: Model) -> None:
    scored, unplaced = any_model.score([TEXTS[0], "xyzzy"])
    [place] = any_model.layout.places_of(scored.vector[np.newaxis]).tolist()
    assert scored.map_place == tuple(place)
    assert unplaced.map_place is None


def test_what_is_placed_in_any_case_has_a_place_only_with_a_vector(model: Model) -> None:
    known, unknown = model.place(["the bank", "xyzzy"])
    assert known.map_place is not None
    assert unknown.map_place is None


def test_a_text_has_the_same_place_alone_and_among_others(any_model: Model) -> None:
    together = [score.map_place for score in any_model.score(TEXTS)]
    assert together == [any_model.score([text])[0].map_place for text in TEXTS]


def test_texts_of_a_trade_lie_together(model: Model) -> None:
    places = np.array([score.map_place for score in model.score(TEXTS)])
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    same = np.array(CATEGORIES)[:, None] == np.array(CATEGORIES)
    assert apart[same].mean() < 0.5 * apart[~same].mean()


@pytest.mark.parametrize(
    ("rows", "dimensions"), [(1, 3), (2, 1), (2, 3), (3, 2), (5, 60), (40, 1), (120, 5)]
)
def test_every_number_of_rows_and_dimensions_has_a_map_with_a_margin(
    rows: int, dimensions: int
) -> None:
    layout = lay_out(directions(rows, dimensions), 0)
    assert layout.places.shape == (rows, 2)
    assert layout.places.min() >= MARGIN - 1e-5
    assert layout.places.max() <= 1 - MARGIN + 1e-5


def test_rows_that_are_all_the_same_lie_in_the_middle() -> None:
    layout = lay_out(np.repeat(directions(1, 4), 20, axis=0), 0)
    assert np.all(layout.places == 0.5)


def test_rows_without_a_vector_are_no_landmarks() -> None:
    vectors = np.vstack([directions(6, 4), np.zeros((3, 4), np.float32)])
    assert np.array_equal(lay_out(vectors, 0).landmarks, directions(6, 4))


def test_of_many_rows_evenly_drawn_ones_are_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clustering.training.layouts.MOST_LANDMARKS", 20)
    vectors = directions(77, 4)
    layout = lay_out(vectors, 0)
    drawn = [
        int(np.flatnonzero((vectors == landmark).all(axis=1))[0]) for landmark in layout.landmarks
    ]
    assert (len(drawn), drawn[0], drawn[-1]) == (20, 0, 76)
    assert set(np.diff(drawn)) <= {4, 5}
    assert MOST_LANDMARKS == 2_000


def test_the_same_seed_gives_the_same_places_whatever_the_threads() -> None:
    vectors = directions(90, 8)
    with threadpool_limits(4):
        again = lay_out(vectors, 3)
    assert np.array_equal(again.places, lay_out(vectors, 3).places)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(np.eye(3, dtype=np.float32), np.zeros((3, 2), np.float32)),
        Layout(np.eye(2, dtype=np.float32), np.zeros((3, 2), np.float32)),
        Layout(np.eye(2, dtype=np.float32), np.zeros((2, 3), np.float32)),
    ],
    ids=["dimensions", "rows", "axes"],
)
def test_a_layout_that_does_not_fit_the_model_is_refused(layout: Layout) -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        replace(hand_made([[1, 0], [0, 1]]), layout=layout)
