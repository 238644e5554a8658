"""The JSON of a foreign body, safe to walk through afterwards."""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from wire import WireError, shortened

# Far fewer than Python's own limit of recursion, 1,000 calls
MOST_LEVELS = 100
# A value may take a hundred times the memory of its two characters. More than 100,000 rows of three
# cells each have
MOST_VALUES = 450_000
TOO_DEEP = "Expected JSON; the body is nested too deeply to read."

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class TooManyValuesError(WireError):
    """A body would take too much memory; it is refused before it does."""


def loaded(body: bytes, constant: Callable[[str], Any]) -> Any:
    """The value of a body in UTF-8, UTF-16 or UTF-32.

    `constant` gives the value of NaN, Infinity or -Infinity, and what it raises goes through.

    Raises:
        TooManyValuesError: as it says.
        WireError: it is nested too deeply, or has a number that is too large.
        ValueError: it is no JSON.
    """
    _refuse_many_values(body)
    try:
        value = json.loads(
            body,
            parse_constant=constant,
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


def _refuse_many_values(body: bytes) -> None:
    # In the bytes first, where texts count too: hardly a body needs the closer look
    if _values(body) <= MOST_VALUES:
        return
    text = body.decode(json.detect_encoding(body))
    if _values(_STRING.sub("", text).encode()) > MOST_VALUES:
        raise TooManyValuesError(f"The body has more than {MOST_VALUES:,} values. Send fewer.")


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
