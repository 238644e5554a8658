"""Text -> clean words, as the studio's Preprocess Text module makes them.

The steps run in this order: custom pattern, URLs, e-mail addresses, contractions, backslashes,
duplicate characters (so far `cleaning.py`), sentences, words, numbers, stop words, stem or lemma.
English only. A stem is never shown: every word keeps the form that it had in the text.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer
from stopwordsiso import stopwords

from clustering.text.cleaning import (
    DEFAULT,
    Cleaning,
    cleaned,
    steps,
    steps_after_markup,
    traced_through,
    without_markup,
)
from clustering.text.language import word_set
from clustering.text.tracing import Span

SENTENCE_MARK = "|||"
# Longer runs of letters are no words of a language, and would fill the memory of words.
LONGEST_RUN = 64

# The list was made for web search; these of its words say what a company does.
_SAYS_WHAT_IT_DOES = word_set(
    """
    bill computer fire goods home information interest invention parts research room rooms site
    system test tests web wells
    """
)
# What descriptions say of themselves whatever the business; without these, more neighbours share an
# industry.
_SAYS_NOTHING = word_set(
    """
    acquire acquired acquires acquisition acquisitions america american announced based
    companies company corporation corporations employ employees employs established formed
    fortune founded global headquarter headquartered headquarters history holding holdings
    include included includes including incorporated individuals international largest leading
    list listed lists llc merged merger multinational nasdaq nyse offer offered offering offers
    operate operated operates operating organized owned owner owns people plc provide provider
    providers publicly ranked renamed revenue revenues spun stock subsidiaries subsidiary symbol
    ticker traded trades various worldwide engaged engages
    """
)
STOP_WORDS = frozenset(stopwords("en") - _SAYS_WHAT_IT_DOES | _SAYS_NOTHING)

# Words on both sides of a comma or bracket make no phrase, so these end a sentence too.
_SENTENCE_END = re.compile(
    r"(?<![.,!?;:|\u2026])[.,!?;:|\u2026]++(?=\s|$)|[()\[\]\r\n\u2028\u2029]+"
)
# A letter and a hyphen belong to the word: e-commerce, x-ray.
_SPLIT_WORD = re.compile(r"\b[^\W\d_]-[^\W\d_]{3,}|[^\W_]+")
_WHOLE_WORD = re.compile(r"[^\W_]+(?:[^\w\s]+[^\W_]+)*")
_SPECIAL = r"|[^\w\s]+"
# No step finds anything in letters that are not repeated
_PLAIN = re.compile(r"(?:([A-Za-z])(?!\1))+[.,]?")
_JOINING = re.compile(r"[ \u2010-]| (?:and|of|&) ", re.IGNORECASE)


class Word(NamedTuple):
    """A content word: its clean token, its form in the text, what joins it to the word before."""

    token: str
    surface: str
    joint: str


class Place(NamedTuple):
    """A content word: its clean token, and where it stands in the text."""

    token: str
    span: Span


def preprocessed(text: str, cleaning: Cleaning = DEFAULT) -> str:
    """The column "Preprocessed Text": tokens parted by a space, sentences by ` ||| `."""
    lines = [" ".join(words) for words in token_sentences(text, cleaning)]
    mark = f" {SENTENCE_MARK} "
    return mark.join(lines)


def tokens(text: str, cleaning: Cleaning = DEFAULT) -> list[str]:
    """The clean tokens of `text` in order. Any string is allowed, and none raises."""
    return [token for words in token_sentences(text, cleaning) for token in words]


def token_sentences(text: str, cleaning: Cleaning = DEFAULT) -> list[list[str]]:
    """The tokens of `sentences`, in half its time."""
    return _cleaner(cleaning).tokens(text)


def tokens_of_surface(surface: str, cleaning: Cleaning = DEFAULT) -> list[list[str]]:
    """The tokens of what stands between two blanks of a text `without_markup`.

    Behind each end of a sentence begins another list, which may be empty. No step of cleaning looks
    beyond a blank, so that a text has the tokens of its surfaces. A line end is such a surface too.
    """
    return _cleaner(cleaning).of_surface(surface)


def sentences(text: str, cleaning: Cleaning = DEFAULT) -> list[list[Word]]:
    """The content words of `text`, sentence by sentence (none is empty)."""
    return _cleaner(cleaning).sentences(text)


def placed_sentences(text: str, cleaning: Cleaning = DEFAULT) -> list[list[Place]]:
    """The words of `sentences` with their places in `text`.

    A word that was cleaned stands for all it was made of.
    """
    return _cleaner(cleaning).placed(text)


@lru_cache(maxsize=16)
def _cleaner(cleaning: Cleaning) -> "_Cleaner":
    return _Cleaner(cleaning)


class _Cleaner:
    """One set of options, with the words that it has met."""

    def __init__(self, cleaning: Cleaning) -> None:
        self.cleaning = cleaning
        self.word = _SPLIT_WORD if cleaning.split_on_special_characters else _WHOLE_WORD
        if not cleaning.remove_special_characters:
            # They are words of their own then
            self.word = re.compile(self.word.pattern + _SPECIAL)
        self.steps = list(steps(cleaning))
        self.later_steps = list(steps_after_markup(cleaning))
        self.stop_words: frozenset[str] = frozenset()
        if cleaning.remove_stop_words:
            own = frozenset(_letters(word.lower()) for word in cleaning.stop_words)
            self.stop_words = STOP_WORDS | own
        self.ending: Callable[[str], str] = str
        if cleaning.endings == "stem":
            # The stemmer keeps the word on itself, so threads must not share one
            self.ending = lambda word: str(Stemmer("english", 0).stemWord(word))
        elif cleaning.endings == "lemma":
            # Its dictionary takes a third of a second to load, and one preset alone needs it
            from simplemma import lemmatize

            self.ending = lambda word: lemmatize(word, lang="en")
        # The same few thousand words make most of all texts
        self.token = lru_cache(maxsize=1 << 16)(self._token)

    def sentences(self, text: str) -> list[list[Word]]:
        sentences = []
        for sentence in self._parts(text):
            words = []
            end = 0
            for match, token in self._words(sentence):
                joint = sentence[end : match.start()]
                # Most joints are a blank, and a pattern takes longer to say so
                if joint != " " and not _JOINING.fullmatch(joint):
                    joint = " "
                words.append(Word(token, match.group(), joint))
                end = match.end()
            if words:
                sentences.append(words)
        return sentences

    def tokens(self, text: str) -> list[list[str]]:
        sentences = []
        for sentence in self._parts(text):
            surfaces = self.word.findall(sentence)
            tokens = [self.token(surface) for surface in surfaces if len(surface) <= LONGEST_RUN]
            kept = [token for token in tokens if token]
            if kept:
                sentences.append(kept)
        return sentences

    def of_surface(self, surface: str) -> list[list[str]]:
        is_plain = _PLAIN.fullmatch(surface)
        written = surface
        if not is_plain:
            written = cleaned(surface, self.later_steps)
        parts = [written]
        if self.cleaning.detect_sentences:
            parts = _SENTENCE_END.split(written)
        tokens_of_parts = []
        for part in parts:
            words = [word for word in self.word.findall(part) if len(word) <= LONGEST_RUN]
            tokens = [self.token(word) for word in words]
            tokens_of_parts.append([token for token in tokens if token])
        return tokens_of_parts

    def placed(self, text: str) -> list[list[Place]]:
        traced = traced_through(text, self.steps)
        starts = [0]
        ends = []
        if self.cleaning.detect_sentences:
            for match in _SENTENCE_END.finditer(traced.text):
                ends.append(match.start())
                starts.append(match.end())
        ends.append(len(traced.text))

        sentences = []
        for start, end in zip(starts, ends, strict=True):
            sentence = traced.text[start:end]
            places = []
            for match, token in self._words(sentence):
                # Counted from the start of the sentence, and wanted in the text
                span = traced.origin(start + match.start(), start + match.end())
                places.append(Place(token, span))
            if places:
                sentences.append(places)
        return sentences

    def _parts(self, text: str) -> list[str]:
        """The cleaned text, sentence by sentence."""
        if self.cleaning.pattern:
            text = cleaned(text, self.steps)
        else:
            text = cleaned(without_markup(text), self.later_steps)
        if not self.cleaning.detect_sentences:
            return [text]
        return _SENTENCE_END.split(text)

    def _words(self, sentence: str) -> Iterator[tuple[re.Match[str], str]]:
        """Where each content word stands in a sentence, and its clean token."""
        for match in self.word.finditer(sentence):
            surface = match.group()
            if len(surface) <= LONGEST_RUN:
                token = self.token(surface)
                if token:
                    yield match, token

    def _token(self, surface: str) -> str:
        """The clean token of a word, or "" for one that is left out."""
        word = surface
        if self.cleaning.lower_case:
            word = surface.lower()
        if self.cleaning.remove_special_characters:
            word = _letters(word)
        # In small letters and without signs, whatever the options make of the word
        if _letters(word.lower()) in self.stop_words:
            return ""
        if self.cleaning.remove_numbers and any(sign.isnumeric() for sign in word):
            return ""
        token = self.ending(word)
        # A lemma may bring a capital back
        if not self.cleaning.lower_case:
            return token
        return token.lower()


def _letters(word: str) -> str:
    if word.isalnum():
        return word
    return "".join(sign for sign in word if sign.isalnum())
