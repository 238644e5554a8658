"""Whether a text is English, told by the small words that every sentence needs."""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from stopwordsiso import langs, stopwords

from clustering.text.arrays import Indices, reduced

WORD = re.compile(r"[^\W\d_]+")
# One foreign word is a name or chance.
LEAST_SIGNS = 2


def word_set(words: str) -> frozenset[str]:
    """A list of words as it is easiest to read: a text, with blanks between them."""
    return frozenset(words.split())


# Small words of other languages that the English list has taken over from web pages
_BORROWED = word_set(
    """
    ad ag ai al au che ci con de del der des di du el en er es et fi il im io je la le les li
    los ma mi na ne ni nos nu og per por que sa se si su th um un una und va vi vol von vu
    """
)


@lru_cache(maxsize=1)
def small_words() -> dict[str, int]:
    """The number of each word that is a stop word of any language."""
    every: set[str] = set()
    for words in _stop_words().values():
        every.update(words)
    return {word: number for number, word in enumerate(sorted(every))}


@lru_cache(maxsize=1)
def _are_of_language() -> NDArray[np.int8]:
    """small words x languages: 1 where a word is a stop word of a language, English first."""
    number = small_words()
    stop_words = _stop_words()
    are_of = np.zeros((len(number), len(stop_words)), np.int8)
    for column, words in enumerate(stop_words.values()):
        rows = [number[word] for word in words]
        are_of[rows, column] = 1
    return are_of


def are_english(small: Indices, lengths: Indices) -> NDArray[np.bool_]:
    """Whether no other language counts more of the words of a text as its own than English.

    `small` has the different small words of n texts, one text behind the other, and `lengths` (n)
    how many each has. A language's own are its stop words.
    """
    are_of = _are_of_language()[small].astype(np.int16)
    counts = reduced(np.add, are_of, lengths)
    of_english = counts[:, 0]
    most = counts.max(axis=1)
    return np.asarray((most < LEAST_SIGNS) | (most <= of_english))


def is_english(small: Indices) -> bool:
    """As `are_english`, of the small words of one text, which may stand there several times."""
    different = list(set(small.tolist()))
    counts = np.add.reduce(_are_of_language()[different], axis=0, dtype=np.int16)
    most = counts.max()
    return bool(most < LEAST_SIGNS or most <= counts[0])


def _stop_words() -> dict[str, frozenset[str]]:
    """The stop words of each language, of English first."""
    words = {"en": frozenset(stopwords("en") - _BORROWED)}
    others = set(langs()) - {"en"}
    for language in sorted(others):
        words[language] = frozenset(stopwords(language))
    return words
