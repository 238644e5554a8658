"""How plausible a reading of a text is: what its characters outside ASCII cost, in bits.

`letters.txt` says how often each letter stands where in each language; `benchmarks/letters.py`
makes it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

# What stands nowhere in a language's words is not impossible in its names
UNSEEN = 10
ODD = 28
# A letter outside ASCII that costs more than this is hardly right
MOST_FOR_A_LETTER = 20
# In the table: no letter
EDGE = "_"
CASE_BROKEN = 20
SCRIPTS_MIXED = 20
LETTER_ALONE = 10
# Of a symbol that is not where it usually stands, for each neighbour
BESIDE_A_LETTER = 6
# Of Hebrew, Arabic and Thai, without a table; no word begins with a mark of Thai
OTHER_SCRIPT = 13
OTHER_SCRIPTS = re.compile(
    "[\u05d0-\u05ea\u0600-\u06ff]+|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46][\u0e01-\u0e5b]*"
)
THAI_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
NOT_LATIN = re.compile("[\u0370-\uffff]")


class Places(NamedTuple):
    """What a letter costs, and what stands before and after it."""

    letter: int
    before: dict[str, int]
    after: dict[str, int]


class Symbol(NamedTuple):
    """What a symbol costs where its neighbours are as they should be."""

    bits: int
    before: re.Pattern[str]
    after: re.Pattern[str]


def _symbol(bits: int, before: str, after: str) -> Symbol:
    return Symbol(bits, re.compile(before), re.compile(after))


LETTER = r"[^\W\d_]"
NO_LETTER = r"[\x00-\x40\x5b-\x60\x7b-\x7f]"
ANY = r"[\s\S]"
# Symbols, and between what they usually stand in texts
SYMBOLS = {
    "’": _symbol(6, LETTER, r"[stdlmrvSTD]|\W"),
    "´": _symbol(12, LETTER, LETTER),
    "“‘„‚": _symbol(9, rf"\W|{NO_LETTER}", r"\S"),
    "«": _symbol(9, rf"\W|{NO_LETTER}", ANY),
    "”»": _symbol(13, ANY, r"\W"),
    "…": _symbol(7, r"\S", r"\W"),
    "™®": _symbol(7, r"\w", r"\W"),
    # Between words, numbers, or the names of one company
    "–—": _symbol(7, rf"{NO_LETTER}|[a-z]", rf"{NO_LETTER}|[A-Z]"),
    "©•§±×÷": _symbol(8, NO_LETTER, NO_LETTER),
    "\xa0": _symbol(9, ANY, ANY),
    "·": _symbol(8, r"[\sl]", r"[\sl]"),
    "°": _symbol(8, r"[\d\s]", ANY),
    "£¥¢€": _symbol(8, r"[\s\d(]", r"[\s\d.,)]"),
    "½¼¾": _symbol(8, NO_LETTER, NO_LETTER),
    "²³¹": _symbol(9, r"[A-Za-z\d]", r"[^\w]"),
    "ºª": _symbol(9, r"[\dNn]", r"\W"),
    "¿¡": _symbol(14, r"\W", LETTER),
    "µ": _symbol(10, NO_LETTER, LETTER),
}
SYMBOL_OF = {sign: symbol for signs, symbol in SYMBOLS.items() for sign in signs}


@lru_cache(maxsize=1)
def languages() -> dict[str, dict[str, Places]]:
    """Language -> letter -> where it stands. Read once, with the first file that needs it."""
    tables: dict[str, dict[str, Places]] = {}
    file = Path(__file__).with_name("letters.txt")
    for line in file.read_text(encoding="utf-8").splitlines():
        # As in “bg а3 _5б6 _9а3”; benchmarks/letters.py says what stands there
        language, letter, *neighbours = line.split(" ")
        costs_beside = []
        for written in neighbours:
            pairs = re.findall(r"(.)(\d)", written)
            costs = {beside: int(bits) for beside, bits in pairs}
            costs_beside.append(costs)
        before, after = costs_beside
        table = tables.setdefault(language, {})
        sign = letter[0]
        table[sign] = Places(
            letter=int(letter[1:]),
            before=before,
            after=after,
        )
    return tables


def text_cost(text: str, among: Sequence[str]) -> int:
    """Bits of all letters and symbols outside ASCII in a text of some languages."""
    cost = 0
    start = 0
    while start < len(text):
        end = start + 1
        first = text[start]
        before = text[start - 1 : start]
        if _is_letter(first):
            while end < len(text) and _is_letter(text[end]):
                end += 1
            word = text[start:end]
            cost += word_cost(word, among)
            # Hardly a word goes on from a number with such a letter
            if not first.isascii() and before.isdigit():
                cost += UNSEEN
        elif not first.isascii():
            after = text[end : end + 1]
            cost += symbol_cost(before or " ", first, after)
        start = end
    return cost


def _is_letter(character: str) -> bool:
    """Whether it is a letter; Unicode takes some symbols for letters too."""
    if THAI_MARKS.match(character):
        return True
    return character.isalpha() and character not in SYMBOL_OF


def symbol_cost(before: str, symbol: str, after: str) -> int:
    """Bits of a symbol between two characters; few stand amid a word."""
    usual = SYMBOL_OF.get(symbol)
    # The end of a text is as good as a blank
    if usual and usual.before.match(before) and usual.after.match(after or " "):
        return usual.bits
    cost = ODD
    for neighbour in (before, after):
        is_amid_letters = neighbour.isalpha() or not neighbour.isascii()
        if is_amid_letters:
            cost += BESIDE_A_LETTER
    return cost


def word_cost(word: str, among: Sequence[str]) -> int:
    """Bits of a word in that of some languages where it costs least."""
    if word.isascii():
        return 0
    if OTHER_SCRIPTS.fullmatch(word):
        cost = OTHER_SCRIPT * len(word)
        if len(word) == 1:
            return cost + ODD
        return cost
    # The only capital in the table, for its small letter is in ASCII
    small_letters = [letter if letter == "İ" else letter.lower() for letter in word]
    small = "".join(small_letters)
    letters = f"{EDGE}{small}{EDGE}"
    tables = languages()
    costs = [_letters_cost(letters, tables[language]) for language in among]
    return _shape_cost(word) + min(costs)


def _letters_cost(letters: str, places: dict[str, Places]) -> int:
    cost = 0
    for before, letter, after in zip(letters, letters[1:], letters[2:], strict=False):
        if letter.isascii():
            continue
        place = places.get(letter)
        if place is None:
            cost += ODD + UNSEEN
            continue
        # As a neighbour it counts as the small letter
        before = "i" if before == "İ" else before
        after = "i" if after == "İ" else after
        cost += place.letter
        cost += place.before.get(before, UNSEEN)
        cost += place.after.get(after, UNSEEN)
    return cost


def _shape_cost(word: str) -> int:
    """Bits of what no word has: capitals amid small letters, two scripts."""
    cost = 0
    if len(word) == 1:
        cost = LETTER_ALONE
    for one, other in pairwise(word):
        is_broken = one.islower() and other.isupper()
        # As in iPhone, for names in ASCII say nothing about an encoding
        is_in_ascii = one.isascii() and other.isascii()
        if is_broken and not is_in_ascii:
            cost += CASE_BROKEN
    begins_in_capitals = len(word) > 2 and word[:2].isupper()
    # Words in capitals keep their ß, as STRAßE does
    others = word.replace("ß", "")
    small_outside = [letter for letter in others if letter.islower() and not letter.isascii()]
    if begins_in_capitals and small_outside:
        cost += CASE_BROKEN
    has_latin = any(letter.isascii() for letter in word)
    if has_latin and NOT_LATIN.search(word):
        cost += SCRIPTS_MIXED
    return cost


class Common(NamedTuple):
    """Of which language the characters are, and which first and second bytes those in common use
    have.
    """

    language: str
    first: range
    second: int


WIDE = {
    "gb18030": Common("zh", range(0xB0, 0xD8), 0xA1),
    "big5": Common("tw", range(0xA4, 0xC7), 0x40),
    "cp932": Common("ja", range(0x88, 0x98), 0x40),
    "euc_jp": Common("ja", range(0xB0, 0xD0), 0xA1),
    "cp949": Common("ko", range(0xB0, 0xC9), 0xA1),
}
# Which of these a character is tells Korean from Chinese: both have their usual ones at the same
# bytes
FREQUENT = 15
USUAL = 20
RARE = ODD + 6
# Only Japanese has these, and every text of it
KANA = re.compile("[\u3040-\u30ff]")
KANA_BITS = 10
PUNCTUATION = "，。、「」“”・ー！？《》\u3000"
PUNCTUATION_BITS = 6
# Hardly a Latin letter stands beside a character without a blank between
LATIN_BESIDE = 12
BESIDE_ASCII = re.compile(r"[A-Za-z](?=[^\x00-\x7f])|(?<=[^\x00-\x7f])[A-Za-z]")


@lru_cache(maxsize=1)
def frequent_characters() -> dict[str, frozenset[str]]:
    """Language -> some hundred characters that make most of its texts and names of companies."""
    file = Path(__file__).with_name("characters.txt")
    frequent = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        language, characters = line.split(" ")
        frequent[language] = frozenset(characters)
    return frequent


def wide_cost(text: str, encoding: str) -> int:
    """Bits of the characters of Chinese, Japanese or Korean in a text."""
    common = WIDE[encoding]
    frequent = frequent_characters()[common.language]
    letters_beside = BESIDE_ASCII.findall(text)
    cost = LATIN_BESIDE * len(letters_beside)
    for character in text:
        if character.isascii():
            continue
        first, *rest = character.encode(encoding)
        if character in PUNCTUATION:
            cost += PUNCTUATION_BITS
        elif KANA.match(character):
            cost += KANA_BITS if common.language == "ja" else RARE
        elif character in frequent:
            cost += FREQUENT
        elif first in common.first and len(rest) == 1 and rest[0] >= common.second:
            cost += USUAL
        else:
            cost += RARE
    return cost
