"""What industries say is learned with the texts; scoring reads the text alone."""

from dataclasses import replace
from typing import Any

import pytest

from clustering.artifact import dumps
from clustering.evaluation.folds import five_fold
from clustering.evaluation.sweep import sweep
from clustering.model import Model
from clustering.settings import SPACES
from clustering.text.ngrams import WEIGHTS, Analyser, Extraction
from clustering.training import Rows, TrainingError, train
from clustering.training.corpus import read
from tests.clustering.conftest import CATEGORIES, ROWS, SETTINGS, TEXTS, TITLES

LABELS = {
    "bank": "Regional Lenders",
    "oil": "Oil & Gas Exploration",
    "software": "Application Programs",
    "medicine": "Health Care Facilities",
    "food": "Packaged Foods",
}
INDUSTRIES = [LABELS[category] for category in CATEGORIES]
LABELLED = Rows(TITLES, CATEGORIES, TEXTS, INDUSTRIES)


def analyser(**options: Any) -> Analyser:
    return Analyser(extraction=Extraction(min_documents=1, min_documents_of_phrases=1, **options))


@pytest.mark.parametrize("labels", [INDUSTRIES, [""] * 30, ["", "Oil & Gas"] * 15, ["xyzzy"] * 30])
def test_a_label_is_counted_as_a_sentence_after_its_text(labels: list[str]) -> None:
    one = analyser(size=3, skip=1)
    beside = read(TEXTS, one).beside(labels)
    written = read([f"{text}\n{label}" for text, label in zip(TEXTS, labels, strict=True)], one)
    assert sorted(beside.ngrams) == sorted(written.ngrams)
    assert beside.texts == written.texts
    columns = [written.ngrams.index(ngram) for ngram in beside.ngrams]
    assert (beside.counts != written.counts[:, columns]).nnz == 0


def test_texts_without_labels_stay_as_they_are() -> None:
    corpus = read(TEXTS, analyser())
    corpus.beside(INDUSTRIES)
    assert (corpus.texts, corpus.counts.shape) == (TEXTS, (30, len(corpus.ngrams)))


def test_words_of_industries_are_known_although_no_text_has_them(model: Model) -> None:
    assert train(LABELLED, SETTINGS).score(["Regional lenders with lenders"])[0].coverage > 0
    assert model.score(["Regional lenders with lenders"])[0].coverage == 0


@pytest.mark.parametrize("space", SPACES)
def test_a_text_in_the_words_of_an_industry_joins_it(space: str) -> None:
    model = train(LABELLED, replace(SETTINGS, space=space))
    asked, bank = model.score(["Lenders of loans from the bank", TEXTS[0]])
    assert asked.cluster == bank.cluster


@pytest.mark.parametrize("weights", WEIGHTS)
def test_every_weight_can_learn_from_industries(weights: str) -> None:
    model = train(LABELLED, replace(SETTINGS, extraction=Extraction(weights=weights)))
    assert len({score.cluster for score in model.score(TEXTS)}) == 5


@pytest.mark.parametrize("industries", [(), [], [""] * 30])
def test_no_industries_change_nothing(model: Model, industries: Any) -> None:
    assert dumps(train(Rows(TITLES, CATEGORIES, TEXTS, industries), SETTINGS)) == dumps(model)


def test_rows_with_industries_make_the_same_bytes_again() -> None:
    assert dumps(train(LABELLED, SETTINGS)) == dumps(train(LABELLED, SETTINGS))


def test_words_of_the_trade_are_those_of_categories_and_industries() -> None:
    rows = Rows(["", ""], ["Energy", ""], ["Oil", "Loans"], ["Oil & Gas", "Lenders"])
    assert rows.trade(SETTINGS) == {"energi", "oil", "gas", "lender"}


def test_rows_are_taken_in_the_order_that_was_asked_for() -> None:
    taken = LABELLED.take([2, 0])
    assert taken == Rows(
        [TITLES[2], TITLES[0]],
        [CATEGORIES[2], CATEGORIES[0]],
        [TEXTS[2], TEXTS[0]],
        [INDUSTRIES[2], INDUSTRIES[0]],
    )
    assert not ROWS.take([1]).industries


@pytest.mark.parametrize("industries", [["Oil"], INDUSTRIES[:-1], [*INDUSTRIES, ""]])
def test_industries_must_be_as_many_as_the_texts(industries: list[str]) -> None:
    with pytest.raises(TrainingError, match=f"30, 30, 30, {len(industries)} rows: give "):
        Rows(TITLES, CATEGORIES, TEXTS, industries)


@pytest.mark.parametrize("value", [None, 5, float("nan")])
def test_an_industry_that_is_no_text_is_refused_with_its_row(value: Any) -> None:
    with pytest.raises(TrainingError, match="Row 2 has a value that is no text"):
        Rows(["", ""], ["", ""], ["Oil", "Loans"], ["Oil & Gas", value])


def test_industries_can_be_judged_by_folds_and_swept() -> None:
    assert min(five_fold(LABELLED, SETTINGS).values()) >= 0
    assert sweep(LABELLED, SETTINGS, range(2, 9))[0].k == 5
