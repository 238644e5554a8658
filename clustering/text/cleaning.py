"""The options of Preprocess Text, and the steps that they ask for before words are told apart."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from clustering.text.checks import check_choice
from clustering.text.markup import MARKUP
from clustering.text.replacing import Replace
from clustering.text.stock_phrases import MAIL_LETTERS, STOCK_PHRASES
from clustering.text.tracing import Traced

ENDINGS = ("stem", "lemma", "keep")

# No pattern may be quadratic on hostile text: each starts only where a chunk or a run begins.
_EMAIL = re.compile(r"(?<!\S)[^\s@]*@\S+")
_HOSTS = (
    "com|net|org|io|edu|gov|info|biz|ai|co|de|fr|es|nl|ch|pl|se|dk|fi|ie|eu|uk|ca|au|nz|jp|cn|kr"
    "|ru|ua|br|za"
)
# These are words too, and stand for a site only before a path
_HOSTS_BEFORE_PATH = "it|in|at|be|us|me|no|is|tv|app|dev|shop|store|online|site|tech"
_URL = re.compile(
    r"\b(?:https?|ftp)://\S+"
    r"|\bwww\.\S+"
    r"|(?<![\w@.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\."
    rf"(?:(?:{_HOSTS})\b(?:/\S*)?|(?:{_HOSTS_BEFORE_PATH})/\S*)",
    re.IGNORECASE,
)
# A full stop is found at once, and hardly one has a letter behind it
_DOTTED = re.compile(r"\.\w")
# Endings that are no words
_RARE_HOSTS = "xyz|nyc|mobi|berlin|hamburg|cz|gr|hk|hr|hu|il|lt|lu|lv|pt|ro|sg|sk|tw"
# In small letters, for a sentence may begin behind a full stop: with any ending where there are
# three parts or more, or a path; with the rare ones alone; in letters of other alphabets
_ADDRESS = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{1,62}\.(?!js/)"
    r"(?:(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,20}\b(?:[/?:]\S*)?|[a-z]{2,20}/[^\s/]\S*"
    rf"|(?:{_RARE_HOSTS})\b(?!\.\w))|xn--[a-z0-9.-]{{1,200}})"
)
_PERCENT_SPACE = re.compile(r"(?<!\d)(?:%(?:20|0[9ad]))+", re.IGNORECASE)
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
_BACKSLASH = re.compile(r"\\")
_APOSTROPHES = ("'", "\u2019")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_THREE_LETTERS = tuple(3 * letter for letter in ascii_lowercase)
# Letters of other alphabets may stand thrice too
_FOREIGN = re.compile(r"[^\x00-\x7f]")
# Signs for whole phrases: written out, a text of them would be up to eighteen times as long
_PHRASE_SIGN = re.compile("[\ufdfa\ufdfb]")
# Normalising sorts a run of combining marks by insertion, and a long run would take long; Unicode's
# stream-safe format allows 30 in a row.
_SYMBOL_RUN = re.compile(r"([^\w\s]{30})[^\w\s]++")


@dataclass(frozen=True)
class Cleaning:
    """The options of Preprocess Text. Raises ValueError for one that cannot be.

    `endings`: "stem" (Porter's second stemmer), "lemma" (simplemma) or "keep".
    `stop_words` are removed beside the built-in list while `remove_stop_words` is set.
    `pattern` is a regular expression, replaced before anything else.
    `remove_duplicate_characters` leaves two of three or more equal letters.
    Without `detect_sentences` phrases may cross the end of a sentence.
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
        check_choice("endings", self.endings, ENDINGS)
        try:
            # Reads the replacement too, even where nothing matches
            re.sub(self.pattern, self.replacement, "")
        except (re.error, IndexError, OverflowError, RecursionError) as error:
            raise ValueError(
                f"The pattern {self.pattern!r} or its replacement cannot be used: {error}."
            ) from error


DEFAULT = Cleaning()
# What stands in a text without being said in it
UNSAID = [*MAIL_LETTERS, *MARKUP, *STOCK_PHRASES]


class _Normalise(NamedTuple):
    """Another step: signs that mean the same are written the same."""

    def may_match(self, text: str, folded: str) -> bool:
        return not text.isascii()

    def clean(self, text: str) -> str:
        without_runs = _SYMBOL_RUN.sub(r"\1", _PHRASE_SIGN.sub(" ", text))
        return unicodedata.normalize("NFKC", without_runs)

    def trace(self, traced: Traced) -> Traced:
        without_phrases = traced.replaced(_PHRASE_SIGN, " ")
        without_runs = without_phrases.replaced(_SYMBOL_RUN, r"\1")
        return without_runs.normalised()


Step = Replace | _Normalise


def steps(cleaning: Cleaning) -> Iterator[Step]:
    """What is done to a text before it is divided into sentences, in order."""
    if cleaning.pattern:
        yield Replace(re.compile(cleaning.pattern), cleaning.replacement)
    yield from UNSAID
    yield from steps_after_markup(cleaning)


def steps_after_markup(cleaning: Cleaning) -> Iterator[Step]:
    """What is done to a text `without_markup`."""
    yield _Normalise()
    # A new line ends a sentence, so that no phrase is made of words on both sides of an address
    if cleaning.remove_urls:
        yield Replace(_URL, "\n", ("://",), _DOTTED)
        yield Replace(_ADDRESS, "\n", hint=_DOTTED)
    if cleaning.remove_emails:
        yield Replace(_EMAIL, "\n", ("@",))
    yield Replace(_PERCENT_SPACE, " ", ("%",))
    if cleaning.expand_contractions:
        yield Replace(_IRREGULAR, _expanded, _APOSTROPHES)
        yield Replace(_CONTRACTION, _expanded, _APOSTROPHES)
    if cleaning.backslashes_to_slashes:
        yield Replace(_BACKSLASH, "/", ("\\",))
    if cleaning.remove_duplicate_characters:
        yield Replace(_REPEATED, r"\1\1", _THREE_LETTERS, _FOREIGN)
    yield Replace(_POSSESSIVE, "", _APOSTROPHES)


# A text's words and its n-grams are asked for one after the other
@lru_cache(maxsize=16)
def without_markup(text: str) -> str:
    """What a text says by itself."""
    return cleaned(text, UNSAID)


def has_words(text: str) -> bool:
    """Whether anything is said in a text that is no markup, address, number or stock phrase."""
    left = cleaned(without_markup(text), steps_after_markup(DEFAULT))
    return any(sign.isalpha() for sign in left)


def without_suspects(text: str, suspects: int) -> str:
    """As `without_markup`, of a text in which only some steps can match.

    They are the bits of `suspects`: 1 is the first of UNSAID, 2 the second, 4 the third.
    """
    folded = text.casefold()
    for number, step in enumerate(UNSAID):
        if suspects >> number & 1 and step.may_match(text, folded):
            left = step.clean(text)
            # What is left may look like other markup
            if left != text:
                return cleaned(left, UNSAID[number + 1 :])
    return text


def cleaned(text: str, steps: Iterable[Step]) -> str:
    """A text after some steps, each of which goes on from what those before it left."""
    folded = text.casefold()
    for step in steps:
        if step.may_match(text, folded):
            text = step.clean(text)
            folded = text.casefold()
    return text


def traced_through(text: str, steps: Iterable[Step]) -> Traced:
    """As `cleaned`, with the way back to the text."""
    traced = Traced.of(text)
    folded = text.casefold()
    for step in steps:
        if step.may_match(traced.text, folded):
            traced = step.trace(traced)
            folded = traced.text.casefold()
    return traced


def _expanded(contraction: re.Match[str]) -> str:
    # An irregular one always has its first group, and there is no second
    short: str = contraction[1] or contraction[2]
    return _EXPANDED[short.lower()]
