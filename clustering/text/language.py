"""Whether a text is English, told by the small words that every sentence needs."""

import re
from collections import Counter
from functools import lru_cache

from stopwordsiso import langs, stopwords

WORD = re.compile(r"[^\W\d_]+")
# One foreign word is a name or chance.
LEAST_SIGNS = 2
# Small words of other languages that the English list has taken over from web pages
_BORROWED = frozenset(
    {
        *("ad", "ag", "ai", "al", "au", "che", "ci", "con", "de", "del", "der", "des", "di", "du"),
        *("el", "en", "er", "es", "et", "fi", "il", "im", "io", "je", "la", "le", "les", "li"),
        *("los", "ma", "mi", "na", "ne", "ni", "nos", "nu", "og", "per", "por", "que", "sa", "se"),
        *("si", "su", "th", "um", "un", "una", "und", "va", "vi", "vol", "von", "vu"),
    }
)


def is_english(words: list[str]) -> bool:
    """Whether no other language has more
    of the lower-case `words` among its stop words than English has.
    """
    lists = _lists()
    counts = Counter(language for word in set(words) for language in lists.get(word, ()))
    return all(count < LEAST_SIGNS or count <= counts["en"] for count in counts.values())


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    """Each stop word with the languages that have it."""
    found: dict[str, list[str]] = {}
    for language in sorted(langs()):
        own = stopwords(language) - _BORROWED if language == "en" else stopwords(language)
        for word in own:
            found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}
