"""How an n-gram is written for people: as most texts write it."""

import pytest

from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Analyser, Extraction
from clustering.training.corpus import Corpus, read
from clustering.training.vocabularies import create, merge, with_surfaces

TEXTS = ["oil wells and gas wells", "oil wells", "gas pipes", "Gas pipes for Norway", "Norway"]


def corpus(texts: list[str]) -> Corpus:
    return read(
        texts,
        Analyser(
            Cleaning(), Extraction(min_documents=1, min_documents_of_phrases=1, max_ratio=1.0)
        ),
    )


def forms(texts: list[str]) -> dict[str, str]:
    found = corpus(texts)
    vocabulary = with_surfaces(create(found, [""] * len(texts)), found)
    return dict(zip(vocabulary.ngrams, vocabulary.surfaces, strict=True))


def test_a_stem_is_shown_as_a_word_of_the_texts() -> None:
    found = forms(TEXTS)
    assert (found["pipe"], found["oil_well"], found["norway"]) == ("pipes", "oil wells", "Norway")


def test_a_phrase_is_shown_with_what_joins_it() -> None:
    assert forms(["Oil and gas", "oil and gas", "oil gas"])["oil_gas"] == "oil and gas"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["loans loans loan"], "loans"),
        (["loans loan", "LOAN"], "loan"),
        (["Loans"] * 5 + ["loans"], "Loans"),
        (["Loans"] * 4 + ["loans"], "loans"),
        (["LOANS", "Loans", "Loans"], "Loans"),
        (["loans loan"], "loan"),
    ],
)
def test_the_most_used_form_is_shown_in_small_letters_unless_nearly_always_capitalised(
    texts: list[str], expected: str
) -> None:
    assert forms(texts)["loan"] == expected


def test_before_any_text_is_read_an_ngram_is_shown_as_its_tokens() -> None:
    vocabulary = create(corpus(TEXTS), [""] * len(TEXTS))
    assert vocabulary.surface("gas_pipe") == "gas pipe"


def test_an_ngram_of_older_texts_keeps_its_form() -> None:
    old, new = corpus(TEXTS), corpus(["gas bottles"])
    merged = merge(with_surfaces(create(old, [""] * len(TEXTS)), old), new)
    assert merged.surface("norway") == "Norway"
    assert merged.surface("oil_well") == "oil wells"
    assert with_surfaces(merged, new).surface("norway") == "Norway"
    assert with_surfaces(merged, new).surface("bottl") == "bottles"


def test_a_rare_ngram_of_very_many_texts_has_its_form_too() -> None:
    texts = ["oil"] * 15_001
    texts[7_501] = "oil Zebras"
    assert forms(texts)["zebra"] == "Zebras"


def test_only_forms_change() -> None:
    found = corpus(TEXTS)
    before = create(found, [""] * len(TEXTS))
    after = with_surfaces(before, found)
    assert (after.ngrams, after.total) == (before.ngrams, before.total)
    assert (after.documents.tolist(), after.idf.tolist()) == (
        before.documents.tolist(),
        before.idf.tolist(),
    )
