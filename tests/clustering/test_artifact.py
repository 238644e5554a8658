import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering.artifact import FORMAT, SIGNATURE, ArtifactError, dumps, loads
from clustering.model import Model
from clustering.settings import Settings, preset
from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Extraction
from clustering.training import train
from tests.clustering.conftest import ROWS, TEXTS, trained
from tests.clustering.envelope import body, header


def test_a_model_scores_the_same_after_the_round_trip(any_model: Model) -> None:
    texts = [*TEXTS, "", "xyzzy"]
    for before, after in zip(
        any_model.score(texts), loads(dumps(any_model)).score(texts), strict=True
    ):
        assert (before.cluster, before.distances, before.sure) == (
            after.cluster,
            after.distances,
            after.sure,
        )
        assert before.map_place == after.map_place
        assert np.array_equal(before.vector, after.vector)


def test_nothing_is_lost_in_the_round_trip(any_model: Model) -> None:
    again = loads(dumps(any_model))
    assert (again.names, again.phrases, again.guided) == (
        any_model.names,
        any_model.phrases,
        any_model.guided,
    )
    assert (again.settings, again.figures, again.libraries) == (
        any_model.settings,
        any_model.figures,
        any_model.libraries,
    )
    assert dumps(again) == dumps(any_model)


def test_nothing_of_the_vocabulary_is_lost(any_model: Model) -> None:
    before, after = any_model.vocabulary, loads(dumps(any_model)).vocabulary
    assert (after.ngrams, after.surfaces, after.total) == (
        before.ngrams,
        before.surfaces,
        before.total,
    )
    assert np.array_equal(after.documents, before.documents)
    assert np.array_equal(after.idf, before.idf)


@pytest.mark.parametrize(
    "changed",
    [
        preset("classic", k=5),
        Settings(
            k=5,
            cleaning=Cleaning(
                endings="keep", stop_words=("oil", "ölig"), pattern="é", replacement="\\g<0>"
            ),
        ),
        Settings(k=5, extraction=Extraction(size=2, skip=1, weights="graph", normalise=False)),
    ],
)
def test_every_option_makes_the_round_trip(changed: Settings) -> None:
    model = train(ROWS, changed)
    again = loads(dumps(model))
    assert again.settings == changed
    assert [score.distances for score in again.score(TEXTS)] == [
        score.distances for score in model.score(TEXTS)
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=9), min_size=5, max_size=5))
def test_names_of_any_letters_make_the_round_trip(names: list[str]) -> None:
    model = trained("guided", "euclidean")
    renamed = replace(model, names=names)
    assert loads(dumps(renamed)).names == names


def test_a_database_may_give_the_bytes_as_a_memoryview(model: Model) -> None:
    assert loads(memoryview(dumps(model))).names == model.names


def test_a_person_can_read_the_header(any_model: Model) -> None:
    found = header(dumps(any_model))
    assert (found["format"], found["names"]) == (FORMAT, any_model.names)
    assert found["settings"] == json.loads(json.dumps(any_model.settings.as_dict()))
    assert found["libraries"]["scikit-learn"]
    assert len(found["sha256"]) == 64


def test_the_format_is_the_fifth() -> None:
    assert FORMAT == 5


def test_the_arrays_follow_as_little_endian_numbers(model: Model) -> None:
    numbers = np.frombuffer(body(dumps(model)), "<f4")
    layout = model.layout
    parts = [model.vocabulary.idf, model.projection, model.centres, layout.landmarks, layout.places]
    assert np.array_equal(numbers, np.concatenate([part.ravel() for part in parts]))


def test_the_bytes_begin_with_what_they_are(model: Model) -> None:
    assert dumps(model).startswith(SIGNATURE)


def test_a_figure_that_is_no_number_cannot_be_stored(model: Model) -> None:
    with pytest.raises(ValueError, match="JSON"):
        dumps(replace(model, figures={"distance": float("nan")}))


def test_the_error_is_a_value_error() -> None:
    assert issubclass(ArtifactError, ValueError)
