"""A text of any kind is read in time that grows with its length, not with its square."""

from time import perf_counter

import pytest

from clustering.text.cleaning import Cleaning
from clustering.text.ngrams import Analyser, Extraction
from clustering.text.preprocess import tokens
from clustering.text.textrank import word_ranks
from tests.clustering.text.test_preprocess import OPEN

# A quadratic step takes minutes at this length, a linear one a tenth of a second.
LENGTH = 100_000
SECONDS = 4
CHUNKS = [
    "a",
    "a@",
    " @",
    "www.",
    "http://",
    "a-",
    "a'",
    "n't",
    ".",
    ".!x",
    "!",
    " ",
    "'s",
    "\\",
    "_",
    "1",
    "\ud800",
    "a.com",
    "a\u0323\u0301",
    "\u0f71\u0f72\u3099",
    "\ufdfa",
    "ا",
    "loan ",
    "p.a,{",
]


def long(chunk: str) -> str:
    return chunk * (LENGTH // len(chunk)) + "x"


@pytest.mark.parametrize("cleaning", [Cleaning(), OPEN], ids=["default", "open"])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_long_text_of_anything_is_read_at_once(chunk: str, cleaning: Cleaning) -> None:
    start = perf_counter()
    tokens(long(chunk), cleaning)
    assert perf_counter() - start < SECONDS


@pytest.mark.parametrize("chunk", ["oil. ", "oil gas ", "oi,gaz\n"])
def test_a_long_text_has_its_ngrams_at_once(chunk: str) -> None:
    analyser = Analyser(Cleaning(), Extraction(size=3, skip=1, shortest=1))
    start = perf_counter()
    assert analyser.ngrams(long(chunk))
    assert perf_counter() - start < SECONDS


def test_a_long_text_of_different_words_is_ranked_at_once() -> None:
    words = [f"w{number}" for number in range(10_000)]
    start = perf_counter()
    assert len(word_ranks([words])) == len(words)
    assert perf_counter() - start < SECONDS
