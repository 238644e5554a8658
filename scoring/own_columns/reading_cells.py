"""What stands in a cell of somebody's own column: a number, a day, or words."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from scoring.models.batches.own_columns import LONGEST_BEGINNING
from scoring.models.search import folded

# No number or day is longer
LONGEST = 40
# Currencies and the percent sign say nothing of how large it is
_UNIT = r"(?:[$€£¥₹%]|(?:usd|eur|gbp|chf|jpy)\b)?"
_NUMBER = re.compile(
    rf"{_UNIT}\s*([+−-]?)\s*{_UNIT}\s*([0-9][0-9.,'’\s]*?)\s*{_UNIT}", re.IGNORECASE
)
# Groups of three digits, parted by one and the same sign
_GROUPED = re.compile(r"[0-9]{1,3}([.,'’\s])[0-9]{3}(?:\1[0-9]{3})*(?:([.,])[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}\S*)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?", re.ASCII)


class Told(NamedTuple):
    """The fields of an `OwnValue` that its text tells."""

    beginning: str
    number: float | None
    day: date | None


def tell(text: str, *, is_month_first: bool = False) -> Told:
    """What a cell says; `is_month_first` where 1/2/2026 is in January."""
    return Told(
        beginning=beginning_of(text),
        number=number_in(text),
        day=day_in(text, is_month_first=is_month_first),
    )


def beginning_of(text: str) -> str:
    """The beginning of a text as values are compared: case and accents make no difference."""
    # What folding makes longer is cut once more
    short = " ".join(text[: 4 * LONGEST_BEGINNING].split())
    return folded(short)[:LONGEST_BEGINNING]


def number_in(text: str) -> float | None:
    """The number that a text is, whichever sign parts its digits; None where it is none.

    With one comma or dot alone three digits behind a comma are thousands, and behind a dot they
    are not: 1,234 is more than a thousand, and 1.234 is little more than one.
    """
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if match is None:
        return None
    sign, digits = match.groups()
    grouped = _GROUPED.fullmatch(digits)
    if grouped and _has_thousands(digits, *grouped.groups()):
        thousands, decimal = grouped.groups()
        digits = digits.replace(thousands, "")
        digits = digits.replace(decimal, ".") if decimal else digits
    elif _PLAIN.fullmatch(digits):
        digits = digits.replace(",", ".")
    else:
        return None
    return -float(digits) if sign in ("-", "−") else float(digits)


def _has_thousands(digits: str, thousands: str, decimal: str | None) -> bool:
    if thousands == decimal:
        return False
    return decimal is not None or thousands != "." or digits.count(".") > 1


def day_in(text: str, *, is_month_first: bool = False) -> date | None:
    """The day that a text is; None where it is none of the calendar."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = match.groups()
        return _day(year, month, day)
    if match := _YEAR_LAST.fullmatch(text):
        first, parted, second, year = match.groups()
        if is_month_first and parted == "/":
            first, second = second, first
        # A month that cannot be one is a day
        return _day(year, second, first) or _day(year, first, second)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether days of one column can only be read with the month before the day."""
    told = [match for text in texts if (match := _YEAR_LAST.fullmatch(text.strip()[:LONGEST]))]
    firsts = [int(match[1]) for match in told if match[2] == "/"]
    seconds = [int(match[3]) for match in told if match[2] == "/"]
    return bool(seconds) and max(seconds) > 12 and max(firsts) <= 12
