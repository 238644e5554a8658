from math import log, log10
from typing import Any

import pytest

from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Analyser, Extraction
from clustering.text.vocabulary import Vocabulary, read_table, write_table
from clustering.training.corpus import Corpus, read
from clustering.training.vocabularies import create, merge, update

TEXTS = ["oil wells and gas wells", "oil wells", "gas pipes", "Gas pipes for Norway", "Norway"]
LOOSE = {"min_documents": 1, "min_documents_of_phrases": 1, "max_ratio": 1.0}


def corpus(texts: list[str], **options: Any) -> Corpus:
    return read(texts, Analyser(Cleaning(), Extraction(**LOOSE | options)))


def created(texts: list[str], **options: Any) -> Vocabulary:
    return create(corpus(texts, **options), [""] * len(texts))


def updated(old: Vocabulary, texts: list[str], **options: Any) -> Vocabulary:
    return update(old, corpus(texts, **options), [""] * len(texts))


def documents(vocabulary: Vocabulary) -> dict[str, int]:
    return dict(zip(vocabulary.ngrams, vocabulary.documents.tolist(), strict=True))


def test_a_new_vocabulary_says_how_many_texts_have_each_ngram() -> None:
    vocabulary = created(TEXTS, size=1)
    assert documents(vocabulary) == {"gas": 3, "norway": 2, "oil": 2, "pipe": 2, "well": 2}
    assert vocabulary.total == 5


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"min_documents": 3}, {"gas"}),
        ({"min_documents": 6}, set()),
        ({"max_ratio": 0.4}, {"norway", "oil", "pipe", "well"}),
        ({"max_ratio": 0.6}, {"gas", "norway", "oil", "pipe", "well"}),
        ({"features": 1}, {"gas"}),
    ],
)
def test_single_words_have_bounds(bounds: dict[str, Any], expected: set[str]) -> None:
    assert set(created(TEXTS, size=1, **bounds).ngrams) == expected


@pytest.mark.parametrize(("ratio", "rows"), [(0.29, 29), (0.57, 57), (0.58, 58), (0.1, 10)])
def test_exactly_the_largest_share_is_within_it(ratio: float, rows: int) -> None:
    texts = ["bank"] * rows + ["oil"] * (100 - rows)
    assert "bank" in created(texts, max_ratio=ratio).ngrams
    assert "bank" not in created(["bank", *texts[:-1]], max_ratio=ratio).ngrams


def test_phrases_have_a_bound_of_their_own() -> None:
    vocabulary = created(TEXTS, min_documents=3, min_documents_of_phrases=2)
    assert vocabulary.ngrams == ("gas", "gas_pipe", "oil_well")


def test_an_ngram_as_frequent_as_it_must_be_is_in_whatever_the_share() -> None:
    assert created(["oil", "oil gas"], size=1, max_ratio=0.01).ngrams == ("gas",)
    assert created(["oil", "oil gas"], size=1, max_ratio=0.01, min_documents=2).ngrams == ("oil",)


@pytest.mark.parametrize(
    ("weights", "idf"), [("tf-idf", log10(5 / 3)), ("sublinear", 1 + log(6 / 4))]
)
def test_idf_follows_from_the_number_of_texts(weights: str, idf: float) -> None:
    vocabulary = created(TEXTS, weights=weights)
    assert vocabulary.idf[vocabulary.index["gas"]] == pytest.approx(idf)


@pytest.mark.parametrize("texts", [[], [""], ["", "the of"], ["oil", "gas"]])
def test_texts_that_share_nothing_make_an_empty_vocabulary(texts: list[str]) -> None:
    vocabulary = created(texts, min_documents=2, min_documents_of_phrases=2)
    assert (vocabulary.ngrams, vocabulary.total) == ((), len(texts))


def test_an_update_has_the_ngrams_of_the_new_texts_with_the_old_counted_too() -> None:
    found = updated(created(TEXTS, size=1), ["gas bottles", "gas"], size=1)
    assert documents(found) == {"bottl": 1, "gas": 5}
    assert found.total == 7


def test_an_update_has_idf_of_all_texts() -> None:
    found = updated(created(TEXTS, size=1), ["gas bottles"], size=1, weights="tf-idf")
    assert found.idf.tolist() == pytest.approx([log10(6 / 1), log10(6 / 4)])


def test_an_update_has_its_bounds_on_all_texts() -> None:
    old = created(TEXTS, size=1)
    assert updated(old, ["gas bottles"], size=1, min_documents=2).ngrams == ("gas",)
    assert updated(old, ["gas bottles"], size=1, max_ratio=0.5).ngrams == ("bottl",)


def test_a_merger_has_the_ngrams_of_both() -> None:
    found = merge(created(TEXTS, size=1), corpus(["gas bottles", "gas"], size=1))
    assert documents(found) == {"bottl": 1, "gas": 5, "norway": 2, "oil": 2, "pipe": 2, "well": 2}
    assert found.total == 7


def test_a_merger_is_bounded_anew() -> None:
    old = created(TEXTS, size=1)
    assert merge(old, corpus(["oil bottles"], size=1, min_documents=3)).ngrams == ("gas", "oil")
    assert "gas" not in merge(old, corpus(["gas"], size=1, max_ratio=0.5)).ngrams


@pytest.mark.parametrize("selection", ["none", "count", "chi-squared"])
def test_a_merger_keeps_the_most_frequent_whatever_the_selection(selection: str) -> None:
    new = corpus(["oil bottles", "oil"], size=1, features=2, selection=selection)
    assert merge(created(TEXTS, size=1), new).ngrams == ("gas", "oil")


def test_two_halves_merged_are_the_whole() -> None:
    whole = created(TEXTS, weights="tf-idf")
    halves = merge(created(TEXTS[:2], weights="tf-idf"), corpus(TEXTS[2:], weights="tf-idf"))
    assert (documents(halves), halves.total) == (documents(whole), whole.total)
    assert halves.idf.tolist() == whole.idf.tolist()


@pytest.mark.parametrize("texts", [[], [""], ["the of"]])
def test_nothing_new_leaves_a_merger_and_no_update(texts: list[str]) -> None:
    old = created(TEXTS)
    assert documents(merge(old, corpus(texts))) == documents(old)
    assert updated(old, texts).ngrams == ()


def test_an_old_table_can_be_updated_and_merged() -> None:
    table = read_table(write_table(created(TEXTS, size=1)))
    assert documents(updated(table, ["gas"], size=1)) == {"gas": 4}
    assert documents(merge(table, corpus(["gas"], size=1)))["gas"] == 4


def test_old_and_new_counts_leave_what_they_were_made_of_alone() -> None:
    old, new = created(TEXTS), corpus(["gas"])
    before = documents(old), new.documents().tolist()
    update(old, new, [""])
    merge(old, new)
    assert (documents(old), new.documents().tolist()) == before


def test_some_texts_of_a_corpus_are_counted_alone() -> None:
    part = corpus(TEXTS, size=1).take([1, 4])
    assert documents(create(part, ["", ""])) == {"norway": 1, "oil": 1, "well": 1}
