"""Which code page a file is in: the one in which its letters are most plausible."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import NamedTuple

from scoring.tables.plausibility import MOST_FOR_A_LETTER, WIDE, text_cost, wide_cost

WESTERN = (
    "ca",
    "da",
    "de",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "gl",
    "is",
    "it",
    "nb",
    "nl",
    "pt",
    "sq",
    "sv",
)
CENTRAL = ("cs", "de", "hbs", "hu", "pl", "ro", "sk", "sl", "sq")
TURKISH = ("tr", *WESTERN)
BALTIC = ("da", "de", "et", "fi", "lt", "lv", "nb", "pl", "sv")
CYRILLIC = ("bg", "hbs", "mk", "ru", "uk")
GREEK = ("el",)
# The languages of each, and the bits by which it is rarer than the first. Of those that read a
# file alike, the first is named
USUAL = "cp1252"
RARE = 14
SINGLE_BYTE = {
    USUAL: (WESTERN, 0),
    "cp1250": (CENTRAL, 2),
    "cp1254": (TURKISH, 2),
    "cp1251": (CYRILLIC, 2),
    "cp1253": (GREEK, 2),
    "cp1257": (BALTIC, 6),
    "cp1255": (WESTERN, 6),
    "cp1256": (WESTERN, 6),
    "iso8859_15": (WESTERN, 6),
    "iso8859_2": (CENTRAL, 6),
    "iso8859_7": (GREEK, 4),
    "iso8859_5": (CYRILLIC, 10),
    "koi8_u": (CYRILLIC, 4),
    "mac_roman": (WESTERN, 8),
    "mac_latin2": (CENTRAL, 14),
    "mac_cyrillic": (CYRILLIC, 12),
    "mac_greek": (GREEK, 14),
    "cp437": (WESTERN, 10),
    "cp850": (WESTERN, 8),
    "cp852": (CENTRAL, 8),
    "cp857": (TURKISH, 8),
    "cp866": (CYRILLIC, 8),
    **{
        # Hardly met any more: so rare that they leave what is usual clear, but not what is odd
        encoding: (languages, RARE)
        for encoding, languages in {
            "mac_turkish": TURKISH,
            "mac_romanian": CENTRAL,
            "mac_croatian": CENTRAL,
            "mac_iceland": WESTERN,
            "iso8859_3": TURKISH,
            "iso8859_4": BALTIC,
            "iso8859_6": WESTERN,
            "iso8859_10": BALTIC,
            "iso8859_16": CENTRAL,
            "cp775": BALTIC,
            "cp855": CYRILLIC,
            "cp860": WESTERN,
            "cp861": WESTERN,
            "cp862": WESTERN,
            "cp863": WESTERN,
            "cp865": WESTERN,
            "cp1125": CYRILLIC,
        }.items()
    },
}
# By so many bits a reading must be more plausible than any other that differs
MARGIN = 14
# These have their small letters at the same bytes, so that few capitals alone tell one from the
# other: by so many bits each must be more plausible than the other
TWINS = {"cp1251": 70, "mac_cyrillic": 100}
MOST_FOR_A_CHARACTER = 18
# One odd word in so many is a name that no table knows
ONE_ODD_IN = 8
FEWEST_WIDE = 4
# With fewer bytes outside ASCII, or fewer different ones, only the usual encoding is told
FEWEST_BYTES = 8
FEWEST_VALUES = 3
# Marks over letters that have one already, scripts of few, and ideographs that nobody writes
FREAKS = re.compile(
    "[^\x00-\x7f][\u0300-\u036f]|[\u05f5-\u05ff\u0700-\u08ff\u1dc0-\u1dff\U00020000-\U0003ffff]"
)


class Reading(NamedTuple):
    """What a file would be in an encoding, and the bits that this costs."""

    cost: int
    encoding: str
    samples: list[str]

    def is_plausible(self, words: list[bytes]) -> bool:
        """Whether the most plausible one is so by itself too, not only against the others."""
        if self.encoding in WIDE:
            text = "".join(self.samples)
            characters = _outside_ascii(text)
            # A handful of bytes in a file of ASCII is never taken for one of these
            is_cheap = self.cost <= MOST_FOR_A_CHARACTER * characters
            return is_cheap and characters >= FEWEST_WIDE
        languages, _ = SINGLE_BYTE[self.encoding]
        texts = [word.decode(self.encoding) for word in words]
        letters = 0
        odd_words = 0
        for text in texts:
            letters_of_word = _outside_ascii(text)
            letters += letters_of_word
            if text_cost(text, languages) > MOST_FOR_A_LETTER * letters_of_word:
                odd_words += 1
        is_cheap = self.cost <= MOST_FOR_A_CHARACTER * letters
        return is_cheap and odd_words * ONE_ODD_IN <= len(texts)


def most_plausible(words: list[bytes], lines: list[bytes]) -> str:
    """The encoding in which some words and lines of a file are plausible; empty where none is,
    or another reading is nearly as plausible.
    """
    readings = [*_single_byte_readings(words, lines), *_wide_readings(lines)]
    if not readings:
        return ""
    best = min(readings, key=lambda reading: reading.cost)
    # Code pages that give the same text are no rivals
    others = [reading for reading in readings if reading.samples != best.samples]
    for other in others:
        are_twins = {best.encoding, other.encoding} == set(TWINS)
        margin = MARGIN
        if are_twins:
            margin = TWINS[best.encoding]
        if other.cost < best.cost + margin:
            return ""
    # So few bytes outside ASCII say nothing against the usual encoding
    outside = [byte for word in words for byte in word if byte > 0x7F]
    different = set(outside)
    is_handful = len(outside) < FEWEST_BYTES or len(different) < FEWEST_VALUES
    is_told = best.encoding == USUAL or not is_handful
    if is_told and best.is_plausible(words):
        return best.encoding
    return ""


def _single_byte_readings(words: list[bytes], lines: list[bytes]) -> Iterator[Reading]:
    for encoding, (languages, rarity) in SINGLE_BYTE.items():
        try:
            texts = [word.decode(encoding) for word in words]
            samples = [line.decode(encoding) for line in lines]
        # It has none of the characters that one of these bytes would be
        except UnicodeDecodeError:
            continue
        costs = [text_cost(text, languages) for text in texts]
        yield Reading(
            cost=rarity + sum(costs),
            encoding=encoding,
            samples=samples,
        )


def _wide_readings(lines: list[bytes]) -> Iterator[Reading]:
    for encoding in WIDE:
        try:
            # A long line may have been cut amid a character
            samples = [getincrementaldecoder(encoding)().decode(line) for line in lines]
        except UnicodeDecodeError:
            continue
        costs = [wide_cost(line, encoding) for line in samples]
        yield Reading(
            cost=sum(costs),
            encoding=encoding,
            samples=samples,
        )


def might_be_wide(lines: list[bytes]) -> bool:
    """Whether lines of few letters that no language has in UTF-8 are plausible as others."""
    texts = [line.decode("utf-8", "replace") for line in lines]
    text = re.sub(r"[\x00-\x7f]+", " ", " ".join(texts))
    letters = text.replace(" ", "")
    if FREAKS.search(text):
        return True
    # No word of two-byte characters, as the letters of Europe are
    if not letters.isalpha() or max(letters) > "\u07ff" or len(letters) < len(texts) + 1:
        return False
    languages = (*BALTIC, *CENTRAL, *TURKISH, *GREEK, *CYRILLIC)
    most_for_europe = (2 * MOST_FOR_A_LETTER - 1) * len(letters)
    if text_cost(text, languages) <= most_for_europe:
        return False
    for reading in _wide_readings(lines):
        characters = _outside_ascii("".join(reading.samples))
        if reading.cost <= MOST_FOR_A_CHARACTER * characters:
            return True
    return False


def _outside_ascii(text: str) -> int:
    return sum(not character.isascii() for character in text)
