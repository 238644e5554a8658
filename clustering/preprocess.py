"""Text -> clean words, as the studio's Preprocess Text module makes them.

Removed: URLs, e-mail addresses, contractions and possessives, words with digits, special characters, stop
words, and words shorter than 3 or longer than 25 characters. The rest are lower-cased and stemmed (Porter's
second stemmer): stems placed held-out companies as well as lemmas or better, and start ten times as fast. A
stem is never shown: every word keeps the form that it had in the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped, unused-ignore]
from stopwordsiso import stopwords

SHORTEST, LONGEST = 3, 25

# The list was made for web search; these of its words say what a company does.
_SAYS_WHAT_IT_DOES = {
    *("bill", "computer", "fire", "goods", "home", "information", "interest", "invention"),
    *("parts", "research", "room", "rooms", "site", "system", "test", "tests", "web", "wells"),
}
# What descriptions say of themselves whatever the business; without these, more neighbours share an industry.
_SAYS_NOTHING = {
    *("acquire", "acquired", "acquires", "acquisition", "acquisitions", "america", "american"),
    *("announced", "based", "companies", "company", "corporation", "corporations", "employ"),
    *("employees", "employs", "established", "formed", "fortune", "founded", "global", "headquarter"),
    *("headquartered", "headquarters", "history", "holding", "holdings", "include", "included"),
    *("includes", "including", "incorporated", "individuals", "international", "largest", "leading"),
    *("list", "listed", "lists", "llc", "merged", "merger", "multinational", "nasdaq", "nyse", "offer"),
    *("offered", "offering", "offers", "operate", "operated", "operates", "operating", "organized"),
    *("owned", "owner", "owns", "people", "plc", "provide", "provider", "providers", "publicly"),
    *("ranked", "renamed", "revenue", "revenues", "spun", "stock", "subsidiaries", "subsidiary"),
    *("symbol", "ticker", "traded", "trades", "various", "worldwide", "engaged", "engages"),
}
_STOP_WORDS = frozenset(stopwords("en") - _SAYS_WHAT_IT_DOES | _SAYS_NOTHING)

# No pattern may be quadratic on hostile text: each starts only where a chunk or a run begins.
_NOT_PROSE = re.compile(
    r"(?<!\S)[^\s@]*@\S+"
    r"|\b(?:https?|ftp)://\S+"
    r"|\bwww\.\S+"
    r"|(?<![\w-])[\w-]{1,63}\.(?:com|net|org|io|edu|gov|co\.uk)\b(?:/\S*)?",
    re.IGNORECASE,
)
_CONTRACTION = re.compile(r"['\u2019](?:s|re|ve|ll|d|m|t)\b", re.IGNORECASE)
# Words on both sides of a comma or bracket make no phrase, so these end a sentence too.
_SENTENCE_END = re.compile(r"(?<![.,!?;:|\u2026])[.,!?;:|\u2026]++(?=\s|$)|[()\[\]\r\n\u2028\u2029]+")
# A letter and a hyphen belong to the word: e-commerce, x-ray.
_WORD = re.compile(r"\b[^\W\d_]-[^\W\d_]{3,}|\w+")
# Normalising sorts a run of combining marks by insertion; Unicode's stream-safe format allows 30 in a row.
_SYMBOL_RUN = re.compile(r"([^\w\s]{30})[^\w\s]++")
_JOINING = re.compile(r"[ \u2010-]| (?:and|of|&) ", re.IGNORECASE)


class Word(NamedTuple):
    """A content word: its clean token, its form in the text, and what joins it to the word before it."""

    token: str
    surface: str
    joint: str


def tokens(text: str) -> list[str]:
    """The clean tokens of `text` in order. Any string is allowed, and none raises."""
    return [word.token for words in sentences(text) for word in words]


def sentences(text: str) -> list[list[Word]]:
    """The content words of `text`, sentence by sentence (none is empty)."""
    return [words for part in _SENTENCE_END.split(_clean(text)) if (words := _words(part))]


def _clean(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _SYMBOL_RUN.sub(r"\1", text))
    return _CONTRACTION.sub("", _NOT_PROSE.sub(" | ", text))


def _words(sentence: str) -> list[Word]:
    words = []
    end = 0
    for match in _WORD.finditer(sentence):
        surface = match.group()
        if token := _token(surface):
            joint = sentence[end : match.start()]
            words.append(Word(token, surface, joint if _JOINING.fullmatch(joint) else " "))
            end = match.end()
    return words


def _token(surface: str) -> str:
    """The clean token of a word, or "" for one that is left out. Overlong words stay out of the cache."""
    return _stem(surface.lower()) if SHORTEST <= len(surface) <= LONGEST else ""


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    word = word.replace("-", "")
    if not word.isalpha() or word in _STOP_WORDS:
        return ""
    # The stemmer keeps the word on itself, so threads must not share one.
    stem: str = EnglishStemmer().stemWord(word)
    return stem if SHORTEST <= len(stem) <= LONGEST else ""
