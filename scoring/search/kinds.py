"""Kinds of business whose names have the words that were looked for."""

from functools import lru_cache

from scoring.kinds.data import described
from scoring.models.search import terms
from scoring.search.highlighting import has_all


@lru_cache(maxsize=1000)
def segments_called(asked: str) -> tuple[str, ...]:
    """The segments with every word and “phrase” in their names; none without a word."""
    looked_for = terms(asked)
    if not looked_for:
        return ()
    return tuple(name for name in described() if has_all(name, looked_for))
