"""A text that is being cleaned, with the place that each of its characters had in the original."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

Replacement = str | Callable[[re.Match[str]], str]

_CHUNK = re.compile(r"\S+|\s+")


class Span(NamedTuple):
    """A part of a text: from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Traced:
    """A text and, for each of its characters, the part of the original that it comes from."""

    text: str
    origins: list[Span]

    @classmethod
    def of(cls, text: str) -> "Traced":
        origins = [Span(place, place + 1) for place in range(len(text))]
        return cls(text, origins)

    def origin(self, start: int, end: int) -> Span:
        """Where the characters from `start` to `end` (at least one) come from."""
        first = self.origins[start]
        last = self.origins[end - 1]
        return Span(first.start, last.end)

    def replaced(self, pattern: re.Pattern[str], replacement: Replacement) -> "Traced":
        """As `pattern.sub(replacement, text)`; what comes in stands for all that it replaces."""
        made = _Made()
        at = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            made.keep(self, at, start)
            new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
            made.put(self, new, start, end)
            at = end
        made.keep(self, at, len(self.text))
        return made.traced()

    def normalised(self) -> "Traced":
        """As `unicodedata.normalize("NFKC", text)`; nothing composes across white space."""
        made = _Made()
        for match in _CHUNK.finditer(self.text):
            chunk = match.group()
            start, end = match.span()
            new = unicodedata.normalize("NFKC", chunk)
            if new == chunk:
                made.keep(self, start, end)
                continue
            # Marks compose with the letter before them
            letters = letters_with_marks(chunk)
            new_letters = [unicodedata.normalize("NFKC", letter) for letter in letters]
            if "".join(new_letters) != new:
                # Letter by letter it would not say the same, so it comes from the chunk as a whole
                made.put(self, new, start, end)
                continue
            at = start
            for letter, new_letter in zip(letters, new_letters, strict=True):
                behind = at + len(letter)
                made.put(self, new_letter, at, behind)
                at = behind
        return made.traced()


@dataclass
class _Made:
    """A traced text in the making."""

    parts: list[str] = field(default_factory=list)
    origins: list[Span] = field(default_factory=list)

    def keep(self, source: Traced, start: int, end: int) -> None:
        self.parts.append(source.text[start:end])
        self.origins += source.origins[start:end]

    def put(
        self,
        source: Traced,
        new: str,
        start: int,
        end: int,
    ) -> None:
        if not new:
            return
        if start < end:
            origin = source.origin(start, end)
        else:
            # Put in between characters, it comes from none
            place = 0
            if start:
                place = source.origins[start - 1].end
            origin = Span(place, place)
        self.parts.append(new)
        self.origins += [origin] * len(new)

    def traced(self) -> Traced:
        text = "".join(self.parts)
        return Traced(text, self.origins)


def letters_with_marks(chunk: str) -> list[str]:
    """Each character of a text with the combining marks that follow it."""
    # Lists, for a letter may have any number of marks, and a string would be copied for each
    letters: list[list[str]] = []
    for sign in chunk:
        if letters and unicodedata.combining(sign):
            letters[-1].append(sign)
        else:
            letters.append([sign])
    return ["".join(signs) for signs in letters]
