"""Pictures that other sites show of a page, and the mark, in the colours of the stylesheet."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 88
# Drawn larger and made smaller, for smooth edges
SCALE = 4
# The two waves of templates/parts/mark.html, which is 32 wide: points of two curves each
WAVE = ((7.5, 13), (10.3, 9.2), (13.2, 9.2), (16, 12), (18.8, 14.8), (21.7, 14.8), (24.5, 11))
LOWER = 8
STROKE = 3.2
# Enough for smooth edges, at a third of the bytes; for a card it would take longer than all else
COLOURS = 64
# What the font draws in the place of a letter that it lacks
NO_LETTER = "\uffff"
# Latin letters and dashes that have no plain one inside
NEAREST = str.maketrans(
    {"–": "-", "—": "-", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d"}
    | {"ß": "ss", "Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe"}
)

Point = tuple[float, float]


class Line(NamedTuple):
    """A cluster, or words without one, for the lower line of a card."""

    text: str
    colour: int | None = None


@lru_cache
def colours() -> dict[str, str]:
    """The colours of the light theme by their names, from the first block of the stylesheet."""
    style = (settings.BASE_DIR / "static" / "look.css").read_text(encoding="utf-8")
    first_block = style.partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", first_block))


@lru_cache(maxsize=64)
def card(site_name: str, title: str, lines: Sequence[Line]) -> bytes:
    """A PNG of 1200 by 630; words with letters that the font lacks are left out."""
    picture = Image.new("RGB", SIZE, colours()["paper"])
    picture.paste(mark(88), (MARGIN, 72))
    pen = ImageDraw.Draw(picture)
    if name := drawable(site_name):
        name = cut(name, 44, WIDTH - 2 * MARGIN - 112)
        pen.text((MARGIN + 112, 72 + 44), name, colours()["ink"], _font(44), anchor="lm")
    for number, row in enumerate(rows(drawable(title), 68, WIDTH - 2 * MARGIN, most=2)):
        pen.text((MARGIN, 282 + 80 * number), row, colours()["ink"], _font(68), anchor="ls")
    for number, line in enumerate(lines):
        _write_line(pen, line, (MARGIN, 436 + 60 * number))
    pen.rectangle((0, HEIGHT - 16, WIDTH, HEIGHT), colours()["accent"])
    return _as_png(picture)


def _write_line(pen: ImageDraw.ImageDraw, line: Line, at: Point) -> None:
    left, middle = at
    words = drawable(line.text)
    if line.colour is not None:
        corners = (left, middle - 16, left + 32, middle + 16)
        pen.rounded_rectangle(corners, 6, colours()[f"c{line.colour}"])
        left += 52
    pen.text(
        (left, middle),
        cut(words, 40, WIDTH - MARGIN - left),
        colours()["soft"],
        _font(40),
        anchor="lm",
    )


@lru_cache(maxsize=8)
def mark(size: int, corner: float = 9) -> Image.Image:
    """The mark as a square; its corners are cut by the paper's colour."""
    step = size * SCALE / 32
    large = Image.new("RGB", (size * SCALE, size * SCALE), colours()["paper"])
    pen = ImageDraw.Draw(large)
    square = (0, 0, size * SCALE - 1, size * SCALE - 1)
    pen.rounded_rectangle(square, corner * step, colours()["accent"])
    for below, colour in ((0, colours()["on-accent"]), (LOWER, colours()["mark"])):
        points = [(x * step, (y + below) * step) for x, y in _wave()]
        for point in points:
            pen.circle(point, STROKE * step / 2, colour)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def icon(size: int) -> bytes:
    """The mark for the start screen of a phone, which cuts its corners itself."""
    return _as_png(mark(size, corner=0).quantize(COLOURS))


def drawable(words: str) -> str:
    """Words in letters that the font has, or nothing: others would become boxes.

    It has no accents, which are left out.
    """
    parts = unicodedata.normalize("NFKD", words.strip()).translate(NEAREST)
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return plain if all(_has(letter) for letter in set(plain)) else ""


@lru_cache(maxsize=2_000)
def _has(letter: str) -> bool:
    if letter == " ":
        return True
    lacking = _font(20).getmask(NO_LETTER)
    drawn = _font(20).getmask(letter)
    return letter.isprintable() and (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))


def rows(words: str, size: int, width: float, most: int) -> list[str]:
    """Words broken into rows; what does not fit ends in dots."""
    found: list[str] = []
    left = words.split()
    while left and len(found) < most - 1:
        taken = 1
        while taken < len(left) and _font(size).getlength(" ".join(left[: taken + 1])) <= width:
            taken += 1
        if taken == len(left):
            break
        found.append(cut(" ".join(left[:taken]), size, width))
        left = left[taken:]
    return [*found, cut(" ".join(left), size, width)]


def cut(words: str, size: int, width: float) -> str:
    # No line takes more letters, however narrow: a title may be as long as a file has it
    shown = words[:100]
    if shown == words and _font(size).getlength(shown) <= width:
        return words
    while shown and _font(size).getlength(f"{shown}...") > width:
        shown = shown[:-1]
    return f"{shown.rstrip()}..."


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    # Another one comes only without FreeType, with which the pinned wheels are built
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _wave() -> Iterator[Point]:
    for first in (0, 3):
        curve = WAVE[first : first + 4]
        for step in range(33):
            t = step / 32
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            x, y = (
                sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True))
                for axis in (0, 1)
            )
            yield x, y


def _as_png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
