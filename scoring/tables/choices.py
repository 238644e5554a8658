"""Encodings to choose from where a file does not tell its own: each with what would be read."""

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from scoring.tables.code_pages import (
    BALTIC,
    CENTRAL,
    CYRILLIC,
    GREEK,
    SINGLE_BYTE,
    TURKISH,
    WESTERN,
)
from scoring.tables.encodings import FileError, Scan, chunks_of
from scoring.tables.plausibility import WIDE, text_cost, wide_cost

NAMES = {
    "utf-8": "UTF-8",
    "cp1252": "Western European (Windows)",
    "cp1250": "Central European (Windows)",
    "cp1254": "Turkish (Windows)",
    "cp1251": "Cyrillic (Windows)",
    "cp1253": "Greek (Windows)",
    "cp1257": "Baltic (Windows)",
    "cp1255": "Hebrew (Windows)",
    "cp1256": "Arabic (Windows)",
    "cp874": "Thai (Windows)",
    "iso8859_15": "Western European (ISO)",
    "iso8859_2": "Central European (ISO)",
    "iso8859_7": "Greek (ISO)",
    "iso8859_5": "Cyrillic (ISO)",
    "iso8859_3": "Southern European (ISO)",
    "iso8859_4": "Baltic (ISO)",
    "iso8859_6": "Arabic (ISO)",
    "iso8859_10": "Nordic (ISO)",
    "iso8859_16": "South-Eastern European (ISO)",
    "koi8_u": "Cyrillic (KOI8)",
    "mac_roman": "Western European (Mac)",
    "mac_latin2": "Central European (Mac)",
    "mac_cyrillic": "Cyrillic (Mac)",
    "mac_greek": "Greek (Mac)",
    "mac_turkish": "Turkish (Mac)",
    "mac_romanian": "Romanian (Mac)",
    "mac_croatian": "Croatian (Mac)",
    "mac_iceland": "Icelandic (Mac)",
    "cp437": "Western European (DOS, American)",
    "cp775": "Baltic (DOS)",
    "cp850": "Western European (DOS)",
    "cp852": "Central European (DOS)",
    "cp855": "Cyrillic (DOS, Balkan)",
    "cp857": "Turkish (DOS)",
    "cp860": "Portuguese (DOS)",
    "cp861": "Icelandic (DOS)",
    "cp862": "Hebrew (DOS)",
    "cp863": "French (DOS, Canadian)",
    "cp865": "Nordic (DOS)",
    "cp866": "Cyrillic (DOS)",
    "cp1125": "Ukrainian (DOS)",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "cp932": "Japanese (Windows)",
    "euc_jp": "Japanese (EUC)",
    "cp949": "Korean (Windows)",
    "hz": "Chinese (HZ, of mails)",
    "iso2022_jp": "Japanese (JIS, of mails)",
    "utf_7": "UTF-7 (of mails)",
}
# In ASCII alone: what they make of it is right
OF_MAILS = ("hz", "iso2022_jp", "utf_7")
# The languages of each, and the bits by which it is rarer, as of those that may be told
JUDGED_BY = {
    **SINGLE_BYTE,
    "utf-8": ((*TURKISH, *CENTRAL, *BALTIC, *CYRILLIC, *GREEK), 0),
    "cp874": (WESTERN, 6),
}
MOST = 8
JUDGED = 50
LINES_SHOWN = 3
LONGEST_SHOWN = 160


class Choice(NamedTuple):
    """An encoding, what people call it, and lines of the file as they would be read."""

    encoding: str
    name: str
    lines: tuple[str, ...]


def encoding_choices(parts: Iterable[bytes]) -> list[Choice]:
    """The likeliest encodings first, of those that read the file alike the most usual alone."""
    scan = Scan("The file")
    # What cannot be looked at further was told when it came
    with suppress(FileError, UnicodeDecodeError):
        for chunk in chunks_of(parts):
            scan.take(chunk)
    first_lines = list(islice(scan.lines, JUDGED))
    lines_judged = first_lines or [b""]
    samples = [_around_letters(line) for line in lines_judged]
    # How a file would be read -> what the encoding costs that reads it so
    costs: dict[tuple[str, ...], tuple[int, str]] = {}
    for encoding in NAMES:
        errors = "replace" if encoding == "utf-8" else "strict"
        try:
            lines = [sample.decode(encoding, errors) for sample in samples]
        except UnicodeDecodeError:
            continue
        text = "\n".join(lines)
        if encoding in OF_MAILS and text.isascii():
            continue
        cost = _cost(text, encoding)
        shown = tuple(line.strip() for line in lines[:LINES_SHOWN])
        if shown not in costs or cost < costs[shown][0]:
            costs[shown] = (cost, encoding)
    ranked = sorted(costs, key=lambda shown: (*costs[shown], shown))
    choices = []
    for shown in ranked:
        _, encoding = costs[shown]
        choices.append(Choice(encoding, NAMES[encoding], shown))
    return _with_utf_8(choices, scan.first_bad)


def _cost(text: str, encoding: str) -> int:
    """Bits of a reading: the cheapest stands first."""
    if encoding in OF_MAILS:
        # Before the ASCII that they are written in
        return -1
    if encoding in WIDE:
        return wide_cost(text, encoding)
    languages, rarity = JUDGED_BY[encoding]
    return text_cost(text, languages) + rarity


def _with_utf_8(ranked: list[Choice], first_bad: int) -> list[Choice]:
    """The first choices with UTF-8 among them, which says of bad bytes where they begin."""
    choices = ranked[:MOST]
    for choice in ranked[MOST:]:
        if choice.encoding == "utf-8":
            choices[-1] = choice
    if not first_bad:
        return choices
    name = f"UTF-8, without the rows that are not, as in line {first_bad:,}"
    named = []
    for choice in choices:
        named.append(choice._replace(name=name) if choice.encoding == "utf-8" else choice)
    return named


def _around_letters(line: bytes) -> bytes:
    """The part of a line around its first letter outside ASCII, cut between words."""
    first = re.search(rb"[\x80-\xff]", line)
    start = 0
    if first:
        start = max(first.start() - LONGEST_SHOWN // 2, 0)
    # No character of several bytes has a blank among them
    start = line.rfind(b" ", 0, start) + 1
    end = line.find(b" ", start + LONGEST_SHOWN)
    if end > 0:
        return line[start:end]
    return line[start:]
