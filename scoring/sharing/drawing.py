"""Pictures that other sites show of a page, and the mark, in the colours of the stylesheet."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from scoring.sharing.look import Line, colours

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 88
# What is left of a card's width for words
ROOM = WIDTH - 2 * MARGIN
# Drawn larger and made smaller, for smooth edges
SCALE = 4
# The two waves of templates/parts/mark.html, which is 32 wide: points of two curves each
WAVE = (
    (7.5, 13),
    (10.3, 9.2),
    (13.2, 9.2),
    (16, 12),
    (18.8, 14.8),
    (21.7, 14.8),
    (24.5, 11),
)
LOWER = 8
STROKE = 3.2
# Enough for smooth edges, at a third of the bytes; for a card it would take longer than all else
COLOURS = 64
# What the font draws in the place of a letter that it lacks
NO_LETTER = "\uffff"
# Latin letters and dashes that have no plain one inside
NEAREST = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "Ł": "L",
        "ł": "l",
        "Ø": "O",
        "ø": "o",
        "Đ": "D",
        "đ": "d",
        "ß": "ss",
        "Æ": "Ae",
        "æ": "ae",
        "Œ": "Oe",
        "œ": "oe",
    }
)

Point = tuple[float, float]


@lru_cache(maxsize=64)
def card(site_name: str, title: str, lines: Sequence[Line]) -> bytes:
    """A PNG of 1200 by 630; words with letters that the font lacks are left out."""
    ink = colours()["ink"]
    picture = Image.new("RGB", SIZE, colours()["paper"])
    picture.paste(mark(88), (MARGIN, 72))
    pen = ImageDraw.Draw(picture)
    if name := drawable(site_name):
        beside_mark = (MARGIN + 112, 72 + 44)
        pen.text(
            beside_mark,
            cut(name, 44, ROOM - 112),
            fill=ink,
            font=_font(44),
            anchor="lm",
        )
    title_rows = rows(drawable(title), 68, ROOM, most=2)
    for number, row in enumerate(title_rows):
        foot = 282 + 80 * number
        pen.text(
            (MARGIN, foot),
            row,
            fill=ink,
            font=_font(68),
            anchor="ls",
        )
    for number, line in enumerate(lines):
        middle = 436 + 60 * number
        _write_line(pen, line, (MARGIN, middle))
    stripe = (0, HEIGHT - 16, WIDTH, HEIGHT)
    pen.rectangle(stripe, colours()["accent"])
    return _as_png(picture)


def _write_line(pen: ImageDraw.ImageDraw, line: Line, at: Point) -> None:
    """Its cluster's colour, and its words beside that, from the middle of its left edge on."""
    left, middle = at
    if line.colour is not None:
        corners = (left, middle - 16, left + 32, middle + 16)
        colour = colours()[f"c{line.colour}"]
        pen.rounded_rectangle(corners, 6, colour)
        left += 52
    room = WIDTH - MARGIN - left
    words = cut(drawable(line.text), 40, room)
    pen.text(
        (left, middle),
        words,
        fill=colours()["soft"],
        font=_font(40),
        anchor="lm",
    )


@lru_cache(maxsize=8)
def mark(size: int, corner: float = 9) -> Image.Image:
    """The mark as a square; its corners are cut by the paper's colour."""
    side = size * SCALE
    step = side / 32
    large = Image.new("RGB", (side, side), colours()["paper"])
    pen = ImageDraw.Draw(large)
    square = (0, 0, side - 1, side - 1)
    pen.rounded_rectangle(square, corner * step, colours()["accent"])
    waves = (
        (0, colours()["on-accent"]),
        (LOWER, colours()["mark"]),
    )
    reach = STROKE * step / 2
    for below, colour in waves:
        for x, y in _wave():
            middle = (x * step, (y + below) * step)
            pen.circle(middle, reach, colour)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def icon(size: int) -> bytes:
    """The mark for the start screen of a phone, which cuts its corners itself."""
    square = mark(size, corner=0)
    return _as_png(square.quantize(COLOURS))


def drawable(words: str) -> str:
    """Words in letters that the font has, or nothing: others would become boxes.

    It has no accents, which are left out.
    """
    decomposed = unicodedata.normalize("NFKD", words.strip())
    parts = decomposed.translate(NEAREST)
    letters = [part for part in parts if not unicodedata.combining(part)]
    has_all = all(_has(letter) for letter in set(letters))
    if not has_all:
        return ""
    return "".join(letters)


@lru_cache(maxsize=2_000)
def _has(letter: str) -> bool:
    """Whether the font has a letter: what it lacks looks as NO_LETTER does."""
    if letter == " ":
        return True
    if not letter.isprintable():
        return False
    lacking = _font(20).getmask(NO_LETTER)
    drawn = _font(20).getmask(letter)
    return drawn.size != lacking.size or bytes(drawn) != bytes(lacking)


def rows(
    words: str,
    size: int,
    width: float,
    most: int,
) -> list[str]:
    """Words broken into rows; what does not fit ends in dots."""
    font = _font(size)
    found: list[str] = []
    left = words.split()
    while left and len(found) < most - 1:
        taken = 1
        while taken < len(left):
            longer = " ".join(left[: taken + 1])
            if font.getlength(longer) > width:
                break
            taken += 1
        if taken == len(left):
            break
        row = " ".join(left[:taken])
        found.append(cut(row, size, width))
        left = left[taken:]
    rest = " ".join(left)
    found.append(cut(rest, size, width))
    return found


def cut(words: str, size: int, width: float) -> str:
    """As much of words as fits in a width, and dots where that is not all."""
    font = _font(size)
    # No line takes more letters, however narrow: a title may be as long as a file has it
    shown = words[:100]
    if shown == words and font.getlength(shown) <= width:
        return words
    while shown and font.getlength(f"{shown}...") > width:
        shown = shown[:-1]
    return f"{shown.rstrip()}..."


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    # Another one comes only without FreeType, with which the pinned wheels are built
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _wave() -> Iterator[Point]:
    """Places along the two Bézier curves of the upper wave, so close that dots make a stroke."""
    for first in (0, 3):
        curve = WAVE[first : first + 4]
        for step in range(33):
            t = step / 32
            rest = 1 - t
            weights = (
                rest**3,
                3 * t * rest**2,
                3 * t**2 * rest,
                t**3,
            )
            x = y = 0.0
            for weight, (point_x, point_y) in zip(weights, curve, strict=True):
                x += weight * point_x
                y += weight * point_y
            yield x, y


def _as_png(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
