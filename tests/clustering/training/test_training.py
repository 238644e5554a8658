from dataclasses import replace

import numpy as np
import pytest

from clustering.artifact import dumps, loads
from clustering.evaluation.agreement import quality
from clustering.model import Model
from clustering.settings import PRESETS, SPACES, preset
from clustering.text.cleaning import ENDINGS, Cleaning
from clustering.text.ngrams import SELECTIONS, WEIGHTS, Extraction
from clustering.training import DEFAULTS, LIBRARIES, Rows, train
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, TITLES, rows_of, trained

CLASSIC_ROWS = Rows(TITLES * 5, CATEGORIES * 5, TEXTS * 5)


def labels(model: Model) -> list[int | None]:
    return [score.cluster for score in model.score(TEXTS)]


def test_five_trades_become_five_clusters(any_model: Model) -> None:
    assert set(labels(any_model)) == set(range(5))
    assert quality(labels(any_model), CATEGORIES)["purity"] >= 0.9


def test_the_model_tells_its_settings_figures_and_libraries(model: Model) -> None:
    assert model.settings == SETTINGS
    assert model.figures["rows"] == model.figures["rows_used"] == 30
    assert model.figures["ngrams"] == len(model.vocabulary.ngrams) == len(model.projection)
    assert set(model.libraries) == set(LIBRARIES)
    assert all(model.libraries.values())


def test_the_figures_are_the_means_of_the_scores(any_model: Model) -> None:
    scores = any_model.score(TEXTS)
    assert any_model.figures["distance"] == pytest.approx(
        np.mean([min(score.distances) for score in scores]), abs=1e-5
    )
    assert any_model.figures["silhouette"] == pytest.approx(
        np.mean([score.sure for score in scores]), abs=1e-5
    )


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_makes_a_model_of_enough_rows(name: str) -> None:
    model = train(CLASSIC_ROWS, preset(name, k=5))
    assert quality(labels(model), CATEGORIES)["purity"] >= 0.9
    assert len(set(model.names)) == 5
    assert loads(dumps(model)).score(TEXTS[:1])[0].distances == model.score(TEXTS[:1])[0].distances


def test_the_classic_preset_divides_the_ngrams_themselves() -> None:
    model = train(CLASSIC_ROWS, preset("classic", k=5))
    assert model.centres.shape == (5, len(model.vocabulary.ngrams))


def test_without_settings_the_default_preset_puts_few_categories_side_by_side() -> None:
    assert train(CLASSIC_ROWS).settings == replace(DEFAULTS, space="side by side")


@pytest.mark.parametrize("categories", [[""] * 30, ["bank"] * 30, ["bank"] * 6 + [""] * 24])
def test_without_two_categories_the_latent_space_guides(categories: list[str]) -> None:
    model = train(rows_of(TEXTS, categories), SETTINGS)
    assert model.settings == replace(SETTINGS, space="latent")
    assert model.guided == 0
    assert quality(labels(model), CATEGORIES)["purity"] >= 0.9


@pytest.mark.parametrize("space", ["n-grams", "latent"])
def test_without_categories_other_spaces_stay_as_they_are(space: str) -> None:
    model = train(rows_of(TEXTS), replace(SETTINGS, space=space))
    assert (model.settings.space, model.guided) == (space, 0)


def test_categories_guide_the_vectors_of_every_space() -> None:
    for space in SPACES:
        assert trained(space, "euclidean").guided == 5


def test_a_row_without_a_category_is_placed_too() -> None:
    half = [category if number % 2 else "" for number, category in enumerate(CATEGORIES)]
    model = train(rows_of(TEXTS, half), SETTINGS)
    assert model.figures["rows_used"] == 30
    assert quality(labels(model), CATEGORIES)["purity"] >= 0.9


def test_latent_dimensions_have_a_limit() -> None:
    model = train(ROWS, replace(SETTINGS, dimensions=3))
    assert model.projection.shape[1] - model.guided == 3


@pytest.mark.parametrize("space", SPACES)
def test_with_the_cosine_metric_every_centre_has_length_one(space: str) -> None:
    assert np.linalg.norm(trained(space, "cosine").centres, axis=1) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_every_weight_finds_the_trades(weights: str) -> None:
    settings = replace(SETTINGS, space="latent", extraction=Extraction(weights=weights))
    assert quality(labels(train(ROWS, settings)), CATEGORIES)["purity"] >= 0.8


@pytest.mark.parametrize("endings", ENDINGS)
def test_every_ending_finds_the_trades(endings: str) -> None:
    settings = replace(SETTINGS, cleaning=Cleaning(endings=endings))
    assert quality(labels(train(ROWS, settings)), CATEGORIES)["purity"] >= 0.8


@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_selection_keeps_no_more_than_it_may(selection: str) -> None:
    model = train(ROWS, replace(SETTINGS, extraction=Extraction(selection=selection, features=20)))
    assert len(model.vocabulary.ngrams) == 20
    assert quality(labels(model), CATEGORIES)["purity"] >= 0.8


def test_texts_without_a_known_word_take_no_part() -> None:
    model = train(rows_of([*TEXTS, "", "the of"], [*CATEGORIES, "", "bank"]), SETTINGS)
    assert (model.figures["rows"], model.figures["rows_used"]) == (32, 30)


def test_a_text_of_words_that_every_text_has_takes_no_part() -> None:
    texts = ["bank bank", *["bank loans gas"] * 5, *["bank oil wells"] * 6]
    model = train(rows_of(texts), preset("classic", k=2))
    assert (model.figures["rows"], model.figures["rows_used"]) == (12, 11)
    alone, loans, oil = (score.cluster for score in model.score(["a bank, this bank", *texts[5:7]]))
    assert alone is None
    assert {loans, oil} == {0, 1}


def test_repeated_rows_are_fine_when_enough_are_different() -> None:
    assert len(train(Rows(TITLES * 2, CATEGORIES * 2, TEXTS * 2), SETTINGS).names) == 5


def test_the_progress_wraps_the_loop_over_the_texts() -> None:
    seen: list[str] = []

    def progress(texts: list[str]) -> list[str]:
        seen.extend(texts)
        return texts

    train(ROWS, SETTINGS, progress)  # type: ignore[arg-type]
    assert seen == TEXTS
