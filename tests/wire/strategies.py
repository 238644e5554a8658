"""JSON that means nothing, made of the words that the formats use."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

quick = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

leaves = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers(-2, 3)
    | st.integers()
    | st.sampled_from(
        ["0", "1", "0.5", "BYTES", "NaN", "1e400", "\ud800", "Text", "https://example.com", "a.csv"]
    )
    | st.text(max_size=5)
)


def objects(inner: st.SearchStrategy[Any], words: Sequence[str]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(["a", *words]) | st.text(max_size=3), inner, max_size=4)


def json_values(*words: str) -> st.SearchStrategy[Any]:
    """Any JSON value; the keys of its objects are often among the words."""
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | objects(inner, words), max_leaves=12
    )


def bodies(*words: str) -> st.SearchStrategy[bytes]:
    """Bodies of any JSON value, and a few of any bytes."""
    return json_values(*words).map(lambda value: json.dumps(value).encode()) | st.binary(
        max_size=20
    )


def changed(valid: Any) -> st.SearchStrategy[bytes]:
    """The body of a valid JSON value with one part of it exchanged for any other value."""
    places = st.sampled_from(list(_paths(valid)))
    return st.tuples(places, json_values()).map(
        lambda pair: json.dumps(_exchanged(valid, *pair)).encode()
    )


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _paths(value[key], (*path, key))


def _exchanged(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    key, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = _exchanged(value[key], tuple(rest), new)
    return copy
