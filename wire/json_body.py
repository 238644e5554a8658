"""The JSON of a foreign body, safe to walk through afterwards."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from wire import WireError, shortened

# Far fewer than Python's own limit of recursion, 1,000 calls
MOST_LEVELS = 100
# A value may take a hundred times the memory of its two characters. More than 100,000 rows of three
# cells each have
MOST_VALUES = 450_000
# Rows and what is around them; one that is empty takes ten times as much memory as a number
MOST_OBJECTS = 101_000
# Different ones; 10,000 distances of a remote service have as many
MOST_NAMES = 20_000
TOO_DEEP = "Expected JSON; the body is nested too deeply to read."

# One that does not end goes to the end of the text: each of its quotes would else begin another one
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?(\s*+:)?', re.DOTALL)
# Looked through before it is asked whether they are too many
_AT_ONCE = 20_000


class TooManyValuesError(WireError):
    """A body would take too much memory; it is refused before it does."""


def loaded(
    body: bytes,
    constant: Callable[[str], Any],
    make_object: Callable[[list[tuple[str, Any]]], dict[str, Any]] | None = None,
) -> Any:
    """The value of a body in UTF-8, UTF-16 or UTF-32.

    `constant` gives the value of NaN, Infinity or -Infinity, `make_object` that of an object from
    its names and values. What they raise goes through.

    Raises:
        TooManyValuesError: as it says.
        WireError: it is nested too deeply, or has a number that is too large.
        ValueError: it is no JSON.
    """
    _refuse_much(body)
    try:
        value = json.loads(
            body,
            parse_constant=constant,
            object_pairs_hook=make_object,
            parse_float=lambda literal: _number(float, literal),
            parse_int=lambda literal: _number(int, literal),
        )
    except RecursionError:
        raise WireError(TOO_DEEP) from None

    # Everything that walks the value later (str, dumps, JMESPath) recurses; this loop does not
    level = [value]
    for _ in range(MOST_LEVELS):
        next_level: list[Any] = []
        for container in level:
            if isinstance(container, dict):
                next_level += container.values()
            elif isinstance(container, list):
                next_level += container
        level = [child for child in next_level if isinstance(child, list | dict)]
        if not level:
            return value
    raise WireError(TOO_DEEP)


def with_each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of its names and values. Raises WireError where a name is there twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = Counter(name for name, _ in pairs)
        doubled, _ = names.most_common(1)[0]
        raise WireError(
            f"Expected each name once in an object; {shortened(doubled)} is there twice, so that "
            "any reading may be wrong."
        )
    return made


def _refuse_much(body: bytes) -> None:
    # In the bytes first, where texts count too: hardly a body needs the closer looks
    has_many_names = body.count(b":") > MOST_NAMES
    has_much = _values(body) > MOST_VALUES or body.count(b"{") > MOST_OBJECTS
    if not (has_many_names or has_much):
        return
    text = body.decode(json.detect_encoding(body))
    if has_many_names:
        names: set[str] = set()
        strings = _STRING.finditer(text)
        while some := list(islice(strings, _AT_ONCE)):
            names.update([string[0] for string in some if string[1]])
            _refuse_over(MOST_NAMES, len(names), "different names")
    if has_much:
        values = 0
        objects = 0
        for between in _between_strings(text):
            values += _values(between)
            objects += between.count(b"{")
            _refuse_over(MOST_VALUES, values, "values")
            _refuse_over(MOST_OBJECTS, objects, "objects")


def _between_strings(text: str) -> Iterator[bytes]:
    """What stands outside of strings, piece by piece."""
    begin = 0
    strings = _STRING.finditer(text)
    while some := list(islice(strings, _AT_ONCE)):
        parts = []
        for string in some:
            parts.append(text[begin : string.start()])
            begin = string.end()
        yield "".join(parts).encode()
    yield text[begin:].encode()


def _refuse_over(most: int, number: int, what: str) -> None:
    if number > most:
        raise TooManyValuesError(f"The body has more than {most:,} {what}. Send fewer.")


def _values(body: bytes) -> int:
    """How many values there are, as a comma stands before all but the first of each list."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _number(kind: type[float], literal: str) -> float:
    try:
        number = kind(literal)
    except ValueError:
        # Python refuses a whole number of thousands of digits
        number = math.inf
    if abs(number) == math.inf:
        raise WireError(f"Expected finite numbers; the body has {shortened(literal)}.")
    return number
