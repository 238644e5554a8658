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
        return cls(text, [Span(place, place + 1) for place in range(len(text))])

    def origin(self, start: int, end: int) -> Span:
        """Where the characters from `start` to `end` (at least one) come from."""
        return Span(self.origins[start].start, self.origins[end - 1].end)

    def replaced(self, pattern: re.Pattern[str], replacement: Replacement) -> "Traced":
        """As `pattern.sub(replacement, text)`; what comes in stands for all that it replaces."""
        made = _Made()
        at = 0
        for match in pattern.finditer(self.text):
            made.keep(self, at, match.start())
            new = match.expand(replacement) if isinstance(replacement, str) else replacement(match)
            made.put(self, new, match.start(), match.end())
            at = match.end()
        made.keep(self, at, len(self.text))
        return made.traced()

    def normalised(self) -> "Traced":
        """As `unicodedata.normalize("NFKC", text)`; nothing composes across white space."""
        made = _Made()
        for chunk in _CHUNK.finditer(self.text):
            new = unicodedata.normalize("NFKC", chunk.group())
            if new == chunk.group():
                made.keep(self, *chunk.span())
            else:
                self._normalise(chunk, new, made)
        return made.traced()

    def _normalise(self, chunk: re.Match[str], new: str, made: "_Made") -> None:
        """Letter by letter with its marks where that says the same, else the chunk as a whole."""
        letters = list(_letters(chunk.group()))
        parts = [unicodedata.normalize("NFKC", letter) for letter in letters]
        if "".join(parts) != new:
            made.put(self, new, *chunk.span())
            return
        at = chunk.start()
        for letter, part in zip(letters, parts, strict=True):
            made.put(self, part, at, at + len(letter))
            at += len(letter)


@dataclass
class _Made:
    """A traced text in the making."""

    parts: list[str] = field(default_factory=list)
    origins: list[Span] = field(default_factory=list)

    def keep(self, source: Traced, start: int, end: int) -> None:
        self.parts.append(source.text[start:end])
        self.origins += source.origins[start:end]

    def put(self, source: Traced, new: str, start: int, end: int) -> None:
        if not new:
            return
        if start < end:
            origin = source.origin(start, end)
        else:
            place = source.origins[start - 1].end if start else 0
            origin = Span(place, place)
        self.parts.append(new)
        self.origins += [origin] * len(new)

    def traced(self) -> Traced:
        return Traced("".join(self.parts), self.origins)


def _letters(chunk: str) -> list[str]:
    """Each character with the combining marks that follow it."""
    found: list[list[str]] = []
    for sign in chunk:
        if found and unicodedata.combining(sign):
            found[-1].append(sign)
        else:
            found.append([sign])
    return ["".join(signs) for signs in found]
