"""Encodings to choose from where a file does not tell its own: each with what would be read."""

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from scoring.tables.code_pages import SINGLE_BYTE
from scoring.tables.encodings import FileError, Scan, chunks_of
from scoring.tables.plausibility import WIDE, text_cost, wide_cost

NAMES = {
    "utf-8": "UTF-8, without the characters that are none",
    "cp1252": "Western European (Windows)",
    "cp1250": "Central European (Windows)",
    "cp1254": "Turkish (Windows)",
    "cp1251": "Cyrillic (Windows)",
    "cp1253": "Greek (Windows)",
    "cp1257": "Baltic (Windows)",
    "cp1255": "Hebrew (Windows)",
    "cp1256": "Arabic (Windows)",
    "iso8859_15": "Western European (ISO)",
    "iso8859_2": "Central European (ISO)",
    "iso8859_7": "Greek (ISO)",
    "iso8859_5": "Cyrillic (ISO)",
    "koi8_u": "Cyrillic (KOI8)",
    "mac_roman": "Western European (Mac)",
    "mac_latin2": "Central European (Mac)",
    "mac_cyrillic": "Cyrillic (Mac)",
    "cp437": "Western European (DOS, American)",
    "cp850": "Western European (DOS)",
    "cp852": "Central European (DOS)",
    "cp857": "Turkish (DOS)",
    "cp866": "Cyrillic (DOS)",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "cp932": "Japanese (Windows)",
    "euc_jp": "Japanese (EUC)",
    "cp949": "Korean (Windows)",
}
MOST = 8
JUDGED = 50
LINES_SHOWN = 3
LONGEST_SHOWN = 160
# What is read as UTF-8 with bad bytes is seldom right, but it is always there to be chosen
OF_BAD_BYTES = 10_000


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
    lines_judged = list(islice(scan.lines, JUDGED)) or [b""]
    samples = [_around_letters(line) for line in lines_judged]
    # How a file would be read -> what the encoding costs that reads it so
    costs: dict[tuple[str, ...], tuple[float, str]] = {}
    for encoding in NAMES:
        errors = "replace" if encoding == "utf-8" else "strict"
        try:
            lines = [sample.decode(encoding, errors) for sample in samples]
        except UnicodeDecodeError:
            continue
        text = "\n".join(lines)
        cost: float
        if encoding == "utf-8":
            cost = OF_BAD_BYTES
        elif encoding in WIDE:
            cost = wide_cost(text, encoding)
        else:
            languages, rarity = SINGLE_BYTE[encoding]
            cost = text_cost(text, languages) + rarity
        shown = tuple(line.strip() for line in lines[:LINES_SHOWN])
        if shown not in costs or cost < costs[shown][0]:
            costs[shown] = (cost, encoding)
    ranked = sorted((cost, encoding, shown) for shown, (cost, encoding) in costs.items())
    return [Choice(encoding, NAMES[encoding], shown) for _, encoding, shown in ranked[:MOST]]


def _around_letters(line: bytes) -> bytes:
    """The part of a line around its first letter outside ASCII, cut between words."""
    first = re.search(rb"[\x80-\xff]", line)
    start = max(first.start() - LONGEST_SHOWN // 2, 0) if first else 0
    # No character of several bytes has a blank among them
    start = line.rfind(b" ", 0, start) + 1
    end = line.find(b" ", start + LONGEST_SHOWN)
    return line[start:end] if end > 0 else line[start:]
