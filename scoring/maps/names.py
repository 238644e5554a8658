"""Names as they stand on a picture, and the text of its SVG that has them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

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
