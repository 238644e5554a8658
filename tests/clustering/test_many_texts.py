"""A text scores the same alone and among others, whatever is in it."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from clustering.bulk import word_table
from clustering.bulk.text_rows import take_apart
from clustering.bulk.word_table import WordTable
from clustering.score import Score
from clustering.settings import Settings, preset
from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Extraction
from clustering.text.preprocess import token_sentences
from clustering.training import train
from tests.clustering.conftest import ROWS
from tests.clustering.kinds.trades import kinds
from tests.clustering.odd_texts import odd_texts

DATA = Path(__file__).parents[2] / "data"
NUMBER = 2_000
# With each odd piece some dozen times
SOME = 800
# Options under which texts are taken apart in other ways
OPTIONS = [
    Settings(k=5),
    preset("classic", k=5),
    Settings(k=5, extraction=Extraction(weights="graph")),
    Settings(k=5, extraction=Extraction(size=3, skip=1, min_documents_of_phrases=1)),
    Settings(k=5, cleaning=Cleaning(pattern="(?i)bank", replacement="school")),
]
IDS = ["default", "classic", "graph", "three words", "pattern"]


@lru_cache
def real_texts() -> list[str]:
    texts = []
    for name in ("companies.csv", "pitches.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            texts += [row["Text"] for row in csv.DictReader(file)]
    return texts[:NUMBER]


@lru_cache
def all_texts() -> list[str]:
    real = real_texts()
    # Odd ones among real ones
    return list(chain.from_iterable(zip(real, odd_texts(real, NUMBER), strict=True)))


def assert_same(one: Score, other: Score) -> None:
    assert (one.cluster, one.distances, one.sure) == (other.cluster, other.distances, other.sure)
    assert (one.coverage, one.map_place, one.kind) == (other.coverage, other.map_place, other.kind)
    assert np.array_equal(one.vector, other.vector)
    assert np.array_equal(one.said, other.said)


def test_2000_real_and_2000_odd_texts_score_alone_as_among_all_others() -> None:
    model = train(ROWS, Settings(k=5), kinds=kinds())
    texts = all_texts()
    assert len(texts) == 2 * NUMBER
    for text, among in zip(texts, model.score(texts), strict=True):
        [alone] = model.score([text])
        assert_same(alone, among)


@pytest.mark.parametrize("settings", OPTIONS, ids=IDS)
def test_whatever_the_options_are_the_weights_are_those_of_one_text(settings: Settings) -> None:
    model = train(ROWS, settings)
    texts = all_texts()[-200:]
    among = model.weigh_many(texts)
    for text, score, own in zip(texts, model.place(texts), among, strict=True):
        weights = model.weigh(text)
        assert own.indices.tolist() == weights.indices.tolist()
        assert own.values == pytest.approx(weights.values, abs=1e-6)
        expected = np.einsum("i,ij->j", weights.values, model.projection[weights.indices])
        guided = expected[: model.guided]
        assert score.coverage == pytest.approx(weights.coverage)
        assert score.vector.any() == bool(expected.any())
        if guided.any():
            direction = score.vector[: model.guided] / np.linalg.norm(score.vector[: model.guided])
            assert direction == pytest.approx(guided / np.linalg.norm(guided), abs=1e-5)


def test_surfaces_have_the_tokens_that_the_whole_text_has() -> None:
    table = WordTable(Cleaning())
    names = {table.token_number(token): token for token in _tokens(all_texts()[:SOME])}
    for text in all_texts()[:SOME]:
        rows = take_apart([text], table).tokens()
        found: dict[int, list[str]] = {}
        for token, sentence in zip(rows.tokens.tolist(), rows.sentences.tolist(), strict=True):
            found.setdefault(sentence, []).append(names[token])
        assert list(found.values()) == token_sentences(text)


def _tokens(texts: Sequence[str]) -> set[str]:
    return {token for text in texts for words in token_sentences(text) for token in words}


def test_a_table_that_has_grown_too_large_makes_way_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = train(ROWS, Settings(k=5), kinds=kinds())
    before = model.score(real_texts()[:20])
    options = (Cleaning(), Extraction().shortest, Extraction().longest)
    first = word_table.word_table(*options)
    monkeypatch.setattr(word_table, "MOST_SURFACES", 10)
    after = model.score(real_texts()[:20])
    assert word_table.word_table(*options) is not first
    for one, other in zip(before, after, strict=True):
        assert_same(one, other)
