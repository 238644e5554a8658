"""Whether a text is English, told by the small words that every sentence needs."""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

from stopwordsiso import langs, stopwords

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


def is_english(words: list[str]) -> bool:
    """Whether no other language counts more of the lower-case `words` as its own than English.

    A language's own are its stop words.
    """
    languages_of = _stop_words()
    # Counted at once, which is several times as quick as word by word
    stop_words = languages_of.keys() & set(words)
    counts = Counter(chain.from_iterable(languages_of[word] for word in stop_words))
    most = max(counts.values(), default=0)
    return most < LEAST_SIGNS or most <= counts["en"]


@lru_cache(maxsize=1)
def _stop_words() -> dict[str, tuple[str, ...]]:
    """Each stop word with the languages that have it."""
    languages_of: dict[str, list[str]] = {}
    for language in sorted(langs()):
        words = stopwords(language)
        if language == "en":
            words = words - _BORROWED
        for word in words:
            languages_of.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in languages_of.items()}
