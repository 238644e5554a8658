"""Names as they stand on a picture, how wide they are, and the text of its SVG that has them."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

# Of a letter's height, as fonts without serifs have them at their widest
NARROW = 0.42
USUAL = 0.64
CAPITAL = 0.78
WIDE = 0.98
SQUARE = 1.05
NARROW_LETTERS = frozenset("fijlrtI .,:;'’|!()[]-")
WIDE_LETTERS = frozenset("mwMW@%—")
# Chinese and Japanese signs, Korean syllables, pictures
FIRST_SQUARE = 0x2E80
TEXT = '<text{kind} x="{x}" y="{y}">{text}</text>'


class Name(NamedTuple):
    """A text at a place of the picture: where it starts, or its middle, or its end."""

    text: str
    x: int
    y: int


class Anchored(NamedTuple):
    """Names by the side of their marks on which they stand."""

    right: list[Name]
    left: list[Name]
    middle: list[Name]

    @property
    def sides(self) -> Iterator[tuple[str, SafeString]]:
        """What the classes of each side that has any end with, and its names."""
        if self.right:
            yield "", as_texts(self.right)
        if self.left:
            yield " end", as_texts(self.left)
        if self.middle:
            yield " middle", as_texts(self.middle)


def as_texts(names: Iterable[Name], kind: str = "") -> SafeString:
    """One for each name; in a template hundreds take longer than to find their places."""
    of_kind = f' class="{kind}"' if kind else ""
    texts = [TEXT.format(kind=of_kind, x=x, y=y, text=escape(text)) for text, x, y in names]
    return SafeString("".join(texts))


def width_in_letters(text: str) -> float:
    """What a text takes at most, of a letter's height."""
    return sum(map(_width, text))


@cache
def _width(letter: str) -> float:
    """Of a letter's height."""
    if letter in NARROW_LETTERS:
        return NARROW
    if letter in WIDE_LETTERS:
        return WIDE
    if ord(letter) >= FIRST_SQUARE:
        return SQUARE
    if letter.isupper():
        return CAPITAL
    return USUAL
