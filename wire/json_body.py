"""The JSON of a foreign body, safe to walk through afterwards."""

import json
import math
from collections.abc import Callable
from typing import Any

from wire import WireError, shortened

MOST_LEVELS = 100


def loaded(body: bytes, constant: Callable[[str], Any]) -> Any:
    """The value of a body in UTF-8, UTF-16 or UTF-32; `constant` gives the value of NaN, Infinity
    or -Infinity.

    Raises:
        WireError: it is nested too deeply, or has a number that is too large. What `constant`
        raises goes through. ValueError: it is no JSON.
    """
    try:
        value = json.loads(body, parse_constant=constant, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise _too_deep() from None
    _check_levels(value)
    return value


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise WireError(f"Expected finite numbers; the body has {shortened(literal)}.")
    return number


def _whole(literal: str) -> int:
    try:
        return int(literal)
    except ValueError:
        raise WireError(f"Expected finite numbers; the body has {shortened(literal)}.") from None


def _check_levels(value: Any) -> None:
    """Everything that walks the value later (str, dumps, JMESPath) recurses;
    here is the only loop that does not.
    """
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [
            child
            for parent in level
            for child in _children(parent)
            if isinstance(child, list | dict)
        ]
        if not level:
            return
    raise _too_deep()


def _children(parent: Any) -> Any:
    if isinstance(parent, dict):
        return parent.values()
    return parent if isinstance(parent, list) else ()


def _too_deep() -> WireError:
    return WireError("Expected JSON; the body is nested too deeply to read.")
