"""Text -> clean words, as the studio's Preprocess Text module makes them.

The steps run in this order: custom pattern, URLs, e-mail addresses, contractions, backslashes, duplicate
characters, sentences, words, numbers, stop words, stem or lemma. English only. A stem is never shown: every
word keeps the form that it had in the text.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped, unused-ignore]
from stopwordsiso import stopwords

SENTENCE_MARK = "|||"
ENDINGS = ("stem", "lemma", "keep")
# Longer runs of letters are no words of a language, and would fill the memory of words.
LONGEST_RUN = 64

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
STOP_WORDS = frozenset(stopwords("en") - _SAYS_WHAT_IT_DOES | _SAYS_NOTHING)

# No pattern may be quadratic on hostile text: each starts only where a chunk or a run begins.
_EMAIL = re.compile(r"(?<!\S)[^\s@]*@\S+")
_URL = re.compile(
    r"\b(?:https?|ftp)://\S+"
    r"|\bwww\.\S+"
    r"|(?<![\w@.-])[\w-]{1,63}\.(?:com|net|org|io|edu|gov|co\.uk)\b(?:/\S*)?",
    re.IGNORECASE,
)
_URL_SIGNS = ("://", "www.", ".com", ".net", ".org", ".io", ".edu", ".gov", ".co.uk")
_POSSESSIVE = re.compile(r"['\u2019]s\b", re.IGNORECASE)
_CONTRACTION = re.compile(r"(n)['\u2019]t\b|['\u2019](re|ve|ll|d|m)\b", re.IGNORECASE)
_IRREGULAR = re.compile(r"\b(ca|wo|sha)n['\u2019]t\b", re.IGNORECASE)
_EXPANDED = {
    "ca": "can not",
    "wo": "will not",
    "sha": "shall not",
    "n": " not",
    "re": " are",
    "ve": " have",
    "ll": " will",
    "d": " would",
    "m": " am",
}
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
# Words on both sides of a comma or bracket make no phrase, so these end a sentence too.
_SENTENCE_END = re.compile(r"(?<![.,!?;:|\u2026])[.,!?;:|\u2026]++(?=\s|$)|[()\[\]\r\n\u2028\u2029]+")
# A letter and a hyphen belong to the word: e-commerce, x-ray.
_SPLIT_WORD = re.compile(r"\b[^\W\d_]-[^\W\d_]{3,}|[^\W_]+")
_WHOLE_WORD = re.compile(r"[^\W_]+(?:[^\w\s]+[^\W_]+)*")
_SPECIAL = r"|[^\w\s]+"
# Normalising sorts a run of combining marks by insertion; Unicode's stream-safe format allows 30 in a row.
_SYMBOL_RUN = re.compile(r"([^\w\s]{30})[^\w\s]++")
_JOINING = re.compile(r"[ \u2010-]| (?:and|of|&) ", re.IGNORECASE)


class Word(NamedTuple):
    """A content word: its clean token, its form in the text, and what joins it to the word before it."""

    token: str
    surface: str
    joint: str


@dataclass(frozen=True)
class Cleaning:
    """The options of Preprocess Text. Raises ValueError for one that cannot be.

    `endings`: "stem" (Porter's second stemmer), "lemma" (simplemma) or "keep". `stop_words` are removed beside
    the built-in list while `remove_stop_words` is set. `pattern` is a regular expression, replaced before
    anything else. `remove_duplicate_characters` leaves two of three or more equal letters. Without
    `detect_sentences` phrases may cross the end of a sentence.
    """

    lower_case: bool = True
    endings: str = "stem"
    remove_stop_words: bool = True
    stop_words: tuple[str, ...] = ()
    detect_sentences: bool = True
    remove_numbers: bool = True
    remove_special_characters: bool = True
    split_on_special_characters: bool = True
    remove_duplicate_characters: bool = True
    remove_emails: bool = True
    remove_urls: bool = True
    expand_contractions: bool = True
    backslashes_to_slashes: bool = True
    pattern: str = ""
    replacement: str = ""

    def __post_init__(self) -> None:
        # A list comes from JSON; the options must stay hashable.
        if isinstance(self.stop_words, str):
            raise ValueError("stop_words is one text: give a list of words.")
        object.__setattr__(self, "stop_words", tuple(self.stop_words))
        if self.endings not in ENDINGS:
            raise ValueError(f"endings is {self.endings!r}: choose one of {', '.join(ENDINGS)}.")
        try:
            re.sub(self.pattern, self.replacement, "")
        except (re.error, IndexError, OverflowError, RecursionError) as error:
            raise ValueError(f"The pattern {self.pattern!r} or its replacement cannot be used: {error}.") from error


DEFAULT = Cleaning()


def preprocessed(text: str, cleaning: Cleaning = DEFAULT) -> str:
    """The column "Preprocessed Text": tokens parted by a space, sentences by ` ||| `."""
    return f" {SENTENCE_MARK} ".join(" ".join(word.token for word in words) for words in sentences(text, cleaning))


def tokens(text: str, cleaning: Cleaning = DEFAULT) -> list[str]:
    """The clean tokens of `text` in order. Any string is allowed, and none raises."""
    return [token for words in token_sentences(text, cleaning) for token in words]


def token_sentences(text: str, cleaning: Cleaning = DEFAULT) -> list[list[str]]:
    """The tokens of `sentences`, in half its time."""
    return _cleaner(cleaning).tokens(text)


def sentences(text: str, cleaning: Cleaning = DEFAULT) -> list[list[Word]]:
    """The content words of `text`, sentence by sentence (none is empty)."""
    return _cleaner(cleaning).sentences(text)


@lru_cache(maxsize=16)
def _cleaner(cleaning: Cleaning) -> "_Cleaner":
    return _Cleaner(cleaning)


class _Cleaner:
    """One set of options, with the words that it has met."""

    def __init__(self, cleaning: Cleaning) -> None:
        self.cleaning = cleaning
        word = (_SPLIT_WORD if cleaning.split_on_special_characters else _WHOLE_WORD).pattern
        self.word = re.compile(word if cleaning.remove_special_characters else word + _SPECIAL)
        self.pattern = re.compile(cleaning.pattern) if cleaning.pattern else None
        own = frozenset(_letters(word.lower()) for word in cleaning.stop_words)
        self.stop_words = STOP_WORDS | own if cleaning.remove_stop_words else frozenset()
        self.ending = _ending(cleaning.endings)
        self.token = lru_cache(maxsize=1 << 16)(self._token)

    def sentences(self, text: str) -> list[list[Word]]:
        return [words for part in self._parts(text) if (words := self._words(part))]

    def tokens(self, text: str) -> list[list[str]]:
        return [words for part in self._parts(text) if (words := self._tokens(part))]

    def _parts(self, text: str) -> list[str]:
        text = self._clean(text)
        return _SENTENCE_END.split(text) if self.cleaning.detect_sentences else [text]

    def _tokens(self, sentence: str) -> list[str]:
        return [
            token
            for surface in self.word.findall(sentence)
            if len(surface) <= LONGEST_RUN and (token := self.token(surface))
        ]

    def _clean(self, text: str) -> str:
        if self.pattern:
            text = self.pattern.sub(self.cleaning.replacement, text)
        if not text.isascii():
            text = unicodedata.normalize("NFKC", _SYMBOL_RUN.sub(r"\1", text))
        if self.cleaning.remove_urls and _may_have_url(text):
            text = _URL.sub("\n", text)
        if self.cleaning.remove_emails and "@" in text:
            text = _EMAIL.sub("\n", text)
        if self.cleaning.expand_contractions and ("'" in text or "\u2019" in text):
            text = _IRREGULAR.sub(lambda found: _EXPANDED[found[1].lower()], text)
            text = _CONTRACTION.sub(lambda found: _EXPANDED[(found[1] or found[2]).lower()], text)
        if self.cleaning.backslashes_to_slashes:
            text = text.replace("\\", "/")
        if self.cleaning.remove_duplicate_characters:
            text = _REPEATED.sub(r"\1\1", text)
        return _POSSESSIVE.sub("", text)

    def _words(self, sentence: str) -> list[Word]:
        words = []
        end = 0
        for match in self.word.finditer(sentence):
            surface = match.group()
            if len(surface) <= LONGEST_RUN and (token := self.token(surface)):
                joint = sentence[end : match.start()]
                words.append(Word(token, surface, joint if joint == " " or _JOINING.fullmatch(joint) else " "))
                end = match.end()
        return words

    def _token(self, surface: str) -> str:
        """The clean token of a word, or "" for one that is left out."""
        word = surface.lower() if self.cleaning.lower_case else surface
        if self.cleaning.remove_special_characters:
            word = _letters(word)
        if _letters(word.lower()) in self.stop_words:
            return ""
        if self.cleaning.remove_numbers and any(sign.isnumeric() for sign in word):
            return ""
        token = self.ending(word)
        # A lemma may bring a capital back
        return token.lower() if self.cleaning.lower_case else token


def _letters(word: str) -> str:
    return "".join(sign for sign in word if sign.isalnum())


def _may_have_url(text: str) -> bool:
    """Told by cheap signs, for most texts have none and the pattern is slow."""
    folded = text.casefold()
    return any(sign in folded for sign in _URL_SIGNS)


def _ending(endings: str) -> Callable[[str], str]:
    if endings == "keep":
        return str
    if endings == "stem":
        # The stemmer keeps the word on itself, so threads must not share one.
        return lambda word: str(EnglishStemmer().stemWord(word))
    # Its dictionary takes a third of a second to load, and only the classic preset needs it.
    from simplemma import lemmatize

    return lambda word: lemmatize(word, lang="en")
