"""What stands in a cell of a table, as people mean it."""

import re
from decimal import Decimal

INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
# What programs write where nothing is known
NOTHING = {
    *("nan", "null", "none", "n/a", "#n/a", "#nv", "<na>", "nat", r"\n"),
    *("#value!", "#ref!", "#name?", "#div/0!", "#num!", "#null!", "#wert!", "#bezug!"),
}
LONGEST_NOTHING = max(map(len, NOTHING))
# Wide forms too, which some spreadsheets take for the narrow ones
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain_text(value: str) -> str:
    """Text without control characters; a newline is one character."""
    # As most are, and this is told at once
    if value.isprintable():
        return value
    with_newlines = value.replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub("", with_newlines)


def number_text(value: float) -> str:
    """A number as people write it: without an exponent, and without `.0` behind a whole one."""
    written = format(Decimal(repr(value)), "zf")
    return written.removesuffix(".0")


def is_nothing(cell: str) -> bool:
    """Whether a cell has a word that stands for an empty one."""
    word = cell.strip()
    # No text is taken for one: to fold it takes longer than to read it
    return len(word) <= LONGEST_NOTHING and word.casefold() in NOTHING


def without_guard(cell: str) -> str:
    """What a cell of a CSV of this site was made of.

    A text that a spreadsheet would run as a formula begins with an apostrophe there, and one that
    had an apostrophe there got another.
    """
    behind_guards = cell.lstrip("'")
    is_guarded = cell.startswith("'") and behind_guards.startswith(FORMULA_STARTS)
    if not is_guarded:
        return cell
    return cell[1:]
