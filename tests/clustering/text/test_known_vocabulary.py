"""Training with a vocabulary that is there already:
as it is, updated, or merged with that of the rows.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from clustering.artifact import dumps, loads
from clustering.evaluation.folds import five_fold
from clustering.model import Model
from clustering.settings import SPACES
from clustering.text.ngrams import Extraction
from clustering.text.vocabulary import MODES, Vocabulary, read_table, write_table
from clustering.training import TrainingError, train
from clustering.training.vocabularies import Known
from tests.clustering.conftest import ROWS, SETTINGS, TEXTS, rows_of, trained

LOOSE = replace(SETTINGS, k=2, extraction=Extraction(size=1, max_ratio=1.0))
# Of ten older texts eight had "bank", and so on; the weights are nobody's formula.
NGRAMS = {
    "bank": (8, 0.25),
    "loan": (2, 1.5),
    "oil": (3, 1.25),
    "steam": (1, 3.0),
    "well": (4, 0.75),
}


def vocabulary(rows: dict[str, tuple[int, float]], total: int = 10) -> Vocabulary:
    documents, idf = zip(*rows.values(), strict=True)
    surfaces = tuple(ngram.upper() for ngram in rows)
    return Vocabulary(
        tuple(rows), surfaces, np.array(documents, np.int32), total, np.array(idf, np.float32)
    )


OLD = vocabulary(NGRAMS)
NEW = ["bank loans", "bank loans, gas", "oil wells", "Oil wells"]


def documents(model: Model) -> dict[str, int]:
    return dict(zip(model.vocabulary.ngrams, model.vocabulary.documents.tolist(), strict=True))


def trained_again(mode: str, *more: str, extraction: Extraction = LOOSE.extraction) -> Model:
    return train(
        rows_of([*NEW, *more]), replace(LOOSE, extraction=extraction), known=Known(OLD, mode)
    )


trained_with = lru_cache(trained_again)


def test_the_modes_are_the_studios_beside_create() -> None:
    assert MODES == ("read-only", "update", "merge")


def test_a_vocabulary_is_read_only_unless_a_mode_is_given() -> None:
    assert Known(OLD).mode == "read-only"


@pytest.mark.parametrize("weights", ["tf-idf", "sublinear", "graph"])
def test_a_read_only_vocabulary_stays_as_it_is(weights: str) -> None:
    found = trained_with("read-only", extraction=Extraction(size=1, weights=weights)).vocabulary
    assert (found.ngrams, found.documents.tolist(), found.total) == (
        OLD.ngrams,
        OLD.documents.tolist(),
        10,
    )
    assert found.idf.tolist() == OLD.idf.tolist()


@pytest.mark.parametrize(
    "bounds", [{"min_documents": 4}, {"max_ratio": 0.1}, {"features": 1}, {"selection": "fisher"}]
)
def test_no_bound_holds_a_read_only_vocabulary(bounds: dict[str, Any]) -> None:
    assert (
        trained_with("read-only", extraction=Extraction(size=1, **bounds)).vocabulary.ngrams
        == OLD.ngrams
    )


def test_texts_are_weighed_with_the_idf_of_a_read_only_vocabulary() -> None:
    plain = Extraction(size=1, weights="tf-idf", normalise=False)
    weights = trained_with("read-only", extraction=plain).weigh("oil, oil and gas wells")
    assert dict(zip(weights.indices.tolist(), weights.values.tolist(), strict=True)) == {
        2: 2.5,
        4: 0.75,
    }


def test_a_word_that_a_read_only_vocabulary_lacks_stays_unknown() -> None:
    assert trained_with("read-only").score(["gas gas bank"])[0].coverage == pytest.approx(1 / 3)


def test_a_read_only_vocabulary_is_shown_as_the_texts_write_it_and_the_rest_as_before() -> None:
    assert trained_with("read-only").vocabulary.surfaces == (
        "bank",
        "loans",
        "oil",
        "STEAM",
        "wells",
    )


def test_texts_without_an_ngram_of_a_read_only_vocabulary_take_no_part() -> None:
    model = trained_with("read-only", "gas pipes", "")
    assert (model.figures["rows"], model.figures["rows_used"]) == (6, 4)


@pytest.mark.parametrize(
    "texts", [["gas pipes", "bread"], ["zebra"] * 9, ["", "the of"], ["банк", "дом"]]
)
def test_texts_without_any_ngram_of_a_read_only_vocabulary_are_refused(texts: list[str]) -> None:
    expected = (
        r"^None of the texts has an n-gram of the vocabulary: give texts in its language and "
        r"topic\.$"
    )
    with pytest.raises(TrainingError, match=expected):
        train(rows_of(texts), LOOSE, known=Known(OLD))


def test_an_update_has_the_ngrams_of_the_texts_with_the_old_counted_too() -> None:
    model = trained_with("update")
    assert documents(model) == {"bank": 10, "gas": 1, "loan": 4, "oil": 5, "well": 6}
    assert model.vocabulary.total == 14


def test_a_merger_has_the_ngrams_of_both() -> None:
    model = trained_with("merge")
    assert documents(model) == {"bank": 10, "gas": 1, "loan": 4, "oil": 5, "steam": 1, "well": 6}
    assert model.vocabulary.total == 14


@pytest.mark.parametrize("mode", ["update", "merge"])
def test_what_is_counted_anew_has_a_new_idf(mode: str) -> None:
    model = trained_with(mode)
    counts = np.array(list(documents(model).values()))
    assert model.vocabulary.idf == pytest.approx(1 + np.log(15 / (1 + counts)))


def test_a_merger_keeps_the_readable_form_of_what_the_texts_lack() -> None:
    assert trained_with("merge").vocabulary.surfaces == (
        "bank",
        "gas",
        "loans",
        "oil",
        "STEAM",
        "wells",
    )


@pytest.mark.parametrize("mode", ["update", "merge"])
def test_bounds_hold_the_old_and_new_texts_together(mode: str) -> None:
    # Of 14 texts ten have "bank", and one "gas" and "steam" each.
    bounds = Extraction(size=1, min_documents=2, max_ratio=0.5)
    assert trained_with(mode, extraction=bounds).vocabulary.ngrams == ("loan", "oil", "well")


@pytest.mark.parametrize("mode", ["update", "merge"])
def test_texts_without_words_are_refused_where_their_ngrams_are_needed(mode: str) -> None:
    expected = {
        "update": "add texts, or longer ones",
        "merge": "None of the texts has an n-gram of the vocabulary",
    }
    with pytest.raises(TrainingError, match=expected[mode]):
        train(rows_of(["", "the of"]), LOOSE, known=Known(OLD, mode))


@pytest.mark.parametrize("space", SPACES)
def test_the_table_of_its_own_vocabulary_makes_the_same_model_again(space: str) -> None:
    model = trained(space, "euclidean")
    table = read_table(write_table(model.vocabulary))
    assert dumps(train(ROWS, replace(SETTINGS, space=space), known=Known(table))) == dumps(model)


@pytest.mark.parametrize("mode", MODES)
def test_a_model_of_every_mode_is_the_same_again_and_after_the_round_trip(mode: str) -> None:
    model = trained_with(mode)
    assert dumps(trained_again(mode)) == dumps(model) == dumps(loads(dumps(model)))


@pytest.mark.parametrize("mode", MODES)
def test_what_is_known_stays_as_it_was(mode: str) -> None:
    before = write_table(OLD), OLD.surfaces
    trained_again(mode)
    assert (write_table(OLD), OLD.surfaces) == before


@pytest.fixture(scope="module")
def half() -> Vocabulary:
    """What is known of every second row."""
    return train(rows_of(TEXTS[::2]), SETTINGS).vocabulary


@pytest.mark.parametrize("mode", MODES)
def test_the_five_trades_are_found_with_the_vocabulary_of_half_of_the_rows(
    half: Vocabulary, mode: str
) -> None:
    model = train(ROWS, SETTINGS, known=Known(half, mode))
    assert len({score.cluster for score in model.score(TEXTS)} - {None}) == 5


def test_folds_are_made_with_the_known_vocabulary(half: Vocabulary) -> None:
    figures = five_fold(ROWS, SETTINGS, Known(half))
    assert list(figures) == ["purity", "nmi", "ari", "nearest"]
    assert min(figures.values()) > 0.2
    assert five_fold(ROWS, SETTINGS, Known(vocabulary({"zebra": (1, 1.0)}))) == {}
