"""What stands in a cell of somebody's own column: a number, a day, or words."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from clustering.files.cells import number_text
from scoring.models.batches.own_columns import LONGEST_BEGINNING
from scoring.models.search import folded
from scoring.tables.writing import Day

# No number or day is longer
LONGEST = 40
# Spreadsheets keep 15 digits of a number
NOT_EXACT = 10**15
# Currencies and the percent sign say nothing of how large it is
_UNIT = r"(?:[$€£¥₹%]|(?:usd|eur|gbp|chf|jpy)\b)?"
# Powers of ten by what stands behind a number, in English, German, French and Spanish. “3b” and
# “12 m” may be an address and a length: such a letter counts beside a currency alone. A billion is
# a thousand millions, for who has other ones writes them in another way mostly (Mrd., milliard)
_POWERS = {
    "k": 3,
    "tsd": 3,
    "thousand": 3,
    "mm": 6,
    "mn": 6,
    "mio": 6,
    "mill": 6,
    "million": 6,
    "millions": 6,
    "millionen": 6,
    "millones": 6,
    "bn": 9,
    "mrd": 9,
    "milliard": 9,
    "milliards": 9,
    "milliarden": 9,
    "billion": 9,
}
_OF_MONEY = {"m": 6, "b": 9}
_WORD = "|".join(sorted([*_POWERS, *_OF_MONEY], key=len, reverse=True))
# In brackets where bookkeepers mean less than nothing
_NUMBER = re.compile(
    rf"(\()?(?P<before>{_UNIT})\s*(?P<sign>[+−-]?)\s*(?P<between>{_UNIT})\s*"
    rf"(?P<digits>[0-9][0-9.,'’\s]*?)\s*(?:(?P<word>{_WORD})\b\.?\s*)?(?P<behind>{_UNIT})(?(1)\))",
    re.IGNORECASE,
)
# Groups of three digits, parted by one and the same sign
_GROUPED = re.compile(r"[0-9]{1,3}([.,'’\s])[0-9]{3}(?:\1[0-9]{3})*(?:([.,])[0-9]+)?")
# A comma or dot that can only stand before decimals, and one that may part thousands
_DECIMAL = r"(?:^|\D)[0-9]+{0}(?:[0-9]{{1,2}}|[0-9]{{4,}})(?:\D|$)|(?:^|\D)0{0}[0-9]+(?:\D|$)"
_THOUSANDS = r"(?:^|\D)[1-9][0-9]{{0,2}}(?:{0}[0-9]{{3}})+(?:\D|$)"
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{1,2}:\d{2}\S*)?", re.ASCII)
# As cells of a workbook that are a day or a moment are read
_OF_PROGRAMS = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?", re.ASCII)


class Told(NamedTuple):
    """The fields of an `OwnValue` that its text tells."""

    beginning: str
    number: float | None
    day: date | None


class Style(NamedTuple):
    """How numbers and days of one column are written.

    `is_month_first` where 1/2/2026 is in January.
    """

    decimal: str = "."
    is_month_first: bool = False


USUAL = Style()


def tell(text: str, style: Style = USUAL) -> Told:
    """What a cell says."""
    return Told(
        beginning=beginning_of(text),
        number=number_in(text, style),
        day=day_in(text, style),
    )


def style_of(texts: Iterable[str]) -> Style:
    """What the cells of one column say together, of which one alone may be read in two ways."""
    short = [text.strip() for text in texts if len(text) <= LONGEST]
    numbers = [text for text in short if _NUMBER.fullmatch(text)]

    def some(shape: str, sign: str) -> bool:
        pattern = re.compile(shape.format(re.escape(sign)))
        return any(pattern.search(number) for number in numbers)

    if some(_DECIMAL, ","):
        decimal = ","
    elif some(_THOUSANDS, ".") and not some(_THOUSANDS, ",") and not some(_DECIMAL, "."):
        # Nothing but dots that part thousands: a comma is for decimals
        decimal = ","
    else:
        decimal = "."

    largest_first = largest_second = 0
    for text in short:
        day = _YEAR_LAST.fullmatch(text)
        if day and day[2] == "/":
            largest_first = max(largest_first, int(day[1]))
            largest_second = max(largest_second, int(day[3]))
    is_month_first = largest_first <= 12 < largest_second
    return Style(decimal, is_month_first)


def beginning_of(text: str) -> str:
    """The beginning of a text as values are compared: case and accents make no difference."""
    # What folding makes longer is cut once more
    short = " ".join(text[: 4 * LONGEST_BEGINNING].split())
    return folded(short)[:LONGEST_BEGINNING]


def number_in(text: str, style: Style = USUAL) -> float | None:
    """The number that a text is, whichever sign parts its digits; None where it is none.

    Three digits behind the only comma or dot are thousands, unless it is the sign for decimals.
    """
    match = None
    if len(text) <= LONGEST:
        match = _NUMBER.fullmatch(text.strip())
    if match is None or _power(match) is None:
        return None
    power = _power(match)
    digits = match["digits"]
    grouped = _GROUPED.fullmatch(digits)
    thousands, decimal = grouped.groups() if grouped else ("", "")
    is_thousands = bool(grouped) and thousands != decimal
    if is_thousands and not decimal:
        is_thousands = thousands != style.decimal or digits.count(thousands) > 1
    if is_thousands:
        digits = digits.replace(thousands, "")
        digits = digits.replace(decimal, ".") if decimal else digits
    elif _PLAIN.fullmatch(digits):
        digits = digits.replace(",", ".")
    else:
        return None
    number = float(f"{digits}e{power}")
    if match[1] or match["sign"] in ("-", "−"):
        return -number
    return number


def _power(match: re.Match[str]) -> int | None:
    """By which power of ten a number's digits are multiplied; None where it is a mere letter."""
    word = match["word"]
    if not word:
        return 0
    if word == "M" or match["before"] or match["between"] or match["behind"]:
        return (_POWERS | _OF_MONEY)[word.lower()]
    return _POWERS.get(word.lower())


def as_cell(text: str, number: float | None) -> str | int | float:
    """For a file: a number or a day where it is written as programs write it, else the text."""
    if number is None:
        return _as_day(text)
    if abs(number) >= NOT_EXACT:
        return text
    if number_text(number) != text:
        return text
    return int(number) if number.is_integer() else number


def _as_day(text: str) -> str:
    if _OF_PROGRAMS.fullmatch(text):
        with suppress(ValueError):
            datetime.fromisoformat(text)
            return Day(text)
    return text


def day_in(text: str, style: Style = USUAL) -> date | None:
    """The day that a text is; None where it is none of the calendar."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = match.groups()
        return _day(year, month, day)
    if match := _YEAR_LAST.fullmatch(text):
        first, parted, second, year = match.groups()
        if style.is_month_first and parted == "/":
            first, second = second, first
        # A month that cannot be one is a day
        return _day(year, second, first) or _day(year, first, second)
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
